internal import DocumentTree

/// One node of the source, as yaml.v3 has it. Nodes lie in document order; a node's descendants are those up to ``end``.
/// The children of a mapping are its keys and values in turn.
struct YAMLNode {
    enum Kind: UInt8 { case document, mapping, sequence, scalar, alias }

    /// A scalar's value, an alias's name.
    var text: TreeText = .none
    /// Index behind the last descendant; 0 as long as the node is open.
    var end: Int32 = 0
    /// What an alias stands for.
    var target: Int32 = -1
    /// Of ``YAMLNodes/comments``, −1 for none.
    var comments: Int32 = -1
    /// From 0.
    var line: Int32
    var kind: Kind
    var isPlain = false
    var tag = YAMLTag.none

    var isContainer: Bool { kind == .mapping || kind == .sequence }

    /// yaml.v3's `isMerge`.
    var isMergeKey: Bool {
        guard kind == .scalar, text.equals("<<") else { return false }
        return tag == .merge || isPlain && (tag == .none || tag == .nonSpecific)
    }
}

/// The comments of one node.
struct YAMLNodeComments {
    var head = YAMLCommentList()
    var line = YAMLCommentList()
    var foot = YAMLCommentList()

    var isEmpty: Bool { head.isEmpty && line.isEmpty && foot.isEmpty }
}

/// The nodes of all documents of a source.
struct YAMLNodes {
    var nodes: ContiguousArray<YAMLNode> = []
    var nodeComments: ContiguousArray<YAMLNodeComments> = []
    /// Of the document nodes.
    var roots: [Int] = []
    var comments: YAMLComments

    func comments(of index: Int) -> YAMLNodeComments {
        let place = nodes[index].comments
        return place < 0 ? YAMLNodeComments() : nodeComments[Int(place)]
    }

    mutating func setComments(_ value: YAMLNodeComments, of index: Int) {
        let place = nodes[index].comments
        if place >= 0 {
            nodeComments[Int(place)] = value
        } else if !value.isEmpty {
            nodes[index].comments = Int32(truncatingIfNeeded: nodeComments.count)
            nodeComments.append(value)
        }
    }

    /// Adds to a node's foot.
    mutating func addFoot(_ list: YAMLCommentList, to index: Int) {
        guard !list.isEmpty else { return }
        var value = comments(of: index)
        comments.append(list, to: &value.foot)
        setComments(value, of: index)
    }

    /// Takes a node's foot away.
    mutating func takeFoot(of index: Int) -> YAMLCommentList {
        guard nodes[index].comments >= 0 else { return YAMLCommentList() }
        var value = comments(of: index)
        defer { setComments(value, of: index) }
        let foot = value.foot
        value.foot = YAMLCommentList()
        return foot
    }
}
