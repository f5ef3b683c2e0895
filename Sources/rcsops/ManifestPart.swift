import DocumentTree
import FileReplacement
import SecretMemory
import SopsDocument

/// A node of a manifest that names files and holds no secret, as `doctor --kustomize` reads it.
struct ManifestPart {
    private let tree: DocumentTree
    private let index: Int

    private init(_ tree: DocumentTree, _ index: Int) {
        self.tree = tree
        self.index = index
    }

    /// The documents of a YAML file.
    static func documents(of path: String) throws(Failure) -> [ManifestPart] {
        let arena = SecretArena()
        let source: SecretSlice
        // A FIFO would have the command wait for a writer.
        do throws(FileError) { source = try ConfinedReading.read(path, below: nil, limit: KSopsGeneration.limit, into: arena) } catch {
            throw .reading(error, name: path)
        }
        return try documents(source, name: path, in: arena)
    }

    /// The same for YAML inside of YAML.
    static func documents(in text: String, name: String) throws(Failure) -> [ManifestPart] {
        let arena = SecretArena()
        return try documents(arena.store(Array(text.utf8)), name: name, in: arena)
    }

    private static func documents(_ source: SecretSlice, name: String, in arena: SecretArena) throws(Failure) -> [ManifestPart] {
        do throws(SopsError) {
            let tree = try DocumentStore(.yaml).read(source, in: arena)
            return tree.roots.map { ManifestPart(tree, $0) }
        } catch { throw .of(error, file: name) }
    }

    var isMapping: Bool { tree.nodes[index].kind == .branch }
    var isList: Bool { tree.nodes[index].kind == .list }
    var isNull: Bool { tree.nodes[index].kind == .null }

    /// A scalar as text; nil for what is none.
    var text: String? {
        switch tree.nodes[index].kind {
        case .string, .integer, .float, .time, .unsigned: return String(decoding: tree.nodes[index].text.buffer, as: UTF8.self)
        case .boolean: return tree.nodes[index].text.equals("True") ? "true" : "false"
        case .branch, .list, .null, .comment: return nil
        }
    }

    /// It is text, and no number or the like.
    var isText: Bool { tree.nodes[index].kind == .string }

    private var children: [Int] { tree.nodes[index].isContainer ? tree.members(of: index).filter { tree.nodes[$0].kind != .comment } : [] }

    /// The elements of a list.
    var elements: [ManifestPart] { isList ? children.map { ManifestPart(tree, $0) } : [] }

    /// The names in a mapping.
    var names: [String] { isMapping ? children.map(key) : [] }

    /// By its exact name, else without regard to case, as Go's encoding/json goes.
    func item(_ name: String) -> ManifestPart? {
        guard isMapping else { return nil }
        let found = children.last { key($0) == name } ?? children.last { key($0).lowercased() == name.lowercased() }
        return found.map { ManifestPart(tree, $0) }
    }

    /// The texts of a list under that name.
    func texts(_ name: String) -> [String] { item(name)?.elements.compactMap(\.text) ?? [] }

    private func key(_ node: Int) -> String { String(decoding: tree.nodes[node].key.buffer, as: UTF8.self) }
}
