package import DocumentTree
internal import KubernetesSecrets
package import SecretMemory
internal import SopsDocument

/// The rclone.conf inside of another document: a Secret of Kubernetes, or a file that sops keeps as binary.
package struct EmbeddedConfig {
    /// What rclone would be given.
    package let text: SecretSlice
    package let tree: DocumentTree
    /// The item of the tree that holds it.
    package let node: Int
    /// As base64, as under `data`.
    let isEncoded: Bool
    /// Further rclone.confs in the same document, which stay unread.
    package let otherCount: Int
    /// False for a Secret's value that neither looks like an rclone.conf nor has its name.
    package let isConfig: Bool
    /// rclone's own encryption is around one of the others.
    package let hasClosedOther: Bool

    /// Nil when there is none. `tree` holds plaintext.
    package init?(in tree: DocumentTree) {
        // A binary document holds the file itself.
        if let root = tree.roots.first, let data = tree.item("data", in: root), tree.nodes[data].kind == .string {
            self.init(tree, node: data, tree.nodes[data].text, isEncoded: false)
            return
        }
        let candidates = SecretManifestConfig.candidates(in: tree) ?? []
        var found: [SecretManifestConfig.Candidate] = []
        var hasClosedOther = false
        for candidate in candidates {
            switch InputForm.recognise(tree.arena.slice(of: candidate.text.buffer), in: tree.arena) {
            case .rcloneConfig: found.append(candidate)
            case .unusable(.encryptedByRclone):
                if !found.isEmpty { hasClosedOther = true }
                found.append(candidate)
            case .sopsINI, .sopsDocument, .manifest, .unusable, .other: continue
            }
        }
        guard let chosen = found.first ?? candidates.first else { return nil }
        self.init(
            tree, node: chosen.node, chosen.text, isEncoded: chosen.isEncoded, otherCount: max(0, found.count - 1),
            isConfig: !found.isEmpty || tree.nodes[chosen.node].key.equals("rclone.conf"), hasClosedOther: hasClosedOther)
    }

    private init(
        _ tree: DocumentTree, node: Int, _ text: TreeText, isEncoded: Bool, otherCount: Int = 0, isConfig: Bool = true, hasClosedOther: Bool = false
    ) {
        self.otherCount = otherCount
        self.isConfig = isConfig
        self.hasClosedOther = hasClosedOther
        self.tree = tree
        self.node = node
        self.isEncoded = isEncoded
        self.text = tree.arena.slice(of: text.buffer)
    }

    /// The text of the item, with base64 around the file where it is kept that way.
    var storedText: SecretSlice { tree.arena.slice(of: tree.nodes[node].text.buffer) }

    /// What the item would be with another file in it.
    func replacement(for text: SecretSlice) -> SecretSlice {
        guard isEncoded else { return text }
        let room = tree.arena.allocate(count: Base64.encodedCount(text.count))
        if let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self) { text.withBytes { Base64.encode($0, into: start) } }
        return tree.arena.slice(of: UnsafeRawBufferPointer(room))
    }

    /// The document with another file in it, and nothing else changed. `text` must outlive it.
    package func replacing(_ text: SecretSlice) -> DocumentTree {
        var changed = tree
        changed.nodes[node].text = replacement(for: text).withBytes { TreeText($0) }
        return changed
    }
}
