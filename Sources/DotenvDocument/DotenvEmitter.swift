package import DocumentTree
package import SecretMemory

/// Writes a tree as sops 3.11 writes dotenv (`stores/dotenv`), one line an item.
package enum DotenvEmitter {
    /// Writes the one document of `tree`, then the metadata lines, in their order. Line breaks in values become `\n`;
    /// numbers, booleans, times and null are written by ``PlainValueText``. After an error the output is not to be used.
    /// - Parameter metadata: flattened, the names with their `sops_`.
    /// - Returns: how many strings hold a `\n` of their own (not from a dotenv file), which will be read as a line break.
    @discardableResult
    package static func emit(
        _ tree: borrowing DocumentTree, metadata: [(name: String, value: String)], into output: inout SecretBuilder
    ) throws(DotenvError) -> Int {
        guard let root = tree.roots.first else { throw .noDocument }
        guard tree.roots.count == 1 else { throw .severalDocuments(count: tree.roots.count) }
        var ambiguous = 0
        output.reserve(size(of: tree))
        var index = root + 1
        while index < Int(tree.nodes[root].end) {
            let node = tree.nodes[index]
            if node.kind == .comment {
                guard node.text.firstOffset(of: 0x0A) == nil else { throw .unwritableComment }
                output.append(UInt8(ascii: "#"))
                output.append(node.text.buffer)
            } else {
                try check(node)
                guard let text = PlainValueText.text(of: node, in: tree) else { throw .nestedValue(key: name(of: node)) }
                if text.firstEscapedLineBreak() != nil { ambiguous += 1 }
                output.append(node.key.buffer)
                output.append(UInt8(ascii: "="))
                write(text, into: &output)
            }
            output.append(0x0A)
            index += 1
        }
        for (name, value) in metadata {
            output.append(Array(name.utf8))
            output.append(UInt8(ascii: "="))
            let bytes = Array(value.utf8)
            bytes.withUnsafeBytes { write(TreeText($0), into: &output) }
            output.append(0x0A)
        }
        return ambiguous
    }

    private static func check(_ node: TreeNode) throws(DotenvError) {
        guard node.keyKind == .string else { throw .keyIsNotText(key: name(of: node)) }
        guard node.key.firstOffset(of: UInt8(ascii: "=")) == nil, node.key.firstOffset(of: 0x0A) == nil,
            !node.key.hasPrefix("#")
        else { throw .unwritableKey(key: name(of: node)) }
    }

    private static func name(of node: TreeNode) -> String { String(decoding: node.key.buffer, as: UTF8.self) }

    /// The bytes, with each LF as `\n`.
    private static func write(_ text: TreeText, into output: inout SecretBuilder) {
        var begin = 0
        while let end = text.firstOffset(of: 0x0A, from: begin) {
            output.append(text[begin..<end].buffer)
            output.append("\\n")
            begin = end + 1
        }
        output.append(text[begin..<text.count].buffer)
    }

    private static func size(of tree: borrowing DocumentTree) -> Int {
        var size = 64
        for node in tree.nodes { size &+= node.key.count &+ node.text.count &+ 3 }
        return size &+ size / 16
    }
}
