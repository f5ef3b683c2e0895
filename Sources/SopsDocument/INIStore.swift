package import DocumentTree
internal import SecretMemory

/// sops documents in INI: sections are branches, metadata is the flattened section `[sops]` (sops 3.11 `stores/ini`).
package enum INIStore {
    /// True when there is a section `[sops]` that holds metadata. A remote may be called `sops` too, and then has a
    /// type; metadata may be cut off, so one of its names is enough.
    package static func isEncrypted(_ tree: DocumentTree) -> Bool {
        let marks = ["lastmodified", "mac", "version", "key_groups__", "shamir_threshold"]
            + MasterKeyKind.allCases.map { $0.rawValue + "__" }
        guard let root = tree.roots.first else { return false }
        return tree.members(of: root).contains { section in
            isReserved(tree.nodes[section]) && tree.item("type", in: section) == nil
                && tree.members(of: section).contains { item in
                    let key = tree.nodes[item].key.bytes
                    return marks.contains { key.starts(with: $0.utf8) }
                }
        }
    }

    /// True for the section of the metadata.
    package static func isReserved(_ node: TreeNode) -> Bool { node.kind == .branch && node.key.equals("sops") }

    /// Takes the metadata out of an encrypted document's tree.
    package static func takeMetadata(from tree: inout DocumentTree) throws(SopsError) -> SopsMetadata {
        guard let root = tree.roots.first else { throw .metadataNotFound }
        let found = tree.members(of: root).filter { isReserved(tree.nodes[$0]) }
        guard let stored = found.first else { throw .metadataNotFound }
        guard found.count == 1 else { throw .malformedMetadata(field: "[sops]", reason: "the section is there more than once") }
        var pairs: [(name: [UInt8], value: String)] = []
        for item in tree.members(of: stored) where tree.nodes[item].kind != .comment {
            pairs.append((tree.nodes[item].key.bytes, String(decoding: tree.nodes[item].text.buffer, as: UTF8.self)))
        }
        let metadata = try SopsMetadata(reading: try MetadataFlattening.unflatten(pairs))
        tree.remove(at: stored)
        return metadata
    }
}
