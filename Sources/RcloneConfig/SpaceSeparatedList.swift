/// A list in one text, as rclone's options take it: one record of CSV with spaces for commas (rclone 1.75
/// `fs.SpaceSepList`). Two spaces have an empty word between them; rclone writes and reads the list once more, and so loses
/// empty words at both ends.
package enum SpaceSeparatedList {
    package enum Fault: Error, Equatable, Sendable {
        /// A `"` within a word that does not begin with one.
        case bareQuote
        /// A `"` that nothing closes, or that more text follows.
        case unclosedQuote
    }

    /// The words of the first line.
    package static func words(in text: String) throws(Fault) -> [String] {
        let words = try record(in: text)
        guard let first = words.firstIndex(where: { !$0.isEmpty }), let last = words.lastIndex(where: { !$0.isEmpty }) else { return [] }
        return Array(words[first...last])
    }

    private static func record(in text: String) throws(Fault) -> [String] {
        let quote = UInt8(ascii: "\"")
        // CSV skips empty lines, and ends a record at a line end.
        var rest = text.utf8.drop { $0 == 0x0A || $0 == 0x0D }
        var words: [String] = []
        if rest.isEmpty { return words }
        while true {
            var word: [UInt8] = []
            if rest.first == quote {
                rest.removeFirst()
                while true {
                    guard let byte = rest.popFirst() else { throw .unclosedQuote }
                    if byte == quote {
                        guard rest.first == quote else { break }
                        rest.removeFirst()
                    }
                    // CSV makes one line end of CR and LF.
                    if byte == 0x0D, rest.first == 0x0A { continue }
                    word.append(byte)
                }
                if let next = rest.first, next != 0x20, next != 0x0A, next != 0x0D { throw .unclosedQuote }
            } else {
                while let byte = rest.first, byte != 0x20, byte != 0x0A {
                    if byte == quote { throw .bareQuote }
                    word.append(byte)
                    rest.removeFirst()
                }
                if rest.first == 0x0A || rest.isEmpty, word.last == 0x0D { word.removeLast() }
            }
            words.append(String(decoding: word, as: UTF8.self))
            guard rest.popFirst() == 0x20 else { return words }
        }
    }
}
