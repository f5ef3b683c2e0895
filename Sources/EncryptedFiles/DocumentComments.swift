internal import DocumentTree
internal import RcloneConfig
internal import SecretMemory
internal import SopsDocument

/// The comments of a document, line by line: go-ini joins neighbours into one, and people add notes beside the layout.
struct DocumentComments {
    /// A comment that belongs to no layout, with the stored names of its place.
    struct Note {
        let section: [UInt8]
        /// Nil: the note stands above the section.
        let key: [UInt8]?
        let line: SecretSlice
    }

    /// The layout. Only an encrypted comment can be one: anybody may write a comment in clear.
    private(set) var layout: SecretSlice?
    private(set) var notes: [Note] = []
    /// How many encrypted lines did not open.
    private(set) var lost = 0

    /// Reads the comments of a tree as it is stored, without the metadata.
    init(of tree: DocumentTree, dataKey: borrowing SecretBytes) throws(SopsError) {
        var cipher = try ValueCipher(dataKey: dataKey, arena: tree.arena, fill: { _ in })
        guard let root = tree.roots.first else { return }
        for section in tree.members(of: root) where tree.nodes[section].kind == .branch {
            var key: [UInt8]?
            for member in tree.members(of: section) {
                let node = tree.nodes[member]
                guard node.kind == .comment else {
                    key = node.key.bytes
                    continue
                }
                read(tree.arena.slice(of: node.text.buffer), tree.nodes[section].key.bytes, key, &cipher)
            }
        }
    }

    private mutating func read(_ comment: SecretSlice, _ section: [UInt8], _ key: [UInt8]?, _ cipher: inout ValueCipher) {
        Self.eachLine(of: comment) { line in
            let text = Self.unmarked(line)
            guard Self.isCiphertext(text) else {
                notes.append(Note(section: section, key: key, line: line))
                return
            }
            // When sops takes away the last key before any header, the comment of that place is read with the next section.
            var opened = try? cipher.decrypt(text, aad: section + [UInt8(ascii: ":")], path: "comment")
            if opened == nil { opened = try? cipher.decrypt(text, aad: ConfigName.defaultSection.bytes + [UInt8(ascii: ":")], path: "comment") }
            guard let opened, opened.0 == .comment else {
                lost += 1
                return
            }
            if RcloneLayout.isLayout(opened.1) {
                if layout == nil { layout = opened.1 }
            } else {
                // go-ini joins a note above the layout with it, and sops then encrypts the two as one.
                read(opened.1, section, key, &cipher)
            }
        }
    }

    /// The lines that are not ciphertext; nil when none is.
    static func withoutCiphertext(_ comment: SecretSlice, in arena: SecretArena) -> SecretSlice? {
        var kept = SecretBuilder(in: arena, capacity: comment.count)
        var isWhole = true
        eachLine(of: comment) { line in
            guard !isCiphertext(unmarked(line)) else { return isWhole = false }
            if kept.count > 0 { kept.append("\n") }
            kept.append(line)
        }
        return isWhole ? nil : kept.finish()
    }

    private static func isCiphertext(_ text: SecretSlice) -> Bool { text.count > 4 && text[0..<4].equals("ENC[") }

    private static func eachLine(of text: SecretSlice, _ body: (SecretSlice) -> Void) {
        var start = 0
        while start <= text.count {
            let end = text[start..<text.count].firstIndex { $0 == 0x0A }.map { $0 + start } ?? text.count
            let line = text[start..<end]
            if !line.trimmed().isEmpty { body(line) }
            start = end + 1
        }
    }

    private static func unmarked(_ line: SecretSlice) -> SecretSlice {
        let text = line.trimmed()
        guard text[0] == UInt8(ascii: ";") || text[0] == UInt8(ascii: "#") else { return text }
        return text[1..<text.count].trimmed()
    }
}
