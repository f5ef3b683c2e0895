import SecretMemory
import SopsDocument

/// What becomes of a plain document that is read, written, and read and written again.
enum Passage {
    case refused
    case fixedPoint
    case changed(first: String, second: String)
    case unreadable(SopsError, text: String)

    static func of(_ bytes: [UInt8], _ format: DocumentFormat) -> Passage {
        guard let first = try? passed(bytes, format) else { return .refused }
        do throws(SopsError) {
            let second = try passed(first, format)
            // go-ini prints what it reads otherwise, again and again: a comment's mark, a quote. We print what it prints; that
            // a document of ours is read back as it is meant is checked when it is encrypted.
            if format == .ini { return .fixedPoint }
            // A comment may come to stand elsewhere once, and an INI quote be taken off once more.
            if second == first { return .fixedPoint }
            let third = try passed(second, format)
            return third == second ? .fixedPoint : .changed(first: text(second), second: text(third))
        } catch { return isBeyondINI(first, format) ? .refused : .unreadable(error, text: text(first)) }
    }

    /// INI has no form for text with both a line break and `"""`, for an empty key, or for a key that begins as a section does:
    /// they are printed as sops prints them, and encrypting them so is refused.
    private static func isBeyondINI(_ bytes: [UInt8], _ format: DocumentFormat) -> Bool {
        guard format == .ini else { return false }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.contains { line in
            let text = line.drop { $0 == UInt8(ascii: " ") }
            return text.first == UInt8(ascii: "=") || (text.first == UInt8(ascii: "[") && text.last != UInt8(ascii: "]"))
        }
            || String(decoding: bytes, as: UTF8.self).contains("\"\"\"")
    }

    private static func passed(_ bytes: [UInt8], _ format: DocumentFormat) throws(SopsError) -> [UInt8] {
        let arena = SecretArena()
        let store = DocumentStore(format)
        let tree = try store.read(arena.store(bytes), in: arena)
        return try store.write(tree).withBytes { Array($0) }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).debugDescription }
}
