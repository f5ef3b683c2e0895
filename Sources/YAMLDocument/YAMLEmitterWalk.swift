internal import DocumentTree
internal import SecretMemory

/// Goes through the nodes, and ties the comments to what stands beside them as sops 3.11 does.
///
/// The library below sops keeps a comment until the next place where one of its sort can be written, and has room for
/// one of each sort: heads before a key or a dash, feet behind a scalar, behind an empty container or at the document's
/// end. So the foot of a container in a list comes out later, and elsewhere. This is kept.
struct YAMLEmitterWalk: ~Copyable {
    typealias Nodes = ContiguousArray<TreeNode>

    private struct Frame {
        var next: Int
        var end: Int
        let isList: Bool
        /// The column to return to.
        let outerIndent: Int
        /// Comments that follow the container, when it is the last element of a list.
        let foot: Range<Int>
    }

    private var writer: YAMLEmitterWriter
    private var frames: ContiguousArray<Frame> = []
    private var heads: ContiguousArray<TreeText> = []
    private var feet: ContiguousArray<TreeText> = []
    private var nodes: Nodes = []

    init(into output: consuming SecretBuilder, indent: Int) {
        writer = YAMLEmitterWriter(into: output, indent: indent)
    }

    consuming func finish() -> SecretBuilder { writer.finish() }

    /// Roughly what the nodes take in YAML, so that the output seldom has to be moved.
    static func expectedSize(of nodes: Nodes) -> Int {
        nodes.withUnsafeBufferPointer { nodes in
            nodes.reduce(0) { $0 &+ $1.text.count &+ $1.key.count &+ 12 }
        }
    }

    mutating func separateDocuments() { writer.documentMark() }

    mutating func document(_ root: Int, of nodes: Nodes, endingWith ending: (root: Int, nodes: Nodes)?) throws(YAMLEmitterError) {
        self.nodes = nodes
        writer.indent = -1
        if nodes[root].isContainer {
            try container(root, ending: ending)
        } else {
            try scalar(at: root, isInList: false)
        }
        writer.separateFoot()
        writeFeet()
        writer.endDocument()
    }

    // MARK: - Containers

    /// The root of a document and all that is in it. Without recursion: trees can be deeper than the stack.
    private mutating func container(_ root: Int, ending: (root: Int, nodes: Nodes)?) throws(YAMLEmitterError) {
        var ending = ending
        let end = Int(nodes[root].end)
        let first = hold(commentsFrom: root + 1, before: end)
        writeHeads()
        if first == end, ending.map({ Int($0.nodes[$0.root].end) == $0.root + 1 }) ?? true {
            empty(nodes[root].kind)
            return
        }
        frames.append(Frame(next: first, end: end, isList: nodes[root].kind == .list, outerIndent: -1, foot: 0..<0))
        writer.indent = 0
        while let frame = frames.last {
            let top = frames.count - 1
            let member = endOfComments(from: frame.next, before: frame.end)
            if member < frame.end {
                hold(frame.next..<member)
                frames[top].next = Int(nodes[member].end)
                if frame.isList { try element(member, of: frame) } else { try item(member) }
            } else if top == 0, let metadata = ending {
                hold(frame.next..<member)
                ending = nil
                nodes = metadata.nodes
                frames[top].next = metadata.root + 1
                frames[top].end = Int(nodes[metadata.root].end)
            } else {
                close(frame)
            }
        }
    }

    private mutating func close(_ frame: Frame) {
        holdFoot(frame.foot)
        if !frame.isList {
            // Comments behind the last item belong to its key.
            var tail: ContiguousArray<TreeText> = []
            for index in frame.next..<frame.end { tail.append(nodes[index].text) }
            writer.comments(tail, isFoot: true)
            writeHeads()
        }
        frames.removeLast()
        writer.indent = frame.outerIndent
    }

    private mutating func item(_ index: Int) throws(YAMLEmitterError) {
        let node = nodes[index]
        let end = Int(node.end)
        let first = node.isContainer ? endOfComments(from: index + 1, before: end) : end
        let isEmpty = first == end
        // sops 3.11 writes these between the braces, where no reader finds them.
        if isEmpty, node.kind == .branch { hold(index + 1..<end) }
        writeHeads()
        writer.toIndent()
        if try key(at: index) {
            writer.valueMark()
        } else {
            writer.toIndent()
            writer.blockMark(UInt8(ascii: ":"))
        }
        guard node.isContainer else {
            try scalar(at: index, isInList: false)
            writeFeet()
            return
        }
        if isEmpty {
            if node.kind == .list { hold(index + 1..<end) }
            empty(node.kind)
        } else {
            hold(index + 1..<first)
            writeFeet()
            frames.append(
                Frame(next: first, end: end, isList: node.kind == .list, outerIndent: writer.indent, foot: 0..<0))
            writer.indent = (writer.indent + writer.step) / writer.step * writer.step
        }
    }

    private mutating func element(_ index: Int, of frame: Frame) throws(YAMLEmitterError) {
        let node = nodes[index]
        let end = Int(node.end)
        let isLast = endOfComments(from: end, before: frame.end) == frame.end
        let foot = isLast ? end..<frame.end : 0..<0
        let first = node.isContainer ? hold(commentsFrom: index + 1, before: end) : end
        if !node.isContainer { holdFoot(foot) }
        writeHeads()
        writer.toIndent()
        writer.blockMark(UInt8(ascii: "-"))
        guard node.isContainer else {
            try scalar(at: index, isInList: true)
            writeFeet()
            return
        }
        if first == end {
            empty(node.kind, foot: foot)
        } else {
            writeFeet()
            frames.append(
                Frame(next: first, end: end, isList: node.kind == .list, outerIndent: writer.indent, foot: foot))
            writer.indent += 2
        }
    }

    private mutating func empty(_ kind: NodeKind, foot: Range<Int> = 0..<0) {
        // sops 3.11 writes a foot that it holds between mark and brackets; the brackets are at column 0 then, where they
        // can't be read.
        writer.token(kind == .list ? "[]" : "{}")
        writeFeet()
        holdFoot(foot)
        writeFeet()
    }

    // MARK: - Comments

    private func endOfComments(from start: Int, before end: Int) -> Int {
        var index = start
        while index < end, nodes[index].kind == .comment { index += 1 }
        return index
    }

    private mutating func hold(_ comments: Range<Int>) {
        for index in comments { heads.append(nodes[index].text) }
    }

    private mutating func hold(commentsFrom start: Int, before end: Int) -> Int {
        let first = endOfComments(from: start, before: end)
        hold(start..<first)
        return first
    }

    private mutating func holdFoot(_ comments: Range<Int>) {
        guard !comments.isEmpty else { return }
        // sops 3.11 forgets what it held.
        writeFeet()
        for index in comments { feet.append(nodes[index].text) }
    }

    private mutating func writeHeads() {
        guard !heads.isEmpty else { return }
        writer.comments(heads, isFoot: false)
        heads.removeAll(keepingCapacity: true)
    }

    private mutating func writeFeet() {
        guard !feet.isEmpty else { return }
        writer.comments(feet, isFoot: true)
        feet.removeAll(keepingCapacity: true)
    }

    // MARK: - Scalars

    /// - Returns: true for a simple key; false for one with its own line, begun by `?`.
    private mutating func key(at index: Int) throws(YAMLEmitterError) -> Bool {
        let node = nodes[index]
        guard !node.isMergeKey else {
            writer.token("!!merge <<")
            return true
        }
        let text = UnsafeBufferPointer(start: node.key.start, count: node.key.count)
        let (style, isMultiline): (YAMLEmitterStyle, Bool)
        switch node.keyKind {
        case .none, .string: (style, isMultiline) = YAMLEmitterStyle.forString(text)
        case .integer: return try plainKey(.integer, at: index)
        case .float: return try plainKey(.float, at: index)
        case .boolean: return try plainKey(.boolean, at: index)
        case .null: return try plainKey(.null, at: index)
        case .time: return try plainKey(.time, at: index)
        }
        // The tag counts, and base64 of more than a line is a block.
        let count = style == .binary ? (text.count + 2) / 3 * 4 + 8 : text.count
        guard isMultiline || count > 128 || style == .binary && count - 8 >= 70 else {
            writer.string(text, style: style, isInList: false)
            return true
        }
        writer.blockMark(UInt8(ascii: "?"))
        writer.string(text, style: style, isInList: false)
        return false
    }

    private mutating func plainKey(_ kind: NodeKind, at index: Int) throws(YAMLEmitterError) -> Bool {
        try plain(kind, nodes[index].key, at: index)
        return true
    }

    private mutating func scalar(at index: Int, isInList: Bool) throws(YAMLEmitterError) {
        let node = nodes[index]
        if node.isCiphertext {
            writer.ciphertext(node.text.buffer)
        } else if node.kind == .string {
            let text = UnsafeBufferPointer(start: node.text.start, count: node.text.count)
            writer.string(text, style: YAMLEmitterStyle.forString(text).style, isInList: isInList)
        } else {
            try plain(node.kind, node.text, at: index)
        }
    }

    /// What is no string needs no quotes; that it can't hold anything else is checked.
    private mutating func plain(_ kind: NodeKind, _ text: TreeText, at index: Int) throws(YAMLEmitterError) {
        switch kind {
        case .integer, .unsigned, .time:
            guard YAMLEmitterPlainText.isCanonical(text.buffer, isTime: kind == .time) else { throw .notCanonical(index: index) }
            writer.token(text.buffer)
        case .float:
            guard let float = FloatText(canonical: text) else { throw .notCanonical(index: index) }
            float.yaml.withUnsafeBytes { writer.token($0) }
        case .boolean:
            if text.equals("True") {
                writer.token("true")
            } else if text.equals("False") {
                writer.token("false")
            } else {
                throw .notCanonical(index: index)
            }
        case .null: writer.token("null")
        case .branch, .list, .string, .comment: throw .notCanonical(index: index)
        }
    }
}
