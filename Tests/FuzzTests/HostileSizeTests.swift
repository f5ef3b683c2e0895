import SecretMemory
import SopsDocument
import Testing
import TestVectors

/// Documents that are made to cost much: each is read, or refused, in bounded memory and time.
@Suite(.serialized) struct HostileSizeTests {
    /// Bytes of a line that no sane document has: 100 MB in the long run.
    private static let lineSize = TestRun.isFull ? 100_000_000 : 4_000_000

    private func read(_ text: String, _ format: DocumentFormat) -> SopsError? {
        let arena = SecretArena()
        var text = text
        let source = text.withUTF8 { arena.store(UnsafeRawBufferPointer($0)) }
        do throws(SopsError) {
            let store = DocumentStore(format)
            _ = try store.write(try store.read(source, in: arena))
            return nil
        } catch { return error }
    }

    private func expectBoundedMemory(_ text: Comment) { #expect(PeakMemory.bytes < PeakMemory.limit, text) }

    @Test func anAliasBombIsRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text += "a\(level): &a\(level) [" + (0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", ") + "]\n"
        }
        #expect(read(text, .yaml) != nil)
        expectBoundedMemory("alias bomb")
    }

    @Test func anAliasBombOfMapsIsRefused() {
        var text = "a0: &a0 {k: \"" + String(repeating: "x", count: 1000) + "\"}\n"
        for level in 1...40 { text += "a\(level): &a\(level) {x: *a\(level - 1), y: *a\(level - 1)}\n" }
        #expect(read(text, .yaml) != nil)
        expectBoundedMemory("alias bomb of maps")
    }

    @Test func aliasesOfOneLongTextAreRefused() {
        let text = "a: &a \"" + String(repeating: "x", count: 1 << 20) + "\"\nl: [" + (0..<5000).map { _ in "*a" }.joined(separator: ", ") + "]\n"
        #expect(read(text, .yaml) != nil)
        expectBoundedMemory("alias bomb of one text")
    }

    @Test func anAnchorThatHoldsItselfIsRefused() {
        #expect(read("a: &x\n  b: *x\n", .yaml) != nil)
        #expect(read("a: &x [*x]\n", .yaml) != nil)
    }

    @Test(arguments: [10_000, 200_000]) func deepNestingIsReadOrRefused(_ depth: Int) {
        let open = String(repeating: "[", count: depth)
        let close = String(repeating: "]", count: depth)
        _ = read("{\"a\":" + open + close + "}", .json)
        _ = read("{\"a\":" + open, .json)
        _ = read(String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth), .json)
        _ = read("a: " + open + close + "\n", .yaml)
        _ = read("a: " + open, .yaml)
        _ = read("a:\n" + String(repeating: "- ", count: depth) + "x\n", .yaml)
        _ = read(String(repeating: "? ", count: depth) + "x\n", .yaml)
        expectBoundedMemory("nesting of \(depth)")
    }

    @Test func nestingByIndentationIsReadOrRefused() {
        // The text itself grows with the square of the depth.
        let text = (0..<1_500).map { String(repeating: " ", count: $0) + "k:\n" }.joined()
        _ = read(text, .yaml)
        expectBoundedMemory("indentation")
    }

    @Test(arguments: DocumentFormat.allCases) func aLongLineIsReadAndWritten(_ format: DocumentFormat) {
        let line = String(repeating: "x", count: Self.lineSize)
        let text =
            switch format {
            case .yaml: "a: " + line + "\n"
            case .json: "{\"a\": \"" + line + "\"}"
            case .ini: "[s]\na = " + line + "\n"
            case .dotenv: "A=" + line + "\n"
            case .binary: line
            }
        #expect(read(text, format) == nil)
        expectBoundedMemory("a long line of \(format.rawValue)")
    }

    @Test func aLongCommentALongKeyAndManyCommentsAreReadOrRefused() {
        let line = String(repeating: "x", count: Self.lineSize)
        #expect(read("# " + line + "\na: 1\n", .yaml) == nil)
        _ = read(line + ": 1\n", .yaml)
        #expect(read(String(repeating: "# c\n", count: 100_000) + "a: 1\n", .yaml) == nil)
        #expect(read("; " + line + "\n[s]\na = 1\n", .ini) == nil)
        expectBoundedMemory("comments and keys")
    }
}
