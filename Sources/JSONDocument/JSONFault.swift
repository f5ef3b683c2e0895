/// What is wrong at a place of a JSON text. Closed, so that a message never holds what stood there.
package enum JSONFault: Equatable, Sendable {
    case expectedKey, expectedKeyOrEnd, expectedColon, expectedValue, expectedValueOrEnd
    case expectedCommaOrObjectEnd, expectedCommaOrArrayEnd
    case trailingComma, singleQuotes, comment
    case controlCharacter, badEscape
    case leadingZero, badNumber

    /// The reason, in words.
    package var text: String {
        switch self {
        case .expectedKey: "expected a key in double quotes"
        case .expectedKeyOrEnd: "expected a key in double quotes, or }"
        case .expectedColon: "expected a colon after the key"
        case .expectedValue: "expected a value"
        case .expectedValueOrEnd: "expected a value, or ]"
        case .expectedCommaOrObjectEnd: "expected a comma, or }"
        case .expectedCommaOrArrayEnd: "expected a comma, or ]"
        case .trailingComma: "a comma before the closing bracket"
        case .singleQuotes: "JSON strings stand in double quotes"
        case .comment: "JSON has no comments"
        case .controlCharacter: "a line break or another control character inside a string: write it as an escape"
        case .badEscape: "no escape sequence of JSON"
        case .leadingZero: "a number with a leading zero"
        case .badNumber: "a number that lacks digits"
        }
    }
}
