package import DocumentTree
package import SecretMemory
internal import SopsDocument

/// A Secret as somebody wrote it, or as the API server gives it back: alone, among other documents, or in a List.
package struct StoredSecret {
    /// Nil where the server was to make one (`generateName`).
    package let name: String?
    package let namespace: String?
    /// Client-side `kubectl apply` has left a copy of what it was given, `stringData` in the clear, in an annotation.
    package let holdsAppliedCopy: Bool
    private let tree: DocumentTree
    private let items: [(key: String, node: Int, isEncoded: Bool)]

    /// Where rclone's pipelines keep the file.
    package static let usualKey = "rclone.conf"
    /// Where client-side apply keeps its copy (kubectl 1.37 `v1.LastAppliedConfigAnnotation`).
    package static let appliedAnnotation: StaticString = "kubectl.kubernetes.io/last-applied-configuration"

    /// Every Secret in the documents, in order. Lists are looked into, as `kubectl get` makes them of several.
    package static func all(in tree: DocumentTree) -> [StoredSecret] {
        tree.roots.flatMap { root -> [StoredSecret] in
            guard let list = tree.item("items", in: root), tree.nodes[list].kind == .list else { return secret(tree, root) }
            return tree.members(of: list).flatMap { tree.nodes[$0].kind == .branch ? secret(tree, $0) : [] }
        }
    }

    /// True for objects of which a controller makes a Secret in its cluster.
    package static func holdsOneToBeMade(_ tree: DocumentTree) -> Bool {
        tree.roots.contains { root in
            guard let kind = tree.item("kind", in: root) else { return false }
            return tree.nodes[kind].text.equals("SealedSecret") || tree.nodes[kind].text.equals("ExternalSecret")
        }
    }

    /// The one that is meant; nil for a name leaves it open.
    package static func only(in tree: DocumentTree, name: String?, namespace: String?) throws(StoredSecretError) -> StoredSecret {
        let all = all(in: tree)
        let fitting = all.filter { (name == nil || $0.name == name) && (namespace == nil || $0.namespace == namespace) }
        guard let first = fitting.first else { throw .noSecret(others: all.map(\.title)) }
        guard fitting.count == 1 else { throw .several(fitting.map(\.title)) }
        return first
    }

    /// namespace/name, for messages.
    package var title: String { (namespace.map { $0 + "/" } ?? "") + (name ?? "(no name)") }

    /// What kubectl is told to name it.
    package var kubectlName: String {
        // Somebody else wrote the manifest, and people copy commands into a shell.
        func safe(_ word: String?) -> String? { word.flatMap { KubernetesNames.isSubdomain($0) ? $0 : nil } }
        return (safe(name) ?? "NAME") + (namespace == nil ? "" : " -n " + (safe(namespace) ?? "NAMESPACE"))
    }

    /// The keys, each once; those of `stringData` first, since the API server lets them win.
    package var keys: [String] { items.map(\.key) }

    /// What a container would find under the key.
    package func value(of key: String) throws(StoredSecretError) -> SecretSlice {
        guard let item = items.first(where: { $0.key == key }) else { throw .noKey(key, others: keys) }
        // The API server takes null for an empty value, and no other type.
        switch tree.nodes[item.node].kind {
        case .string: break
        case .null: return tree.arena.store([])
        default: throw .notText(key: key)
        }
        let text = tree.nodes[item.node].text
        guard item.isEncoded else { return tree.arena.slice(of: text.buffer) }
        let room = tree.arena.allocate(count: text.count)
        guard let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return tree.arena.slice(of: text.buffer) }
        guard let count = Base64.decode(text.buffer, into: start) else { throw .malformedBase64(key: key) }
        return tree.arena.slice(of: UnsafeRawBufferPointer(rebasing: room[..<count]))
    }

    /// All that it holds, in the order of ``keys``.
    package func entries() throws(StoredSecretError) -> [KubernetesSecret.Entry] {
        var entries: [KubernetesSecret.Entry] = []
        for key in keys { entries.append(KubernetesSecret.Entry(key: key, value: try value(of: key))) }
        return entries
    }

    private static func secret(_ tree: DocumentTree, _ root: Int) -> [StoredSecret] {
        SecretManifestConfig.isSecret(tree, at: root) ? [StoredSecret(tree, root)] : []
    }

    private init(_ tree: DocumentTree, _ root: Int) {
        func text(_ node: Int?) -> String? { node.map { String(decoding: tree.nodes[$0].text.buffer, as: UTF8.self) } }
        let metadata = tree.item("metadata", in: root)
        name = text(metadata.flatMap { tree.item("name", in: $0) })
        namespace = text(metadata.flatMap { tree.item("namespace", in: $0) })
        let annotations = metadata.flatMap { tree.item("annotations", in: $0) }
        holdsAppliedCopy = annotations.map { tree.nodes[$0].kind == .branch && tree.item(Self.appliedAnnotation, in: $0) != nil } ?? false
        var items: [(key: String, node: Int, isEncoded: Bool)] = []
        for (field, isEncoded) in [("stringData" as StaticString, false), ("data", true)] {
            guard let map = tree.item(field, in: root), tree.nodes[map].kind == .branch else { continue }
            for node in tree.members(of: map) where tree.nodes[node].kind != .comment {
                let key = String(decoding: tree.nodes[node].key.buffer, as: UTF8.self)
                if !items.contains(where: { $0.key == key }) { items.append((key, node, isEncoded)) }
            }
        }
        self.items = items
        self.tree = tree
    }
}
