internal import DocumentTree

extension TreeText {
    /// Where the two bytes `\n`, which stand for a line break in dotenv, stand first from `offset` on.
    func firstEscapedLineBreak(from offset: Int = 0) -> Int? {
        var from = offset
        while let backslash = firstOffset(of: UInt8(ascii: "\\"), from: from), backslash + 1 < count {
            if self[backslash + 1] == UInt8(ascii: "n") { return backslash }
            from = backslash + 1
        }
        return nil
    }
}
