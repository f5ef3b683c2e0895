package import DocumentTree
internal import SecretMemory
internal import SopsDocument

/// What a Secret manifest holds, as a pod would see it.
package enum SecretManifestEntries {
    /// The entries of the first Secret of the documents, sorted as they stand, those of `data` first; stringData wins, as at
    /// the API server. Nil when there is no Secret, or base64 is malformed.
    package static func read(_ tree: DocumentTree) -> [KubernetesSecret.Entry]? {
        guard let root = tree.roots.first(where: { SecretManifestConfig.isSecret(tree, at: $0) }) else { return nil }
        var entries: [KubernetesSecret.Entry] = []
        for (field, isEncoded) in [("data" as StaticString, true), ("stringData", false)] {
            guard let map = tree.item(field, in: root) else { continue }
            for item in tree.members(of: map) where tree.nodes[item].kind == .string {
                let key = String(decoding: tree.nodes[item].key.buffer, as: UTF8.self)
                var bytes = tree.nodes[item].text.buffer
                if isEncoded {
                    let room = tree.arena.allocate(count: bytes.count + 1)
                    guard let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self), let count = Base64.decode(bytes, into: start) else { return nil }
                    bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
                }
                entries.removeAll { $0.key == key }
                entries.append(KubernetesSecret.Entry(key: key, value: tree.arena.slice(of: bytes)))
            }
        }
        return entries
    }
}
