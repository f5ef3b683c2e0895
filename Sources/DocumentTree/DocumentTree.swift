package import SecretMemory

/// A file as sops sees it: one or more documents, each a branch of ordered items. Flat, so that a million values cost a
/// few arrays: the nodes in document order, their bytes in one arena.
///
/// ```
/// a: 1          0 branch end 5   (the root of the document)
/// l:            1   a: integer
///   # c         2   l: list end 5
///   - x         3     comment " c"
///               4     string "x"
/// ```
package struct DocumentTree {
    /// Holds the nodes' bytes.
    package let arena: SecretArena
    package var nodes: ContiguousArray<TreeNode> = []
    /// The root branch of each document, as an index of ``nodes``.
    package var roots: [Int] = []
    private var open: [Int] = []
    /// What else the texts point into.
    private var owners: [AnyObject] = []

    /// Stop here: indices are 32 bits, and a bomb of aliases ends too.
    package static let nodeLimit = 1 << 27

    package init(arena: SecretArena) { self.arena = arena }

    /// Begins a document; its items follow, then ``close()``.
    package mutating func openDocument() {
        roots.append(nodes.count)
        openContainer(.branch)
    }

    /// Begins a branch or a list; its members follow, then ``close()``.
    package mutating func openContainer(_ kind: NodeKind, key: TreeText = .none, keyKind: KeyKind = .none) {
        open.append(nodes.count)
        nodes.append(TreeNode(kind: kind, key: key, keyKind: keyKind))
    }

    /// Ends the document, branch or list that was begun last.
    package mutating func close() {
        guard let index = open.popLast() else { return }
        nodes[index].end = Int32(truncatingIfNeeded: nodes.count)
    }

    /// Takes back every node from `index` on; a container that was begun before it stays open.
    package mutating func takeBack(from index: Int) {
        nodes.removeSubrange(index...)
        open.removeAll { $0 >= index }
    }

    /// Adds a scalar, null or comment.
    package mutating func append(_ kind: NodeKind, _ text: TreeText, key: TreeText = .none, keyKind: KeyKind = .none) {
        nodes.append(
            TreeNode(kind: kind, key: key, keyKind: keyKind, text: text, end: Int32(truncatingIfNeeded: nodes.count + 1)))
    }

    /// Makes room for more nodes than a text of `count` bytes mostly has. What stays unused is never touched, and costs
    /// no memory; moving the nodes while they grow would.
    package mutating func reserve(forTextOf count: Int) { nodes.reserveCapacity(min(count / 16 + 64, 1 << 22)) }

    /// Holds on to memory that the texts point into, for as long as the tree or a copy of it is there.
    package mutating func keepAlive(_ owner: AnyObject) { owners.append(owner) }

    /// A copy of `bytes` in the arena.
    package func store(_ bytes: UnsafeRawBufferPointer) -> TreeText {
        let room = arena.allocate(count: bytes.count)
        room.copyMemory(from: bytes)
        return TreeText(UnsafeRawBufferPointer(room))
    }

    /// A copy of bytes that are no secret.
    package func store(_ bytes: [UInt8]) -> TreeText { bytes.withUnsafeBytes { store($0) } }

    /// A copy of a text that is no secret.
    package func store(_ text: String) -> TreeText { store(Array(text.utf8)) }

    /// Bytes of all keys and texts, and some for what stands around them: about what printing the tree takes.
    package var textCount: Int { nodes.reduce(0) { $0 + $1.key.count + $1.text.count + 8 } }

    /// The members of the container at `index`, in order, as indices.
    package func members(of index: Int) -> Members { Members(tree: self, next: index + 1, end: Int(nodes[index].end)) }

    package struct Members: Sequence, IteratorProtocol {
        fileprivate let tree: DocumentTree
        fileprivate var next_: Int
        fileprivate let end: Int

        fileprivate init(tree: DocumentTree, next: Int, end: Int) {
            self.tree = tree
            next_ = next
            self.end = end
        }

        package mutating func next() -> Int? {
            guard next_ < end else { return nil }
            defer { next_ = Int(tree.nodes[next_].end) }
            return next_
        }
    }

    /// The item of that name in the branch at `index`; comments and other keys are passed over.
    package func item(_ name: StaticString, in index: Int) -> Int? {
        members(of: index).first { nodes[$0].keyKind == .string && nodes[$0].key.equals(name) }
    }

    /// Adds the items of another tree's one document to the end of this one's.
    package mutating func append(contentsOf other: DocumentTree) {
        guard roots.count == 1, let root = other.roots.first else { return }
        let offset = Int32(truncatingIfNeeded: nodes.count - root - 1)
        nodes.reserveCapacity(nodes.count + other.nodes.count)
        for index in (root + 1)..<Int(other.nodes[root].end) {
            var node = other.nodes[index]
            node.end += offset
            nodes.append(node)
        }
        nodes[roots[0]].end = Int32(truncatingIfNeeded: nodes.count)
        owners.append(other.arena)
        owners += other.owners
    }

    /// Puts leaves, in ascending order, above the items of the root that hold them.
    package mutating func raise(_ leaves: [Int]) {
        for leaf in leaves {
            guard let root = roots.last(where: { $0 < leaf }),
                let item = members(of: root).first(where: { $0 <= leaf && leaf < Int(nodes[$0].end) }), item < leaf
            else { continue }
            var node = nodes[leaf]
            nodes.remove(at: leaf)
            node.end = Int32(truncatingIfNeeded: item + 1)
            nodes.insert(node, at: item)
            // Those that ended behind the leaf end where they did; those before it, from its new place on, one further.
            for index in (item + 1)...leaf where Int(nodes[index].end) <= leaf { nodes[index].end += 1 }
        }
    }

    /// Takes a node out, with its descendants.
    package mutating func remove(at index: Int) {
        let range = index..<Int(nodes[index].end)
        nodes.removeSubrange(range)
        let count = Int32(truncatingIfNeeded: range.count)
        for place in nodes.indices where Int(nodes[place].end) >= range.upperBound { nodes[place].end -= count }
        for place in roots.indices where roots[place] >= range.upperBound { roots[place] -= range.count }
    }
}
