/// Which section names rclone lets a remote be asked by (rclone 1.75 `fspath.CheckConfigName`).
enum RemoteNameRule {
    static func isValid(_ name: ConfigName) -> Bool {
        guard let text = String(validating: name.bytes, as: UTF8.self), !text.isEmpty else { return false }
        // ^[\w\p{L}\p{N}.+@]+(?:[ -]+[\w\p{L}\p{N}.+@-]+)*$
        func isPart(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "+", "@": return true
            default:
                switch scalar.properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                    .letterNumber, .otherNumber:
                    return true
                default: return false
                }
            }
        }
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, isPart(first), let last = scalars.last, last != " ",
            scalars.allSatisfy({ isPart($0) || $0 == " " || $0 == "-" })
        else { return false }
        // A hyphen at the end needs a blank or hyphen before it, which then is the separator.
        guard last == "-" else { return true }
        let before = scalars.dropLast()
        return before.reversed().prefix { $0 == "-" || $0 == " " }.isEmpty ? before.contains { $0 == "-" || $0 == " " } : true
    }
}
