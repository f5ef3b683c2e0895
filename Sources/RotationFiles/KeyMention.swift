internal import DocumentTree
internal import EncryptedFiles
internal import RcloneConfig
internal import SecretMemory
internal import SopsDocument

/// Looks for a key's id where it is not a remote's that rclone takes it from: another program may, and nobody here can give that one a new pair (§2.4).
struct KeyMention: Sendable {
    private let id: [UInt8]

    /// AWS' ids have that many characters at least (IAM API reference, AccessKey). A shorter one, as MinIO and SeaweedFS allow, may be a word of any
    /// text, the name of a host for one.
    private static let certainCount = 16

    init(of id: String) { self.id = Array(id.utf8) }

    private var isCertain: Bool { id.count >= Self.certainCount }

    /// Of a document that holds no rclone.conf, decrypted; its comments count as they do in a plain file.
    func stands(in tree: DocumentTree) -> Bool { stands(in: tree) { _ in true } }

    /// Of one that is or holds an rclone.conf, in which these remotes have the key. Comments are nobody's to take a key from.
    func stands(in document: borrowing PairDocument, besides remotes: [ConfigName]) -> Bool {
        if let embedded = document.embedded {
            let tree = embedded.tree
            // A Secret may have a name that is such a word too.
            let metadata = isCertain ? [] : tree.roots.compactMap { tree.item("metadata", in: $0) }.map { $0..<Int(tree.nodes[$0].end) }
            let isFound = stands(in: tree) { index in
                index != embedded.node && tree.nodes[index].kind != .comment && !metadata.contains { $0.contains(index) }
            }
            if isFound { return true }
        }
        return document.config.reading.sections.contains { section in
            section.entries.contains { entry in
                // rclone reads a description for people alone.
                let isAccountedFor = entry.key.isEqual("description") || entry.key.isEqual("access_key_id") && remotes.contains(section.name)
                return !isAccountedFor && holds(entry.value)
            }
        }
    }

    /// In the names and values of a tree, and in what is base64 in it, as in a Secret's `data`.
    private func stands(in tree: DocumentTree, where counts: (Int) -> Bool) -> Bool {
        let strings = tree.nodes.lazy.filter { $0.kind == .string }
        // One room for all: a tree may have a million values.
        let room = tree.arena.allocate(count: strings.map(\.text.count).max() ?? 0)
        return tree.nodes.indices.contains { index in
            guard counts(index) else { return false }
            let node = tree.nodes[index]
            if holds(tree.arena.slice(of: node.key.buffer)) || holds(tree.arena.slice(of: node.text.buffer)) { return true }
            guard node.kind == .string, node.text.count >= Base64.encodedCount(id.count), let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self),
                let count = Base64.decode(node.text.buffer, into: start)
            else { return false }
            return holds(tree.arena.slice(of: UnsafeRawBufferPointer(rebasing: room[..<count])))
        }
    }

    private func holds(_ text: SecretSlice) -> Bool {
        var start = 0
        while let place = text.firstRange(of: id, from: start) {
            if isCertain || isValue(place..<(place + id.count), in: text) { return true }
            start = place + 1
        }
        return false
    }

    /// True where it is the whole text, or what a name is set to: in a line of INI, YAML or JSON, or in a connection string.
    private func isValue(_ range: Range<Int>, in text: SecretSlice) -> Bool {
        var (first, last) = (range.lowerBound, range.upperBound)
        while first > 0, Self.around.contains(text[first - 1]) { first -= 1 }
        while last < text.count, Self.around.contains(text[last]) { last += 1 }
        return (first == 0 || Self.before.contains(text[first - 1])) && (last == text.count || Self.behind.contains(text[last]))
    }

    private static let around = Array(" \t\r\"'".utf8)
    private static let before = Array("=:\n".utf8)
    private static let behind = Array(",}\n".utf8)
}
