internal import DocumentTree

/// Makes nodes of the tokens: the grammar of libyaml's parser, with yaml.v3's way to give the comments to the nodes. A stack
/// of frames stands for the recursion, so no nesting is too deep for it.
///
/// Where yaml.v3 3.0.4 replaces or drops a comment (and sops loses it) this keeps it, next to the one that replaces it.
struct YAMLComposer {
    enum State: UInt8 {
        case blockSequence, plainSequence
        case blockKey, blockBehindKey, blockBehindValue
        case flowSequenceStart, flowSequence
        case pairBehindKey, pairBehindValue
        case flowMappingStart, flowMapping, flowBehindKey, flowBehindLoneKey, flowBehindValue
    }

    /// An open collection.
    struct Frame {
        var state: State
        var node: Int
        /// The key that was read last, −1 for none, and the one before it.
        var key = -1
        var previousKey = -1
    }

    let tokens: ContiguousArray<YAMLToken>
    private var next = 0
    private(set) var tree: YAMLNodes
    private var frames: ContiguousArray<Frame> = []
    private var anchors: [[UInt8]: Int32] = [:]
    /// The next comment group in the order of the text.
    private var nextGroup = 0
    private var groupCount: Int
    private var nextAnchor: Int32 = .max
    /// Comments that no node has yet.
    private var pending = YAMLNodeComments()
    /// What stood before a `-`, for the collection behind it.
    private var stem = YAMLCommentList()

    init(tokens: ContiguousArray<YAMLToken>, comments: YAMLComments) {
        self.tokens = tokens
        tree = YAMLNodes(comments: comments)
        tree.nodes.reserveCapacity(tokens.count / 2 + 8)
        groupCount = comments.groups.count
        if let first = comments.groups.first { nextAnchor = first.anchor }
    }

    mutating func compose() throws(YAMLError) {
        _ = look()
        next += 1
        var isFirst = true
        while try document(isImplicit: isFirst) { isFirst = false }
    }

    // MARK: Tokens

    /// The next token, after taking the comments that belong before it.
    @inline(__always) mutating func look() -> YAMLToken {
        let token = tokens[min(next, tokens.count - 1)]
        if nextAnchor <= token.start { takeGroups(before: token) }
        return token
    }

    mutating func skip() { next += 1 }

    private mutating func takeGroups(before token: YAMLToken) {
        while nextAnchor <= token.start {
            let index = Int32(truncatingIfNeeded: nextGroup)
            let list = YAMLCommentList(first: index, last: index)
            switch tree.comments.groups[nextGroup].kind {
            case .head:
                // No heads on ends: it waits, and what is behind it.
                if token.kind == .blockEnd { return }
                tree.comments.append(list, to: &pending.head)
            case .line: tree.comments.append(list, to: &pending.line)
            case .foot: tree.comments.append(list, to: &pending.foot)
            }
            nextGroup += 1
            nextAnchor = nextGroup < groupCount ? tree.comments.groups[nextGroup].anchor : .max
        }
    }

    func malformed(_ token: YAMLToken, _ reason: String) -> YAMLError {
        .malformed(line: Int(token.line) + 1, column: Int(token.column) + 1, reason: reason)
    }

    // MARK: Nodes

    @discardableResult
    private mutating func append(_ node: YAMLNode) -> Int {
        tree.nodes.append(node)
        return tree.nodes.count - 1
    }

    /// The pending comments become those of a node.
    private mutating func takeComments(for index: Int) {
        guard !pending.isEmpty else { return }
        tree.setComments(pending, of: index)
        pending = YAMLNodeComments()
    }

    /// A value that isn't there; takes no comments.
    mutating func appendMissing(line: Int32) {
        append(YAMLNode(text: .none, end: Int32(truncatingIfNeeded: tree.nodes.count + 1), line: line, kind: .scalar, isPlain: true))
    }

    private mutating func finish(_ index: Int) { tree.nodes[index].end = Int32(truncatingIfNeeded: tree.nodes.count) }

    private mutating func open(_ node: YAMLNode, _ state: State, anchor: TreeText) {
        let index = append(node)
        register(anchor, index)
        frames.append(Frame(state: state, node: index))
    }

    private mutating func register(_ anchor: TreeText, _ index: Int) {
        guard anchor.start != nil else { return }
        anchors[anchor.bytes] = Int32(truncatingIfNeeded: index)
    }

    private mutating func alias(_ token: YAMLToken) throws(YAMLError) {
        let name = String(decoding: token.text.buffer, as: UTF8.self)
        guard let target = anchors[token.text.bytes] else { throw .unknownAnchor(name: name, line: Int(token.line) + 1) }
        guard tree.nodes[Int(target)].end > 0 else { throw .anchorContainsItself(name: name, line: Int(token.line) + 1) }
        let index = append(YAMLNode(text: token.text, target: target, line: token.line, kind: .alias))
        finish(index)
        takeComments(for: index)
        skip()
    }

    /// Reads a node; a collection is left open, as the last frame.
    mutating func node(isBlock: Bool, allowsPlainSequence: Bool) throws(YAMLError) {
        var token = look()
        if token.kind == .alias { return try alias(token) }
        var node = YAMLNode(line: token.line, kind: .scalar)
        var anchor = TreeText.none
        var hasTag = false
        while token.kind == .anchor && anchor.start == nil || token.kind == .tag && !hasTag {
            if token.kind == .anchor {
                anchor = token.text
            } else {
                node.tag = token.tag
                hasTag = true
            }
            skip()
            token = look()
        }
        switch token.kind {
        case .blockEntry where allowsPlainSequence:
            node.kind = .sequence
            open(node, .plainSequence, anchor: anchor)
        case .scalar:
            node.text = token.text
            node.isPlain = token.isPlain
            let index = append(node)
            finish(index)
            register(anchor, index)
            takeComments(for: index)
            skip()
        case .flowSequenceStart, .flowMappingStart:
            node.kind = token.kind == .flowSequenceStart ? .sequence : .mapping
            open(node, token.kind == .flowSequenceStart ? .flowSequenceStart : .flowMappingStart, anchor: anchor)
            takeComments(for: tree.nodes.count - 1)
            skip()
        case .blockSequenceStart where isBlock, .blockMappingStart where isBlock:
            node.kind = token.kind == .blockSequenceStart ? .sequence : .mapping
            open(node, token.kind == .blockSequenceStart ? .blockSequence : .blockKey, anchor: anchor)
            if !stem.isEmpty {
                tree.setComments(YAMLNodeComments(head: stem), of: tree.nodes.count - 1)
                stem = YAMLCommentList()
            }
            skip()
        default:
            guard anchor.start != nil || hasTag else { throw malformed(token, "did not find expected node content") }
            node.isPlain = true
            let index = append(node)
            finish(index)
            register(anchor, index)
        }
    }

    // MARK: Documents

    /// Reads a document; false at the end of the text.
    private mutating func document(isImplicit: Bool) throws(YAMLError) -> Bool {
        var token = look()
        if !isImplicit {
            while token.kind == .documentEnd {
                skip()
                token = look()
            }
        }
        guard token.kind != .streamEnd else {
            keepRest()
            return false
        }
        let root = append(YAMLNode(line: token.line, kind: .document))
        tree.roots.append(root)
        var hasContent = true
        if isImplicit, !Self.beginsDocument(token.kind) {
            let head = tree.comments.splitAtLastBlankLine(&pending.head)
            tree.setComments(YAMLNodeComments(head: head), of: root)
        } else {
            while token.kind == .versionDirective || token.kind == .tagDirective {
                skip()
                token = look()
            }
            guard token.kind == .documentStart else { throw malformed(token, "did not find expected <document start>") }
            skip()
            token = look()
            hasContent = !(Self.beginsDocument(token.kind) || token.kind == .documentEnd || token.kind == .streamEnd)
        }
        if hasContent { try node(isBlock: true, allowsPlainSequence: false) } else { appendMissing(line: token.line) }
        while let frame = frames.last { try step(frame) }
        endDocument(root)
        return true
    }

    private static func beginsDocument(_ kind: YAMLTokenKind) -> Bool {
        kind == .versionDirective || kind == .tagDirective || kind == .documentStart
    }

    private mutating func endDocument(_ root: Int) {
        if look().kind == .documentEnd { skip() }
        finish(root)
        tree.addFoot(pending.line, to: root)
        tree.addFoot(pending.foot, to: root)
        tree.addFoot(pending.head, to: root)
        pending = YAMLNodeComments()
    }

    /// Comments behind the last `...` have no node; the last document keeps them.
    private mutating func keepRest() {
        guard let root = tree.roots.last else { return }
        tree.addFoot(pending.head, to: root)
        tree.addFoot(pending.line, to: root)
        tree.addFoot(pending.foot, to: root)
        pending = YAMLNodeComments()
    }

    // MARK: Collections

    /// The frame on top, changed.
    mutating func replaceTop(_ frame: Frame) { frames[frames.count - 1] = frame }

    mutating func beginPair(line: Int32) {
        open(YAMLNode(line: line, kind: .mapping), .pairBehindKey, anchor: .none)
        frames[frames.count - 1].key = tree.nodes.count
    }

    /// Ends a collection that takes no comments at its end.
    mutating func close(_ frame: Frame) {
        finish(frame.node)
        frames.removeLast()
    }

    /// Ends a block mapping; what is pending goes to the foot of its last key.
    mutating func closeBlockMapping(_ frame: Frame) {
        close(frame)
        guard !pending.isEmpty else { return }
        let target = frame.previousKey >= 0 ? frame.previousKey : frame.node
        tree.addFoot(pending.head, to: target)
        tree.addFoot(pending.foot, to: target)
        addLine(pending.line, to: frame.node)
        pending = YAMLNodeComments()
    }

    /// Ends a collection in brackets.
    mutating func closeFlow(_ frame: Frame) {
        close(frame)
        skip()
        guard !pending.isEmpty else { return }
        addLine(pending.line, to: frame.node)
        tree.addFoot(pending.head, to: frame.node)
        tree.addFoot(pending.foot, to: frame.node)
        pending = YAMLNodeComments()
    }

    private mutating func addLine(_ list: YAMLCommentList, to index: Int) {
        guard !list.isEmpty else { return }
        var value = tree.comments(of: index)
        tree.comments.append(list, to: &value.line)
        tree.setComments(value, of: index)
    }

    /// Behind a `-`: the comments that stood before it go to a block collection that begins directly behind it.
    mutating func splitStem(_ last: Int32) {
        guard last >= 0 else { return }
        let kind = look().kind
        guard kind == .blockSequenceStart || kind == .blockMappingStart else { return }
        stem = tree.comments.split(&pending.head, behind: last)
    }

    var lastPendingHead: Int32 { pending.head.last }

    /// The foot of a block mapping's key is that of the item before it.
    mutating func moveKeyFoot(_ frame: Frame) {
        guard frame.previousKey >= 0, tree.nodes[frame.key].comments >= 0 else { return }
        let foot = tree.takeFoot(of: frame.key)
        tree.addFoot(foot, to: frame.previousKey)
    }

    /// The foot of a value is that of its key.
    mutating func moveValueFoot(_ frame: Frame) {
        let value = Int(tree.nodes[frame.key].end)
        guard value < tree.nodes.count, tree.nodes[value].comments >= 0, tree.comments(of: frame.key).foot.isEmpty else { return }
        let foot = tree.takeFoot(of: value)
        tree.addFoot(foot, to: frame.key)
    }

    /// sops can't walk a key that is a list or a mapping.
    func checkKey(_ index: Int) throws(YAMLError) {
        let node = tree.nodes[index]
        let isContainer = node.kind == .alias ? tree.nodes[Int(node.target)].isContainer : node.isContainer
        if isContainer { throw .keyNotScalar(line: Int(node.line) + 1) }
    }
}
