extension DocumentTree {
    /// Puts `fragment`, one node with its descendants and ends counted from its own start, in the place of a member of the
    /// container at `container`; an empty `range` at the container's end adds one.
    package mutating func replace(_ range: Range<Int>, in container: Int, with fragment: ContiguousArray<TreeNode>) {
        let growth = Int32(truncatingIfNeeded: fragment.count - range.count)
        // Only what holds the container reaches beyond it; members before the range may end where it begins.
        for index in 0...container where Int(nodes[index].end) > container { nodes[index].end += growth }
        for index in range.upperBound..<nodes.count { nodes[index].end += growth }
        for place in roots.indices where roots[place] >= range.upperBound && roots[place] > container { roots[place] += Int(growth) }
        var moved = fragment
        for index in moved.indices { moved[index].end += Int32(truncatingIfNeeded: range.lowerBound) }
        nodes.replaceSubrange(range, with: moved)
    }

    /// The node at `index` with its descendants, ends counted from its own start.
    package func fragment(at index: Int) -> ContiguousArray<TreeNode> {
        var result = ContiguousArray(nodes[index..<Int(nodes[index].end)])
        for place in result.indices { result[place].end -= Int32(truncatingIfNeeded: index) }
        return result
    }

    /// A tree of the same memory whose one document is the branch at `index`.
    package func document(at index: Int) -> DocumentTree {
        var result = self
        result.nodes = fragment(at: index)
        result.roots = [0]
        result.nodes[0].key = .none
        result.nodes[0].keyKind = .none
        return result
    }

    /// Adds a document, given as a fragment, behind the others.
    package mutating func append(document: ContiguousArray<TreeNode>) {
        roots.append(nodes.count)
        let offset = Int32(truncatingIfNeeded: nodes.count)
        for node in document {
            var node = node
            node.end += offset
            nodes.append(node)
        }
    }
}
