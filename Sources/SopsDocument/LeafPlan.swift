internal import DocumentTree

/// The leaves of a tree in the order of sops' walk, each with its additional data and whether the selector takes it
/// (sops 3.11 `sops.go`). Made in one pass; what follows may take the leaves in any order.
struct LeafPlan {
    struct Leaf {
        var node: Int32
        var isSelected: Bool
        /// The leaf is an element of a list.
        var isInList: Bool
        /// The additional data ends in the leaf's own key: not for comments and elements of lists.
        fileprivate var hasKey: Bool
        fileprivate var pathStart: UInt32
        fileprivate var pathCount: UInt32
    }

    private(set) var leaves: ContiguousArray<Leaf> = []
    private let tree: DocumentTree
    /// The paths of the containers that have leaves, each once.
    private var paths: ContiguousArray<UInt8> = []

    /// Calls `body` with the additional data of a leaf: its path, each component with a colon behind it.
    func withAAD<R>(of leaf: Leaf, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        withAAD(of: leaf, key: tree.nodes[Int(leaf.node)].key, body)
    }

    /// The same with the leaf's key at hand.
    @inline(__always)
    func withAAD<R>(of leaf: Leaf, key: TreeText, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        paths.withUnsafeBytes { paths in
            let path = UnsafeRawBufferPointer(rebasing: paths[Int(leaf.pathStart)..<(Int(leaf.pathStart) + Int(leaf.pathCount))])
            guard leaf.hasKey else {
                // sops joins no components to the empty text, and adds its colon all the same.
                return path.isEmpty ? body(UnsafeRawBufferPointer(start: Self.colon.utf8Start, count: 1)) : body(path)
            }
            let key = key.buffer
            return withUnsafeTemporaryAllocation(byteCount: path.count + key.count + 1, alignment: 1) { room in
                room.copyMemory(from: path)
                UnsafeMutableRawBufferPointer(rebasing: room[path.count...]).copyMemory(from: key)
                room[path.count + key.count] = UInt8(ascii: ":")
                return body(UnsafeRawBufferPointer(room))
            }
        }
    }

    private static let colon: StaticString = ":"

    private struct Level {
        var end: Int
        var pathCount: Int
        var isMatched: Bool
        var isList: Bool
    }

    init(of tree: DocumentTree, selector: EncryptionSelector) throws(SopsError) {
        self.tree = tree
        var comments = selector.goesByComments ? CommentRule(selector) : nil
        leaves.reserveCapacity(tree.nodes.count)
        var path: ContiguousArray<UInt8> = []
        // The path of the innermost container, once a leaf has asked for it.
        var levels: [Level] = []
        var shared: (start: UInt32, count: UInt32)?
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            while let last = levels.last, index >= last.end {
                levels.removeLast()
                path.removeLast(path.count - (levels.last?.pathCount ?? 0))
                shared = nil
                comments?.leave()
            }
            var isMatched = levels.last?.isMatched ?? false
            if node.keyKind != .none {
                guard node.keyKind == .string else { throw .nonStringKey(path: Self.shown(path), type: node.keyKind) }
                isMatched = isMatched || selector.matches(component: node.key.buffer)
            }
            switch node.kind {
            case .branch, .list:
                if node.keyKind != .none {
                    path.append(contentsOf: node.key.buffer)
                    path.append(UInt8(ascii: ":"))
                }
                levels.append(Level(end: Int(node.end), pathCount: path.count, isMatched: isMatched, isList: node.kind == .list))
                shared = nil
                comments?.enter()
                continue
            case .unsigned: throw .integerTooLarge(path: Self.shown(path + node.key.buffer))
            case .null: break
            case .comment, .string, .integer, .float, .boolean, .time:
                if shared == nil {
                    let start = paths.count
                    paths.append(contentsOf: path)
                    guard let place = UInt32(exactly: start), let count = UInt32(exactly: path.count), paths.count <= UInt32.max else {
                        throw .unwritable(path: "the document", reason: "its paths are longer than any document's")
                    }
                    shared = (place, count)
                }
                let isSelected: Bool
                if comments != nil {
                    if node.kind == .comment { comments?.meet(node.text) }
                    isSelected = comments?.encrypts(isComment: node.kind == .comment) ?? false
                } else {
                    isSelected = selector.namesTheReadable ? !isMatched : isMatched
                }
                leaves.append(
                    Leaf(
                        node: Int32(truncatingIfNeeded: index), isSelected: isSelected, isInList: levels.last?.isList ?? false,
                        hasKey: node.keyKind != .none, pathStart: shared?.start ?? 0, pathCount: shared?.count ?? 0))
            }
            if node.kind != .comment { comments?.passItem() }
        }
    }

    /// A path for messages: components are no secrets.
    static func shown(_ path: ContiguousArray<UInt8>) -> String {
        path.split(separator: UInt8(ascii: ":")).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " / ")
    }

    /// The path of a leaf, for messages.
    func shown(_ leaf: Leaf) -> String {
        withAAD(of: leaf) { Self.shown(ContiguousArray($0)) }
    }
}
