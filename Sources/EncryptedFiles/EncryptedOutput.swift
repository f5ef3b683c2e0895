internal import DocumentTree
internal import SecretMemory
internal import SopsDocument

/// Writes an encrypted tree and reads it back as sops will, before anybody relies on it. In YAML a comment may be read back
/// in another place of the tree than it was written from, and its additional data is the place's: such a comment is
/// encrypted for the place where it will be found.
struct EncryptedOutput {
    let store: DocumentStore
    let metadata: SopsMetadata
    /// The tree that was encrypted, for the comments' plaintext.
    let plain: DocumentTree
    let effects: Effects

    /// A document that reads back, but for comments whose place no reader takes them from.
    struct Verified {
        let text: SecretSlice
        /// Nodes of ``EncryptedOutput/plain``.
        let lostComments: [Int]
    }

    /// Reads a written document. Throws ``SopsError/unfaithful(path:)`` when a value would not be read back.
    func verified(
        _ text: SecretSlice, of encrypted: DocumentTree, dataKey: borrowing SecretBytes
    ) throws(SopsError) -> Verified {
        let (found, stored) = try reading(text)
        guard stored.saysTheSame(as: metadata) else { throw .unfaithful(path: "sops") }
        try compare(encrypted, found)
        // A comment that is read back in another place takes its rule along.
        if metadata.selector.goesByComments { try checkSelection(found, dataKey: dataKey) }
        guard store.format == .yaml else { return Verified(text: text, lostComments: []) }
        let lost = lostComments(of: encrypted, in: found)
        guard lost.isEmpty, encrypted.nodes.contains(where: { $0.kind == .comment && $0.isCiphertext }) else {
            return Verified(text: text, lostComments: lost)
        }
        var moved = encrypted
        guard try CommentPlaces.reencrypt(
            &moved, from: plain, asFoundIn: found, selector: metadata.selector, dataKey: dataKey, fill: effects.fill)
        else { return Verified(text: text, lostComments: []) }
        let again = try store.write(moved, metadata: metadata)
        let (result, _) = try reading(again)
        try compare(moved, result)
        return Verified(text: again, lostComments: lostComments(of: moved, in: result))
    }

    /// The comments that are written and not found. One in a list becomes a text when it is encrypted, as every text is compared.
    private func lostComments(of written: DocumentTree, in found: DocumentTree) -> [Int] {
        let mine = written.nodes.indices.filter { written.nodes[$0].kind == .comment }
        guard !mine.isEmpty else { return [] }
        var there: [[UInt8]: Int] = [:]
        for node in found.nodes where node.kind == .comment { there[node.text.bytes, default: 0] += 1 }
        return mine.filter { index in
            let text = written.nodes[index].text.bytes
            guard let count = there[text], count > 0 else { return true }
            there[text] = count - 1
            return false
        }
    }

    private func checkSelection(_ found: DocumentTree, dataKey: borrowing SecretBytes) throws(SopsError) {
        do throws(SopsError) {
            _ = try TreeCipher.decrypt(found, metadata: metadata, dataKey: dataKey, ignoringMAC: false)
        } catch { throw .unfaithful(path: "a comment that the rule goes by") }
    }

    private func reading(_ text: SecretSlice) throws(SopsError) -> (DocumentTree, SopsMetadata) {
        do throws(SopsError) { return try store.readEncrypted(text, in: plain.arena) } catch { throw .unfaithful(path: "the document") }
    }

    /// Comments apart, both have the same keys and texts in the same structure; the texts are what the MAC is made of.
    private func compare(_ written: DocumentTree, _ found: DocumentTree) throws(SopsError) {
        try written.nodes.withUnsafeBufferPointer { (mine) throws(SopsError) in
            try found.nodes.withUnsafeBufferPointer { (others) throws(SopsError) in
                if Self.areSame(mine, others) { return }
                var (left, right) = (Cursor(mine), Cursor(others))
                // go-ini always gives the section of the keys before any header.
                right.skipsEmptyDefault = store.format == .ini && !left.startsWithEmptyDefault
                while true {
                    let (mine, other) = (left.next(), right.next())
                    guard let mine, let other else {
                        guard mine == nil, other == nil else { throw .unfaithful(path: shown((mine ?? other)?.node)) }
                        return
                    }
                    guard mine.node.isContainer == other.node.isContainer, mine.depth == other.depth,
                        mine.node.key.isSame(as: other.node.key), mine.node.text.isSame(as: other.node.text)
                    else { throw .unfaithful(path: shown(mine.node)) }
                }
            }
        }
    }

    /// Node for node the same, as most documents are; a comment, or a difference, is for the cursors.
    private static func areSame(_ mine: UnsafeBufferPointer<TreeNode>, _ others: UnsafeBufferPointer<TreeNode>) -> Bool {
        guard mine.count == others.count else { return false }
        for index in mine.indices {
            guard mine[index].kind != .comment, mine[index].isContainer == others[index].isContainer,
                mine[index].end == others[index].end, mine[index].key.isSame(as: others[index].key),
                mine[index].text.isSame(as: others[index].text)
            else { return false }
        }
        return true
    }

    private func shown(_ node: TreeNode?) -> String { node.map { String(decoding: $0.key.buffer, as: UTF8.self) } ?? "the document" }

    /// Steps over all nodes but comments, with their depth.
    private struct Cursor {
        private let nodes: UnsafeBufferPointer<TreeNode>
        private var index = 0
        private var ends: [Int] = []
        var skipsEmptyDefault = false

        init(_ nodes: UnsafeBufferPointer<TreeNode>) { self.nodes = nodes }

        mutating func next() -> (node: TreeNode, depth: Int)? {
            while index < nodes.count {
                if index == 1, skipsEmptyDefault, startsWithEmptyDefault { index = 2 }
                guard index < nodes.count else { return nil }
                while let end = ends.last, index >= end { ends.removeLast() }
                let depth = ends.count
                let node = nodes[index]
                if node.isContainer { ends.append(Int(node.end)) }
                index += 1
                if node.kind != .comment { return (node, depth) }
            }
            return nil
        }

        /// The first section is the one of the keys before any header, and has none.
        var startsWithEmptyDefault: Bool {
            nodes.count > 1 && nodes[1].kind == .branch && nodes[1].end == 2 && nodes[1].key.equals("DEFAULT")
        }
    }
}
