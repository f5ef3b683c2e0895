/// The text of a scalar in the formats that know text only, INI and dotenv (sops 3.11 `stores.ValToString`).
package enum PlainValueText {
    /// The text of a scalar: a string's bytes as they are, a float as Go's `'G'`, `true`, RFC 3339 in whole seconds, `<nil>`.
    /// Nil for branches, lists and comments, which have none.
    package static func text(of node: TreeNode, in tree: borrowing DocumentTree) -> TreeText? {
        switch node.kind {
        case .branch, .list, .comment: nil
        case .string, .integer, .unsigned: node.text
        case .float: FloatText(canonical: node.text).map { tree.store($0.plainText) } ?? node.text
        case .boolean: .constant(node.text.equals("True") ? "true" : "false")
        case .time: wholeSeconds(node.text, in: tree)
        case .null: .constant("<nil>")
        }
    }

    /// Without the fraction, which Go cuts off, never rounds.
    private static func wholeSeconds(_ text: TreeText, in tree: borrowing DocumentTree) -> TreeText {
        let bytes = text.bytes
        guard let point = bytes.firstIndex(of: UInt8(ascii: ".")) else { return text }
        let zone = bytes[(point + 1)...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
        return tree.store(Array(bytes[..<point] + bytes[zone...]))
    }
}
