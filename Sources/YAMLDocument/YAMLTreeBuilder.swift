internal import DocumentTree
internal import SecretMemory

/// Makes the tree that sops 3.11 makes of yaml.v3's nodes: comments become members, aliases copies.
struct YAMLTreeBuilder {
    private struct Frame {
        /// The collection.
        var node: Int
        /// The next child.
        var next: Int
        /// Its own comments stand inside it, not around it.
        var keepsComments: Bool
        /// The alias or the element whose foot follows it, −1 for none.
        var outer: Int
        /// The key whose foot follows it, −1 for none.
        var key: Int
        var isInAlias: Bool
    }

    private let source: YAMLNodes
    private var frames: ContiguousArray<Frame> = []
    private var limit = YAMLAliasLimit(isFirstDocument: true)

    init(_ source: YAMLNodes) { self.source = source }

    mutating func build(into tree: inout DocumentTree) throws(YAMLError) {
        tree.nodes.reserveCapacity(tree.nodes.count + source.nodes.count / 2 + source.comments.lines.count)
        for (number, root) in source.roots.enumerated() {
            limit = YAMLAliasLimit(isFirstDocument: number == 0)
            if number == 0 { try checkKeys(of: root) }
            try document(root, into: &tree)
        }
    }

    private func checkKeys(of root: Int) throws(YAMLError) {
        for index in root..<Int(source.nodes[root].end) where source.nodes[index].kind == .mapping {
            try YAMLKeyCheck.check(index, in: source.nodes)
        }
    }

    private mutating func document(_ root: Int, into tree: inout DocumentTree) throws(YAMLError) {
        tree.openDocument()
        emit(source.comments(of: root).head, into: &tree)
        let content = root + 1
        let node = source.nodes[content]
        let own = source.comments(of: content)
        emit(own.head, into: &tree)
        emit(own.line, into: &tree)
        var branch = content
        if node.kind == .alias {
            branch = Int(node.target)
            emit(source.comments(of: branch).head, into: &tree)
            emit(source.comments(of: branch).line, into: &tree)
        }
        switch source.nodes[branch].kind {
        case .mapping:
            frames.append(
                Frame(
                    node: branch, next: branch + 1, keepsComments: false, outer: -1, key: -1, isInAlias: node.kind == .alias))
            while let frame = frames.last { try step(frame, into: &tree) }
        case .scalar where node.kind != .alias:
            guard try resolved(content, arena: tree.arena).kind == .null else {
                throw .topLevelNotMapping(line: Int(node.line) + 1)
            }
        default: throw .topLevelNotMapping(line: Int(node.line) + 1)
        }
        if branch != content { emit(source.comments(of: branch).foot, into: &tree) }
        emit(own.foot, into: &tree)
        emit(source.comments(of: root).foot, into: &tree)
        tree.close()
    }

    private mutating func step(_ frame: Frame, into tree: inout DocumentTree) throws(YAMLError) {
        guard frame.next < Int(source.nodes[frame.node].end) else {
            frames.removeLast()
            return end(frame, into: &tree)
        }
        if source.nodes[frame.node].kind == .mapping {
            try item(frame, into: &tree)
        } else {
            try element(frame, into: &tree)
        }
    }

    private func end(_ frame: Frame, into tree: inout DocumentTree) {
        if frame.keepsComments { emit(source.comments(of: frame.node).foot, into: &tree) }
        // The root branch is closed with its document.
        if !frames.isEmpty || frame.outer >= 0 || frame.key >= 0 { tree.close() }
        if frame.outer >= 0 { emit(source.comments(of: frame.outer).foot, into: &tree) }
        if frame.key >= 0 { emit(source.comments(of: frame.key).foot, into: &tree) }
    }

    // MARK: Members

    private mutating func item(_ frame: Frame, into tree: inout DocumentTree) throws(YAMLError) {
        let key = frame.next
        let value = Int(source.nodes[key].end)
        let node = source.nodes[value]
        frames[frames.count - 1].next = Int(node.end)
        if source.nodes[key].comments >= 0 {
            emit(source.comments(of: key).head, into: &tree)
            emit(source.comments(of: key).line, into: &tree)
        }
        if !node.isContainer, node.comments >= 0 {
            emit(source.comments(of: value).head, into: &tree)
            emit(source.comments(of: value).line, into: &tree)
        }
        try count(key, isInAlias: frame.isInAlias)
        let name = try resolvedKey(key, arena: tree.arena)
        try content(value, key: name, keyNode: key, frame: frame, into: &tree)
    }

    private mutating func element(_ frame: Frame, into tree: inout DocumentTree) throws(YAMLError) {
        let node = source.nodes[frame.next]
        frames[frames.count - 1].next = Int(node.end)
        if node.comments >= 0 {
            emit(source.comments(of: frame.next).head, into: &tree)
            emit(source.comments(of: frame.next).line, into: &tree)
        }
        try content(frame.next, key: nil, keyNode: -1, frame: frame, into: &tree)
    }

    /// Adds a value or an element; a collection is left open, as the last frame.
    private mutating func content(
        _ index: Int, key: YAMLTreeKey?, keyNode: Int, frame: Frame, into tree: inout DocumentTree
    ) throws(YAMLError) {
        let node = source.nodes[index]
        let isAlias = node.kind == .alias
        let target = isAlias ? Int(node.target) : index
        try count(index, isInAlias: frame.isInAlias)
        if isAlias { try count(index, isInAlias: true) }
        let place = tree.nodes.count
        if source.nodes[target].isContainer {
            tree.openContainer(
                source.nodes[target].kind == .mapping ? .branch : .list, key: key?.text ?? .none, keyKind: key?.kind ?? .none)
            let keepsComments = isAlias || keyNode >= 0
            if keepsComments {
                emit(source.comments(of: target).head, into: &tree)
                emit(source.comments(of: target).line, into: &tree)
            }
            frames.append(
                Frame(
                    node: target, next: target + 1, keepsComments: keepsComments,
                    outer: isAlias || keyNode < 0 ? index : -1, key: keyNode, isInAlias: frame.isInAlias || isAlias))
        } else {
            let scalar = try resolved(target, arena: tree.arena)
            if isAlias || frame.isInAlias, !limit.add(bytesInAlias: scalar.text.count) {
                throw .tooManyAliases(line: Int(node.line) + 1)
            }
            tree.append(scalar.kind, scalar.text, key: key?.text ?? .none, keyKind: key?.kind ?? .none)
            if node.comments >= 0 { emit(source.comments(of: index).foot, into: &tree) }
            if keyNode >= 0, source.nodes[keyNode].comments >= 0 { emit(source.comments(of: keyNode).foot, into: &tree) }
        }
        if key?.isMerge == true { tree.nodes[place].isMergeKey = true }
    }

    private mutating func count(_ index: Int, isInAlias: Bool) throws(YAMLError) {
        guard limit.add(inAlias: isInAlias) else { throw .tooManyAliases(line: Int(source.nodes[index].line) + 1) }
    }

    // MARK: Scalars

    private func resolved(_ index: Int, arena: SecretArena) throws(YAMLError) -> YAMLScalar {
        guard let scalar = YAMLScalar.resolve(source.nodes[index], arena: arena) else {
            throw .tagDoesNotFit(line: Int(source.nodes[index].line) + 1)
        }
        return scalar
    }

    private func resolvedKey(_ index: Int, arena: SecretArena) throws(YAMLError) -> YAMLTreeKey {
        let node = source.nodes[index]
        let scalar = try resolved(node.kind == .alias ? Int(node.target) : index, arena: arena)
        let kind: KeyKind
        switch scalar.kind {
        case .integer, .unsigned: kind = .integer
        case .float: kind = .float
        case .boolean: kind = .boolean
        case .null: kind = .null
        case .time: kind = .time
        case .string, .branch, .list, .comment: kind = .string
        }
        return YAMLTreeKey(text: scalar.text, kind: kind, isMerge: node.isMergeKey)
    }

    // MARK: Comments

    private func emit(_ list: YAMLCommentList, into tree: inout DocumentTree) {
        var current = list.first
        while current >= 0 {
            let group = source.comments.groups[Int(current)]
            for line in group.firstLine..<group.endLine where source.comments.lines[Int(line)].start != nil {
                tree.append(.comment, source.comments.lines[Int(line)])
            }
            current = group.next
        }
    }
}

/// The key of an item, resolved.
struct YAMLTreeKey {
    var text: TreeText
    var kind: KeyKind
    var isMerge: Bool
}
