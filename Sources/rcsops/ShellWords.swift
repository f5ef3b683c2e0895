/// A command line taken apart into words as a shell does, without its expansions: quotes, backslashes and comments. As sops
/// has it (3.11 `cmd/sops/edit.go`, shlex): a backslash inside double quotes stands before any character.
enum ShellWords {
    /// Nil when a quote or a backslash is left open.
    static func split(_ text: String) -> [String]? {
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
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(Character(next))
            case "'":
                guard let end = rest.firstIndex(of: "'") else { return nil }
                word = (word ?? "") + String(rest[..<end])
                rest = rest[rest.index(after: end)...]
            case "\"":
                var inner = word ?? ""
                var isOpen = true
                while isOpen {
                    guard let next = rest.popFirst() else { return nil }
                    switch next {
                    case "\"": isOpen = false
                    case "\\":
                        guard let escaped = rest.popFirst() else { return nil }
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
