/// What is wrong with a dotenv line. Closed, so that a message never holds the line.
package enum DotenvFault: Equatable, Sendable {
    case noEqualsSign
    /// Blanks only; sops takes truly empty lines.
    case blanksOnly
    /// Only a CR: the empty line of a file with CRLF line ends.
    case carriageReturnOnly
    /// Blanks in front of `#`.
    case indentedComment

    /// The reason, in words.
    package var text: String {
        switch self {
        case .noEqualsSign: "expected NAME=value, or # and a comment"
        case .blanksOnly: "a line of blanks: leave it empty"
        case .carriageReturnOnly: "an empty line that ends with CR LF: save the file with LF line ends"
        case .indentedComment: "blanks before the # of a comment: remove them"
        }
    }
}
