package import DocumentTree
internal import SopsDocument

/// The rclone.conf inside of a Secret manifest, as sync pipelines keep it: text under `stringData`, base64 under `data`.
package enum SecretManifestConfig {
    /// True for a Kubernetes object of the kind Secret that holds something.
    package static func isSecret(_ tree: DocumentTree, at root: Int) -> Bool {
        guard let kind = tree.item("kind", in: root), tree.nodes[kind].text.equals("Secret"),
            let version = tree.item("apiVersion", in: root), tree.nodes[version].text.equals("v1")
        else { return false }
        return [tree.item("data", in: root), tree.item("stringData", in: root)].contains { $0.map { tree.nodes[$0].kind == .branch } ?? false }
    }

    /// A text that could be the file.
    package struct Candidate {
        /// The item of the tree that holds it.
        package let node: Int
        package let text: TreeText
        /// The item holds base64 of it.
        package let isEncoded: Bool
    }

    /// Everything that could be the file, in the order of the documents' Secrets, and in each of them the key `rclone.conf` first, then the
    /// other keys. Nil when there is no Secret, or base64 is malformed.
    package static func candidates(in tree: DocumentTree) -> [Candidate]? {
        let secrets = tree.roots.filter { isSecret(tree, at: $0) }
        guard !secrets.isEmpty else { return nil }
        var all: [Candidate] = []
        for root in secrets {
            guard let found = candidates(in: tree, at: root) else { return nil }
            all += found
        }
        return all
    }

    private static func candidates(in tree: DocumentTree, at root: Int) -> [Candidate]? {
        var exact: [Candidate] = []
        var others: [Candidate] = []
        // The API server lets stringData win.
        for (field, isEncoded) in [("stringData" as StaticString, false), ("data", true)] {
            guard let map = tree.item(field, in: root) else { continue }
            for item in tree.members(of: map) where tree.nodes[item].kind == .string {
                var text = tree.nodes[item].text
                if isEncoded {
                    let room = tree.arena.allocate(count: text.count)
                    guard let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self) else { continue }
                    guard let count = Base64.decode(text.buffer, into: start) else { return nil }
                    text = TreeText(UnsafeRawBufferPointer(rebasing: room[..<count]))
                }
                let candidate = Candidate(node: item, text: text, isEncoded: isEncoded)
                if tree.nodes[item].key.equals("rclone.conf") { exact.append(candidate) } else { others.append(candidate) }
            }
        }
        return exact + others
    }
}
