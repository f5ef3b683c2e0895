internal import DocumentTree
internal import SecretMemory
internal import YAMLDocument

/// Reads a large text in two halves at once, where that can't change what is read: YAML and INI documents without a
/// comment, cut before a line that begins an item of the root. Whatever is unclear is left to the reader of the whole.
final class HalvesReading: @unchecked Sendable {
    private let halves: (TreeText, TreeText)
    private let format: DocumentFormat
    // One for each thread: they write at the same time.
    private var first: DocumentTree
    private var second: DocumentTree
    private var isFirstRead = false
    private var isSecondRead = false

    /// Smaller texts are read sooner than a thread begins, in bytes.
    static let worthwhile = 1 << 20

    /// The tree of the text, or nil when it has to be read as a whole.
    static func read(
        _ text: TreeText, _ format: DocumentFormat, in arena: SecretArena, from smallest: Int
    ) -> DocumentTree? {
        guard text.count >= smallest, ParallelWork.width(pieces: 2) == 2, let cut = cut(text, format) else { return nil }
        let reading = HalvesReading((text[0..<cut], text[cut..<text.count]), format, arena)
        ParallelWork.run(pieces: 2, width: 2, first: {}) { _, piece in reading.read(piece) }
        return reading.joined()
    }

    private init(_ halves: (TreeText, TreeText), _ format: DocumentFormat, _ arena: SecretArena) {
        self.halves = halves
        self.format = format
        first = DocumentTree(arena: arena)
        first.reserve(forTextOf: halves.0.count + halves.1.count)
        // An arena is for one thread.
        second = DocumentTree(arena: SecretArena())
    }

    private static func cut(_ text: TreeText, _ format: DocumentFormat) -> Int? {
        guard text.first(UInt8(ascii: "#")) == nil else { return nil }
        let isStart: (UInt8) -> Bool
        switch format {
        case .yaml:
            // A mark of documents would end the root.
            guard text.firstRange(of: Array("\n---".utf8), from: 0) == nil, text.firstRange(of: Array("\n...".utf8), from: 0) == nil
            else { return nil }
            // Tags and aliases: which keys are the same, and how much aliases may expand to, is for the whole to say. CR and
            // other ends of lines may stand before a document's end.
            for mark in "!*\r".utf8 where text.first(mark) != nil { return nil }
            for end in ["\u{85}...", "\u{2028}...", "\u{2029}..."] where text.firstRange(of: Array(end.utf8), from: 0) != nil { return nil }
            isStart = { (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) }
            // The root's items begin in the column in which the first of them does.
            let first = text.hasPrefix("---\n") ? 4 : 0
            guard first < text.count, isStart(text[first]) else { return nil }
        case .ini:
            guard text.first(UInt8(ascii: ";")) == nil else { return nil }
            isStart = { $0 == UInt8(ascii: "[") }
        case .json, .dotenv, .binary: return nil
        }
        var line = text.count / 2
        while let end = text.first(0x0A, from: line), end + 1 < text.count {
            line = end + 1
            guard isStart(text[line]) else { continue }
            // The line before may go on here: go-ini trims it first.
            var before = end
            while before > 0, text[before - 1] != 0x0A { before -= 1 }
            let last = text[before..<end].trimmed()
            if last.isEmpty || last[last.count - 1] != UInt8(ascii: "\\") { return line }
        }
        return nil
    }

    private func read(_ piece: Int) {
        if piece == 0 { isFirstRead = read(halves.0, into: &first) } else { isSecondRead = read(halves.1, into: &second) }
    }

    private func read(_ text: TreeText, into tree: inout DocumentTree) -> Bool {
        switch format {
        case .yaml: (try? YAMLReader.read(text, into: &tree)) != nil
        case .ini: (try? INIReader.read(text, into: &tree)) != nil
        case .json, .dotenv, .binary: false
        }
    }

    private func joined() -> DocumentTree? {
        guard isFirstRead, isSecondRead, first.roots.count == 1, second.roots.count == 1 else { return nil }
        // go-ini begins with the section of the keys before any header; the second half has none of those.
        if format == .ini { second.remove(at: 1) }
        if format == .yaml {
            // A document may be null, which joins nothing.
            guard first.nodes.count > 1, second.nodes.count > 1, !holdsSameKey() else { return nil }
        }
        // Given away, so that the second half goes behind it in the same memory.
        var result = DocumentTree(arena: first.arena)
        swap(&result, &first)
        result.append(contentsOf: second)
        return result
    }

    // A key that is twice at the root is an error, which the reader of the whole tells.
    private func holdsSameKey() -> Bool {
        var names = NameTable()
        for tree in [first, second] {
            for item in tree.members(of: tree.roots[0]) where tree.nodes[item].kind != .comment {
                if names.place(of: tree.nodes[item].key) != nil { return true }
            }
        }
        return false
    }
}
