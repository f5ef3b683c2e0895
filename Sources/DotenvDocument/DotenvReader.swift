package import DocumentTree

/// Reads dotenv the way sops 3.11 does (`stores/dotenv`): no quotes, no trimming, no line continuation.
package enum DotenvReader {
    private static let lineFeed = UInt8(ascii: "\n")

    /// Adds the text to `tree` as one document: `#` comments, and `NAME=value` with the value verbatim, but for each pair
    /// `\n` in it, which is a line break. Empty lines are dropped, repeated names kept; an empty text is an empty document.
    /// Texts point into `source` where they are the same, which must live as long as the tree.
    ///
    /// Names that begin with `sops_` are items as others are. After an error the tree is not to be used.
    package static func read(_ source: TreeText, into tree: inout DocumentTree) throws(DotenvError) {
        tree.openDocument()
        var number = 0
        var begin = 0
        while begin < source.count {
            let end = source.firstOffset(of: lineFeed, from: begin) ?? source.count
            number += 1
            if end > begin {
                guard tree.nodes.count < DocumentTree.nodeLimit else { throw .tooLarge }
                try readLine(source[begin..<end], number: number, into: &tree)
            }
            begin = end + 1
        }
        tree.close()
    }

    private static func readLine(_ line: TreeText, number: Int, into tree: inout DocumentTree) throws(DotenvError) {
        if line[0] == UInt8(ascii: "#") {
            tree.append(.comment, line[1..<line.count])
            return
        }
        guard let equals = line.firstOffset(of: UInt8(ascii: "=")) else { throw .malformedLine(number, fault(of: line)) }
        let value = line[(equals + 1)..<line.count]
        tree.append(.string, withLineBreaks(value, in: tree), key: line[0..<equals], keyKind: .string)
    }

    private static func fault(of line: TreeText) -> DotenvFault {
        if line.equals("\r") { return .carriageReturnOnly }
        switch line.buffer.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
        case nil: return .blanksOnly
        case UInt8(ascii: "#"): return .indentedComment
        default: return .noEqualsSign
        }
    }

    /// The value with each pair `\n` replaced, from the left; without one, the same bytes.
    private static func withLineBreaks(_ value: TreeText, in tree: borrowing DocumentTree) -> TreeText {
        guard var pair = value.firstEscapedLineBreak(), let start = value.start else { return value }
        let room = tree.arena.allocate(count: value.count)
        guard let output = room.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return value }
        var count = 0
        var copied = 0
        while true {
            (output + count).update(from: start + copied, count: pair - copied)
            count += pair - copied
            output[count] = lineFeed
            count += 1
            copied = pair + 2
            guard let next = value.firstEscapedLineBreak(from: copied) else { break }
            pair = next
        }
        (output + count).update(from: start + copied, count: value.count - copied)
        return TreeText(start: output, count: count + value.count - copied)
    }
}
