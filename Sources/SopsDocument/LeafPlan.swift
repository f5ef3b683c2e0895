internal import DocumentTree

/// The leaves of a tree in the order of sops' walk, each with its additional data and whether the selector takes it
/// (sops 3.11 `sops.go`). Made in one pass; what follows may take the leaves in any order.
struct LeafPlan {
    struct Leaf {
        var node: Int32
        var isSelected: Bool
        /// The leaf is an element of a list.
        var isInList: Bool
        fileprivate var aadStart: Int
        fileprivate var aadCount: Int
    }

    private(set) var leaves: ContiguousArray<Leaf> = []
    private var aads: ContiguousArray<UInt8> = []

    /// Calls `body` with the additional data of a leaf.
    func withAAD<R>(of leaf: Leaf, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        aads.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[leaf.aadStart..<(leaf.aadStart + leaf.aadCount)])) }
    }

    private struct Level {
        var end: Int
        var pathCount: Int
        var isMatched: Bool
        var isList: Bool
    }

    init(of tree: DocumentTree, selector: EncryptionSelector) throws(SopsError) {
        var comments = selector.goesByComments ? CommentRule(selector) : nil
        leaves.reserveCapacity(tree.nodes.count)
        var path: ContiguousArray<UInt8> = []
        // The additional data of what stands directly in the innermost branch: the same for its comments.
        var levels: [Level] = []
        var shared: (start: Int, count: Int)?
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            while let last = levels.last, index >= last.end {
                levels.removeLast()
                path.removeLast(path.count - (levels.last?.pathCount ?? 0))
                shared = nil
                comments?.leave()
            }
            var isMatched = levels.last?.isMatched ?? false
            let pathBefore = path.count
            if node.keyKind != .none {
                guard node.keyKind == .string else { throw .nonStringKey(path: Self.shown(path), type: node.keyKind) }
                path.append(contentsOf: node.key.buffer)
                path.append(UInt8(ascii: ":"))
                isMatched = isMatched || selector.matches(component: node.key.buffer)
            }
            switch node.kind {
            case .branch, .list:
                levels.append(Level(end: Int(node.end), pathCount: path.count, isMatched: isMatched, isList: node.kind == .list))
                shared = nil
                comments?.enter()
                continue
            case .unsigned: throw .integerTooLarge(path: Self.shown(path))
            case .null: break
            case .comment, .string, .integer, .float, .boolean, .time:
                let start = aads.count
                let isInList = levels.last?.isList ?? false
                if node.keyKind == .none, let shared {
                    leaves.append(Leaf(node: Int32(truncatingIfNeeded: index), isSelected: false, isInList: isInList, aadStart: shared.start, aadCount: shared.count))
                } else {
                    aads.append(contentsOf: path)
                    // sops joins no components to the empty text, and adds its colon all the same.
                    if path.isEmpty { aads.append(UInt8(ascii: ":")) }
                    leaves.append(Leaf(node: Int32(truncatingIfNeeded: index), isSelected: false, isInList: isInList, aadStart: start, aadCount: aads.count - start))
                    if node.keyKind == .none { shared = (start, aads.count - start) }
                }
                let isSelected: Bool
                if comments != nil {
                    if node.kind == .comment { comments?.meet(node.text) }
                    isSelected = comments?.encrypts(isComment: node.kind == .comment) ?? false
                } else {
                    isSelected = selector.namesTheReadable ? !isMatched : isMatched
                }
                leaves[leaves.count - 1].isSelected = isSelected
            }
            if node.kind != .comment { comments?.passItem() }
            if path.count > pathBefore { path.removeLast(path.count - pathBefore) }
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
