internal import DocumentTree
package import SecretMemory
package import SopsDocument

/// The ResourceList of KRM functions, as kpt's SDK reads and writes it (kpt-functions-sdk `go/fn`).
package struct ResourceList {
    /// A resource: the root of a document of a tree.
    package struct Item {
        let tree: DocumentTree
        let root: Int

        /// What the SDK sorts by.
        fileprivate var order: String {
            func text(_ name: StaticString, _ branch: Int?) -> String {
                guard let branch, let item = tree.item(name, in: branch) else { return "" }
                return String(decoding: tree.nodes[item].text.buffer, as: UTF8.self)
            }
            let metadata = tree.item("metadata", in: root)
            return [text("apiVersion", root), text("kind", root), text("namespace", metadata), text("name", metadata)].joined(separator: " ")
        }
    }

    private static let version = "config.kubernetes.io/v1"

    private let manifestItems: [ManifestNode]
    private let tree: DocumentTree
    private let arena: SecretArena

    /// Reads standard input.
    package init(_ source: SecretSlice, in arena: SecretArena) throws(KSopsManifestError) {
        let roots = try source.withBytes { (bytes) throws(KSopsManifestError) in try ManifestYAML.roots(of: bytes, all: true) }
        guard roots.count == 1 else { throw .documentCount(roots.count) }
        guard case .mapping(let members) = roots[0].content else { throw .otherKind("") }
        let kind = members.last { $0.key == "kind" }?.value
        guard case .scalar(.text("ResourceList")) = kind?.content else {
            if case .scalar(.text(let other)) = kind?.content { throw .otherKind(other) }
            throw .otherKind("")
        }
        let items = members.last { $0.key == "items" }?.value
        // Nothing generated, and no word about it, would look like a build without Secrets.
        if let items, !items.isNull, !items.isList { throw .wrongType(line: items.line, field: "items", found: items.word, wanted: "a list of manifests") }
        if let configuration = members.last(where: { $0.key == "functionConfig" })?.value, !configuration.isNull, !configuration.isMapping {
            throw .wrongType(line: configuration.line, field: "functionConfig", found: configuration.word, wanted: "a mapping")
        }
        manifestItems = items?.elements ?? []
        // Keys that stand twice are right in a manifest, and wrong in a document: then nothing of the input comes back.
        let read: DocumentTree?
        do throws(SopsError) { read = try DocumentStore(.yaml).read(source, in: arena, halvesFrom: .max) } catch { read = nil }
        tree = read ?? DocumentTree(arena: arena)
        self.arena = arena
    }

    /// Each item is one, whatever it is.
    package func manifests() -> [Result<KSopsManifest, KSopsManifestError>] {
        manifestItems.enumerated().map { index, item in
            do throws(KSopsManifestError) { return .success(try KSopsManifest(item, place: "items[\(index)]")) } catch { return .failure(error) }
        }
    }

    /// The resources in a text of YAML documents. A document of nothing is an error, as it is to the SDK.
    package static func items(of text: SecretSlice, in arena: SecretArena) throws(SopsError) -> [Item] {
        let tree = try DocumentStore(.yaml).read(text, in: arena, halvesFrom: .max)
        return try tree.roots.map { root throws(SopsError) in
            guard tree.members(of: root).contains(where: { tree.nodes[$0].kind != .comment }) else { throw .noDocument }
            return Item(tree: tree, root: root)
        }
    }

    /// The list with these items in place of the manifests.
    package func answered(_ items: [Item]) throws(SopsError) -> SecretSlice {
        try text(Self.sorted(items.map { (order: $0.order, item: $0) }), results: list("results"))
    }

    /// The list with the items that came, in their order of output too, and an error behind its results.
    package func failed(_ message: String) throws(SopsError) -> SecretSlice {
        // A comment goes with the item that follows it.
        var groups: [(order: String, item: [Item])] = []
        var comments: [Item] = []
        for item in list("items") {
            if tree.nodes[item.root].kind == .comment {
                comments.append(item)
            } else {
                groups.append((item.order, comments + [item]))
                comments = []
            }
        }
        var error = DocumentTree(arena: arena)
        error.openContainer(.branch)
        error.append(.string, error.store(message), key: error.store("message"), keyKind: .string)
        error.append(.string, error.store("error"), key: error.store("severity"), keyKind: .string)
        error.close()
        return try text(Self.sorted(groups).flatMap { $0 } + comments, results: list("results") + [Item(tree: error, root: 0)])
    }

    // The SDK's sort is not stable; here those of the same name keep their order.
    private static func sorted<T>(_ items: [(order: String, item: T)]) -> [T] {
        items.enumerated().sorted { left, right in
            let (mine, other) = (left.element.order.utf8, right.element.order.utf8)
            return mine.elementsEqual(other) ? left.offset < right.offset : mine.lexicographicallyPrecedes(other)
        }.map(\.element.item)
    }

    /// What is in a list of the input, comments too.
    private func list(_ name: StaticString) -> [Item] {
        guard let root = tree.roots.first, let found = tree.item(name, in: root), tree.nodes[found].kind == .list else { return [] }
        return tree.members(of: found).map { Item(tree: tree, root: $0) }
    }

    private func text(_ items: [Item], results: [Item]) throws(SopsError) -> SecretSlice {
        var output = DocumentTree(arena: arena)
        output.openDocument()
        output.append(.string, output.store(Self.version), key: output.store("apiVersion"), keyKind: .string)
        output.append(.string, output.store("ResourceList"), key: output.store("kind"), keyKind: .string)
        Self.append("items", items, to: &output)
        if let root = tree.roots.first, let configuration = tree.item("functionConfig", in: root), tree.nodes[configuration].kind == .branch {
            Self.copy(configuration, of: tree, into: &output)
        }
        Self.append("results", results, to: &output)
        output.close()
        // The SDK writes two columns a level.
        return try DocumentStore(.yaml, indent: 2).write(output)
    }

    /// A list that would be empty is left out.
    private static func append(_ name: String, _ items: [Item], to output: inout DocumentTree) {
        guard !items.isEmpty else { return }
        output.openContainer(.list, key: output.store(name), keyKind: .string)
        for item in items { copy(item.root, of: item.tree, into: &output) }
        output.close()
    }

    private static func copy(_ root: Int, of tree: DocumentTree, into output: inout DocumentTree) {
        let offset = Int32(truncatingIfNeeded: output.nodes.count - root)
        output.keepAlive(tree.arena)
        for index in root..<Int(tree.nodes[root].end) {
            var node = tree.nodes[index]
            node.end += offset
            output.nodes.append(node)
        }
    }
}
