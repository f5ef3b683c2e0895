/// One physical line of an rclone.conf, with what it means. The lines' ranges cover the source without a gap.
package struct RcloneLine: Sendable {
    /// How a value is quoted; goconfig knows two ways.
    package enum Quote: Sendable {
        case none, backtick, triple

        /// The quote's bytes.
        package var bytes: [UInt8] {
            switch self {
            case .none: []
            case .backtick: [UInt8(ascii: "`")]
            case .triple: Array("\"\"\"".utf8)
            }
        }
    }

    /// A key and its value.
    package struct Entry: Sendable {
        package var section: ConfigName
        package var key: ConfigName
        package var quote: Quote
        /// The value in the source, without quotes.
        package var value: Range<Int>
        /// Where the key starts, for messages: a 1-based column in bytes.
        package var column: Int
    }

    /// Why rclone refuses a line, and with it the file.
    package enum Refusal: Sendable {
        case noSeparator, emptyKey, unclosedKeyQuote, unclosedValueQuote, keyInUnnamedSection

        /// The cause in words; never quotes the line.
        package var cause: String {
            switch self {
            case .noSeparator: "the line has neither = nor :"
            case .emptyKey: "the line has no key before its = or :"
            case .unclosedKeyQuote: "the quote around the key is not closed"
            case .unclosedValueQuote: "the value begins with a quote that is not closed"
            case .keyInUnnamedSection: "a key stands below a section without a name, []"
            }
        }
    }

    package enum Content: Sendable {
        case byteOrderMark
        case blank
        case comment
        case header(ConfigName)
        case entry(Entry)
        /// A key that rclone reads and drops: the empty one, or one space.
        case dropped
        case unreadable(Refusal, column: Int)
    }

    /// 1-based.
    package var number: Int
    /// The line's bytes in the source, line end included.
    package var range: Range<Int>
    package var content: Content
}
