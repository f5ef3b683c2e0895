internal import DocumentTree
internal import SecretMemory

/// One value on its way out. Levels are kept on a list, so that depth costs no stack.
struct JSONWriting {
    private struct Level {
        /// Index behind the container's last descendant.
        let end: Int
        let isBranch: Bool
        var hasMembers = false
    }

    private(set) var droppedComments = 0
    private let indentWidth: Int
    private let indentByte: UInt8
    /// LF and the deepest indentation so far.
    private var lineStart: [UInt8] = [0x0A]
    private var outermostHasMembers = false

    init(indent: Int) throws(JSONError) {
        guard (-1...JSONEmitter.greatestIndent).contains(indent) else { throw .indentOutOfRange(indent) }
        indentWidth = indent == -1 ? 1 : indent
        indentByte = indent == -1 ? 0x09 : 0x20
    }

    /// About the size of the output, for most documents a little more.
    func size(of tree: borrowing DocumentTree) -> Int {
        var size = 64
        for node in tree.nodes { size &+= node.key.count &+ node.text.count &+ 12 &+ 2 &* indentWidth }
        return size &+ size / 16
    }

    /// Writes the members of a container that was opened as the outermost.
    mutating func writeMembers(
        of container: Int, in tree: borrowing DocumentTree, into output: inout SecretBuilder
    ) throws(JSONError) {
        let node = tree.nodes[container]
        var levels = [Level(end: Int(node.end), isBranch: node.kind == .branch, hasMembers: outermostHasMembers)]
        var index = container + 1
        while true {
            while index >= levels[levels.count - 1].end {
                let level = levels.removeLast()
                guard !levels.isEmpty else {
                    outermostHasMembers = level.hasMembers
                    return
                }
                if level.hasMembers { breakLine(depth: levels.count, into: &output) }
                output.append(level.isBranch ? "}" : "]")
            }
            let node = tree.nodes[index]
            if node.kind == .comment {
                droppedComments += 1
                index += 1
                continue
            }
            let last = levels.count - 1
            if levels[last].hasMembers { output.append(UInt8(ascii: ",")) }
            levels[last].hasMembers = true
            breakLine(depth: levels.count, into: &output)
            if levels[last].isBranch {
                guard node.keyKind == .string else { throw .keyIsNotText(path: Self.path(to: index, in: tree)) }
                JSONString.write(node.key, into: &output)
                output.append(": ")
            }
            if node.isContainer {
                guard levels.count < JSONReader.depthLimit else { throw .valueTooDeep(path: Self.path(to: index, in: tree)) }
                output.append(node.kind == .branch ? "{" : "[")
                levels.append(Level(end: Int(node.end), isBranch: node.kind == .branch))
            } else {
                try writeScalar(at: index, in: tree, into: &output)
            }
            index += 1
        }
    }

    /// Closes the outermost container.
    mutating func closeOutermost(isBranch: Bool, into output: inout SecretBuilder) {
        if outermostHasMembers { breakLine(depth: 0, into: &output) }
        output.append(isBranch ? "}" : "]")
    }

    func writeScalar(at index: Int, in tree: borrowing DocumentTree, into output: inout SecretBuilder) throws(JSONError) {
        let node = tree.nodes[index]
        switch node.kind {
        case .string, .time: JSONString.write(node.text, into: &output)
        case .null: output.append("null")
        case .boolean:
            guard node.text.equals("True") || node.text.equals("False") else { throw malformed(index, tree) }
            output.append(node.text.equals("True") ? "true" : "false")
        case .integer, .unsigned:
            guard Self.isDecimal(node.text, allowsPoint: false) else { throw malformed(index, tree) }
            output.append(node.text.buffer)
        case .float:
            // Go turns to an exponent below 1e-6 and from 1e21 on; most floats are neither, and written as they are.
            if node.text.count <= 20, Self.isDecimal(node.text, allowsPoint: true) {
                output.append(node.text.buffer)
            } else {
                guard let float = FloatText(canonical: node.text) else { throw malformed(index, tree) }
                guard let text = float.json else { throw .numberIsNotFinite(path: Self.path(to: index, in: tree)) }
                output.append(text)
            }
        case .branch, .list, .comment: throw malformed(index, tree)
        }
    }

    /// `-`, digits and at most one point between them, without needless zeros in front; not below 1e-6 but for zero.
    private static func isDecimal(_ text: TreeText, allowsPoint: Bool) -> Bool {
        let begin = text.count > 0 && text[0] == UInt8(ascii: "-") ? 1 : 0
        var point: Int?
        var firstDigit: Int?
        for index in begin..<text.count {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                guard allowsPoint, point == nil, index > begin, index < text.count - 1 else { return false }
                point = index
            } else {
                guard (0x30...0x39).contains(byte) else { return false }
                if firstDigit == nil, byte != 0x30 { firstDigit = index }
            }
        }
        guard begin < text.count, let firstDigit else { return begin + 1 == text.count }
        return firstDigit == begin || point == begin + 1 && firstDigit <= begin + 7
    }

    private mutating func breakLine(depth: Int, into output: inout SecretBuilder) {
        let count = 1 + depth * indentWidth
        while lineStart.count < count { lineStart.append(indentByte) }
        lineStart.withUnsafeBytes { output.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    private func malformed(_ index: Int, _ tree: borrowing DocumentTree) -> JSONError {
        .malformedNode(path: Self.path(to: index, in: tree))
    }

    /// The keys that lead to a node, joined by colons. For errors: it walks the tree.
    private static func path(to target: Int, in tree: borrowing DocumentTree) -> String {
        var keys: [String] = []
        var index = 0
        while index <= target {
            let node = tree.nodes[index]
            // A node behind which the target lies can be passed over with all that it holds.
            guard index == target || Int(node.end) > target else {
                index = max(Int(node.end), index + 1)
                continue
            }
            if node.keyKind != .none { keys.append(String(decoding: node.key.buffer, as: UTF8.self)) }
            index += 1
        }
        return keys.joined(separator: ":")
    }
}
