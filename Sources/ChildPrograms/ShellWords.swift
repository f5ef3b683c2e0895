/// A command line taken apart into words as a shell does, without its expansions: quotes, backslashes and comments. As sops
/// has it (3.11 `cmd/sops/edit.go`, shlex): a backslash inside double quotes stands before any character.
package enum ShellWords {
    /// What the text ends within.
    package enum Unfinished: Error, Equatable, Sendable {
        case quote, backslash

        /// As sops says it.
        package var message: String {
            switch self {
            case .quote: "EOF found when expecting closing quote"
            case .backslash: "EOF found after escape character"
            }
        }
    }

    /// The words of `text`, none for blanks and comments.
    package static func split(_ text: String) throws(Unfinished) -> [String] {
        var words: [String] = []
        var word: String?
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case " ", "\t", "\r", "\n":
                if let done = word { words.append(done) }
                word = nil
            case "#" where word == nil: rest = rest.drop { $0 != "\n" }
            case "\\":
                guard let next = rest.popFirst() else { throw .backslash }
                word = (word ?? "") + String(Character(next))
            case "'":
                guard let end = rest.firstIndex(of: "'") else { throw .quote }
                word = (word ?? "") + String(rest[..<end])
                rest = rest[rest.index(after: end)...]
            case "\"":
                var inner = word ?? ""
                var isOpen = true
                while isOpen {
                    guard let next = rest.popFirst() else { throw .quote }
                    switch next {
                    case "\"": isOpen = false
                    case "\\":
                        guard let escaped = rest.popFirst() else { throw .backslash }
                        inner.unicodeScalars.append(escaped)
                    default: inner.unicodeScalars.append(next)
                    }
                }
                word = inner
            default:
                var longer = word ?? ""
                longer.unicodeScalars.append(scalar)
                word = longer
            }
        }
        if let word { words.append(word) }
        return words
    }
}
