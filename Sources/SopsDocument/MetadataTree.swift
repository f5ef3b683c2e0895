package import DocumentTree

/// Metadata as part of a tree: what YAML, JSON and binary documents hold under `sops`.
package enum MetadataTree {
    /// sops keeps this name at the top for itself.
    package static let name: StaticString = "sops"

    /// A document whose only item is `sops`.
    package static func tree(of metadata: SopsMetadata, like other: DocumentTree) -> DocumentTree {
        var tree = DocumentTree(arena: other.arena)
        tree.openDocument()
        add(metadata.node, named: "sops", to: &tree)
        tree.close()
        return tree
    }

    private static func add(_ node: MetadataNode, named name: String?, to tree: inout DocumentTree) {
        let key = name.map { tree.store($0) } ?? .none
        let keyKind: KeyKind = name == nil ? .none : .string
        switch node {
        case .text(let text): tree.append(.string, tree.store(text), key: key, keyKind: keyKind)
        case .scalar(let kind, let text): tree.append(kind, tree.store(text), key: key, keyKind: keyKind)
        case .list(let nodes):
            tree.openContainer(.list, key: key, keyKind: keyKind)
            for node in nodes { add(node, named: nil, to: &tree) }
            tree.close()
        case .map(let fields):
            tree.openContainer(.branch, key: key, keyKind: keyKind)
            for field in fields { add(field.value, named: field.name, to: &tree) }
            tree.close()
        }
    }

    /// Takes the item `sops` out of every document, and reads the first one's.
    package static func take(from tree: inout DocumentTree) throws(SopsError) -> SopsMetadata {
        guard let root = tree.roots.first else { throw .metadataNotFound }
        let found = tree.members(of: root).filter { tree.nodes[$0].keyKind == .string && tree.nodes[$0].key.equals(name) }
        guard let stored = found.first, tree.nodes[stored].kind != .null else { throw .metadataNotFound }
        guard found.count == 1 else { throw .malformedMetadata(field: "sops", reason: "the entry is there more than once") }
        guard tree.nodes[stored].kind == .branch else { throw .malformedMetadata(field: "sops", reason: "it is not a mapping") }
        let metadata = try SopsMetadata(reading: try node(stored, of: tree, depth: 0))
        for root in tree.roots.reversed() {
            for item in Array(tree.members(of: root)).reversed() where tree.nodes[item].keyKind == .string && tree.nodes[item].key.equals(name) {
                tree.remove(at: item)
            }
        }
        return metadata
    }

    private static let depthLimit = 16

    private static func node(_ index: Int, of tree: DocumentTree, depth: Int) throws(SopsError) -> MetadataNode {
        let node = tree.nodes[index]
        func text(_ text: TreeText) -> String { String(decoding: text.buffer, as: UTF8.self) }
        guard depth < depthLimit else { throw .malformedMetadata(field: "sops", reason: "it is nested too deeply") }
        switch node.kind {
        case .string: return .text(text(node.text))
        case .integer, .float, .boolean, .time, .null, .unsigned, .comment: return .scalar(node.kind, text(node.text))
        case .list:
            var elements: [MetadataNode] = []
            for member in tree.members(of: index) where tree.nodes[member].kind != .comment {
                elements.append(try self.node(member, of: tree, depth: depth + 1))
            }
            return .list(elements)
        case .branch:
            var fields: [MetadataField] = []
            for member in tree.members(of: index) where tree.nodes[member].kind != .comment {
                fields.append(MetadataField(text(tree.nodes[member].key), try self.node(member, of: tree, depth: depth + 1)))
            }
            return .map(fields)
        }
    }
}
