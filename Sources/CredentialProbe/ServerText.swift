/// What a server says of itself is for people, and is not trusted: it is cut, and made printable.
package enum ServerText {
    /// In bytes, before what can't be printed is spelled out.
    static let limit = 128

    /// ASCII as it is, every other byte and control as `\xHH`.
    package static func printable(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            if (0x20...0x7E).contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
    }

    /// Our own user's text: letters of all languages stay, controls are spelled out.
    package static func controlled(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// A header's text: secrets are taken out before it is cut, since a cut one would not be found any more.
    static func clean(_ text: String, hiding secrets: SecretFilter) -> String {
        let text = secrets.redacted(text)
        return printable(String(decoding: Array(text.utf8.prefix(limit)), as: UTF8.self))
    }

    /// A word such as a request id or an error code, nil when it is none.
    static func word(_ text: String, hiding secrets: SecretFilter) -> String? {
        let text = secrets.redacted(text)
        let isWord = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x2B...0x3A).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "=")
                || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
        }
        return isWord && (1...limit).contains(text.utf8.count) ? text : nil
    }
}
