/// Arguments by the rules of Go's flag package, which sops follows: `-name` and `--name` alike, `--flag=false`, no
/// bundling, flags and words in any order below a command (sops 3.11, urfave/cli 1.22).
struct GoFlags {
    enum Kind { case boolean, text }

    /// What can't be read: sops prints it to both streams and exits 1.
    struct Refusal: Error { let text: String }

    private(set) var words: [String] = []
    private var texts: [String: String] = [:]
    private var booleans: [String: Bool] = [:]

    /// `known` maps every spelling to its flag's name and kind. A lone `-` is a word, `--` ends the flags.
    init(_ arguments: [String], known: [String: (name: String, kind: Kind)], stopsAtFirstWord: Bool = false) throws(Refusal) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                words += rest
                return
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                if stopsAtFirstWord {
                    words += rest
                    return
                }
                continue
            }
            let body = argument.drop { $0 == "-" }
            let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts.first ?? "")
            guard argument.count - body.count <= 2, let flag = known[name] else {
                throw Refusal(text: "flag provided but not defined: -" + name)
            }
            switch flag.kind {
            case .boolean:
                let value = parts.count == 2 ? String(parts[1]) : "true"
                guard let isSet = Self.boolean(value) else {
                    throw Refusal(text: "invalid boolean value \"" + value + "\" for -" + name + ": parse error")
                }
                booleans[flag.name] = isSet
            case .text:
                if parts.count == 2 { texts[flag.name] = String(parts[1]) } else {
                    guard let value = rest.popFirst() else { throw Refusal(text: "flag needs an argument: -" + name) }
                    texts[flag.name] = value
                }
            }
        }
    }

    func text(_ name: String) -> String? { texts[name] }
    func boolean(_ name: String) -> Bool { booleans[name] ?? false }

    private static func boolean(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "TRUE", "true", "True": true
        case "0", "f", "F", "FALSE", "false", "False": false
        default: nil
        }
    }
}
