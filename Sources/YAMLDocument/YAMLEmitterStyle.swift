/// How a string is written. Decided as yaml.v3 3.0.4 does (`encode.go`, `emitterc.go`), but where it would lose the text.
enum YAMLEmitterStyle {
    case plain, singleQuoted, doubleQuoted, literal
    /// Bytes that are no UTF-8: `!!binary` and base64.
    case binary

    /// - Returns: the style, and whether the text holds a line break of any kind, which no simple key may.
    static func forString(_ text: UnsafeBufferPointer<UInt8>) -> (style: YAMLEmitterStyle, isMultiline: Bool) {
        let found = YAMLEmitterCharacters(text)
        guard found.isValid else { return (.binary, false) }
        let style: YAMLEmitterStyle
        if found.contains(.lineFeed) {
            style = isLiteral(text, found) ? .literal : .doubleQuoted
        } else if YAMLEmitterPlainText.isAmbiguous(text) || found.contains(.tab) || !found.isDisjoint(with: .escaped) {
            style = .doubleQuoted
        } else {
            style = isPlain(text, found) ? .plain : .singleQuoted
        }
        return (style, !found.isDisjoint(with: .breaks))
    }

    /// A literal can't hold a blank before a line break, nor at the end. One that begins with TAB makes sops 3.11 write
    /// `null`, and Unicode's line breaks would come back as LF: both are quoted here.
    private static func isLiteral(_ text: UnsafeBufferPointer<UInt8>, _ found: YAMLEmitterCharacters) -> Bool {
        found.isDisjoint(with: [.escaped, .spaceAndBreak]) && text.first != UInt8(ascii: "\t")
            && text.last != UInt8(ascii: " ")
    }

    /// For text of one line, without TAB.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>, _ found: YAMLEmitterCharacters) -> Bool {
        let space = UInt8(ascii: " ")
        guard let first = text.first, first != space, text.last != space else { return false }
        switch first {
        case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"),
            UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
            return false
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            if text.count == 1 || text[1] == space { return false }
        default: break
        }
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "."), text.count >= 3, text[1] == first, text[2] == first {
            return false
        }
        return found.isDisjoint(with: [.colonAndSpace, .spaceAndHash]) && text.last != UInt8(ascii: ":")
    }
}
