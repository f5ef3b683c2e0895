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
        manifestItems = members.last { $0.key == "items" }?.value.elements ?? []
        do throws(SopsError) { tree = try DocumentStore(.yaml).read(source, in: arena, halvesFrom: .max) } catch {
            throw .notYAML(line: 0, reason: "it can't be read as a document")
        }
        self.arena = arena
    }

    /// Each item is one, whatever it is.
    package func manifests() -> [Result<KSopsManifest, KSopsManifestError>] {
        manifestItems.map { item in
            do throws(KSopsManifestError) { return .success(try KSopsManifest(item)) } catch { return .failure(error) }
        }
    }

    /// The resources in a text of YAML documents.
    package static func items(of text: SecretSlice, in arena: SecretArena) throws(SopsError) -> [Item] {
        let tree = try DocumentStore(.yaml).read(text, in: arena, halvesFrom: .max)
        return tree.roots.map { Item(tree: tree, root: $0) }
    }

    /// The list with these items in place of the manifests.
    package func answered(_ items: [Item]) throws(SopsError) -> SecretSlice {
        let sorted = items.map { (order: $0.order, item: $0) }.enumerated().sorted {
            $0.element.order == $1.element.order ? $0.offset < $1.offset : $0.element.order.utf8.lexicographicallyPrecedes($1.element.order.utf8)
        }
        return try text { output in
            guard !sorted.isEmpty else { return }
            output.openContainer(.list, key: output.store("items"), keyKind: .string)
            for one in sorted { Self.copy(one.element.item.root, of: one.element.item.tree, into: &output) }
            output.close()
        }
    }

    /// The list as it came, with an error among its results.
    package func failed(_ message: String) throws(SopsError) -> SecretSlice {
        try text(results: message) { output in
            guard let root = tree.roots.first, let items = tree.item("items", in: root), tree.nodes[items].kind == .list,
                Int(tree.nodes[items].end) > items + 1
            else { return }
            Self.copy(items, of: tree, into: &output)
        }
    }

    private func text(results message: String? = nil, _ items: (inout DocumentTree) -> Void) throws(SopsError) -> SecretSlice {
        var output = DocumentTree(arena: arena)
        output.openDocument()
        output.append(.string, output.store(Self.version), key: output.store("apiVersion"), keyKind: .string)
        output.append(.string, output.store("ResourceList"), key: output.store("kind"), keyKind: .string)
        items(&output)
        if let root = tree.roots.first, let configuration = tree.item("functionConfig", in: root), tree.nodes[configuration].kind == .branch {
            Self.copy(configuration, of: tree, into: &output)
        }
        if let message {
            output.openContainer(.list, key: output.store("results"), keyKind: .string)
            output.openContainer(.branch)
            output.append(.string, output.store(message), key: output.store("message"), keyKind: .string)
            output.append(.string, output.store("error"), key: output.store("severity"), keyKind: .string)
            output.close()
            output.close()
        }
        output.close()
        // The SDK writes two columns a level.
        return try DocumentStore(.yaml, indent: 2).write(output)
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
