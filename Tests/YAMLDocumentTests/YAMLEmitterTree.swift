import DocumentTree
import SecretMemory
import YAMLDocument

/// A tree to write, spelled in the test.
indirect enum YAMLEmitterTree {
    case string(String)
    case bytes([UInt8])
    case ciphertext(String)
    case scalar(NodeKind, String)
    case list([YAMLEmitterTree])
    case branch([(String, YAMLEmitterTree)])
    /// In a branch, its key counts for nothing.
    case comment(String)
    /// The value of a true merge key.
    case merged(YAMLEmitterTree)

    static func integer(_ value: Int) -> Self { .scalar(.integer, String(value)) }
    static var null: Self { .scalar(.null, "") }

    func add(to tree: inout DocumentTree, key: [UInt8]? = nil) {
        let name = key.map { tree.store($0) } ?? .none
        let kind: KeyKind = key == nil ? .none : .string
        switch self {
        case .string(let text): tree.append(.string, tree.store(text), key: name, keyKind: kind)
        case .bytes(let bytes): tree.append(.string, tree.store(bytes), key: name, keyKind: kind)
        case .ciphertext(let text):
            tree.append(.string, tree.store(text), key: name, keyKind: kind)
            tree.nodes[tree.nodes.count - 1].isCiphertext = true
        case .scalar(let scalar, let text): tree.append(scalar, tree.store(text), key: name, keyKind: kind)
        case .list(let elements):
            tree.openContainer(.list, key: name, keyKind: kind)
            for element in elements { element.add(to: &tree) }
            tree.close()
        case .branch(let items):
            tree.openContainer(.branch, key: name, keyKind: kind)
            Self.add(items, to: &tree)
            tree.close()
        case .comment(let text): tree.append(.comment, tree.store(text))
        case .merged(let value):
            let index = tree.nodes.count
            value.add(to: &tree, key: Array("<<".utf8))
            tree.nodes[index].isMergeKey = true
        }
    }

    static func add(_ items: [(String, YAMLEmitterTree)], to tree: inout DocumentTree) {
        for (key, value) in items { value.add(to: &tree, key: Array(key.utf8)) }
    }

    static func documents(_ documents: [[(String, YAMLEmitterTree)]]) -> DocumentTree {
        var tree = DocumentTree(arena: SecretArena())
        for items in documents {
            tree.openDocument()
            add(items, to: &tree)
            tree.close()
        }
        return tree
    }
}

/// What is written for documents of these items.
func emitted(
    _ documents: [[(String, YAMLEmitterTree)]], metadata: [(String, YAMLEmitterTree)]? = nil, indent: Int = 0
) throws(YAMLEmitterError) -> String {
    var output = SecretBuilder(in: SecretArena())
    try YAMLEmitter.emit(
        YAMLEmitterTree.documents(documents), metadata: metadata.map { YAMLEmitterTree.documents([$0]) }, indent: indent,
        into: &output)
    return output.finish().withBytes { String(decoding: $0, as: UTF8.self) }
}

/// What is written for one document of these items.
func emitted(_ items: KeyValuePairs<String, YAMLEmitterTree>, indent: Int = 0) throws(YAMLEmitterError) -> String {
    try emitted([items.map { ($0.key, $0.value) }], indent: indent)
}
