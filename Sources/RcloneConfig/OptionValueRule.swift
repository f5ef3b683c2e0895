internal import SecretMemory

/// What rclone's option types take (rclone 1.75 `fs/`); an empty text always means that the option is not set.
enum OptionValueRule {
    private static let booleans = ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"]

    private static let encodings: Set<String> = [
        "None", "Raw", "Slash", "LtGt", "SquareBracket", "Semicolon", "Exclamation", "DoubleQuote", "SingleQuote", "BackQuote",
        "Dollar", "Colon", "Question", "Asterisk", "Pipe", "Hash", "Percent", "BackSlash", "CrLf", "Del", "Ctl", "LeftSpace",
        "LeftPeriod", "LeftTilde", "LeftCrLfHtVt", "RightSpace", "RightPeriod", "RightCrLfHtVt", "InvalidUtf8", "Dot",
    ]
    /// Longer than any that is right; a String is made of no more.
    private static let textLimit = 1024

    /// What would be right, when a value is not of the option's type. No String is made of what may be a secret.
    static func violation(of option: BackendOption, by value: SecretSlice) -> String? {
        switch option.type {
        case .text: return option.isExclusive ? violation(ofChoices: option, by: value) : nil
        case .commaList, .textList: return isList(value, UInt8(ascii: ",")) ? nil : "a list with commas, quotes only around whole elements"
        case .spaceList: return isList(value, 0x20) ? nil : "a list with single blanks, quotes only around whole elements"
        default: break
        }
        guard value.count <= textLimit else { return "a value of the type " + option.type.word }
        return violation(of: option, by: String(decoding: value.bytes, as: UTF8.self))
    }

    private static func violation(of option: BackendOption, by text: String) -> String? {
        switch option.type {
        case .text, .commaList, .textList, .spaceList: nil
        case .boolean: booleans.contains(text) ? nil : "true or false (yes and on are not read)"
        case .tristate:
            // The text is put in lower case before it is compared (rclone 1.75 `fs/tristate.go`).
            booleans.contains(text.lowercased()) || ["nil", "null", "unset"].contains(text.lowercased()) ? nil : "true, false or unset"
        case .integer: isInteger(text) ? nil : "a whole number"
        case .float: Double(text) != nil ? nil : "a number"
        case .size: size(text) == nil ? "a size such as 5Mi or 200M, or off" : nil
        case .duration: DurationText.isDuration(text) ? nil : "a duration such as 1h30m, 7d or 10s, or off"
        case .time: DurationText.isTime(text) ? nil : "a date such as 2026-01-31 or 2026-01-31T12:00:00Z, an age such as 7d, or off"
        case .encoding: isEncoding(text) ? nil : "names such as Slash,BackSlash,Ctl,Dot: case counts, and none may be empty"
        case .bits:
            text.split(separator: ",").map { $0.trimming() }.allSatisfy { $0.isEmpty || contains(option.choices, $0) }
                ? nil : "one or more of " + option.choices.joined(separator: ",")
        case .choice: contains(option.choices, text) ? nil : "one of " + option.choices.joined(separator: ", ")
        }
    }

    private static func violation(ofChoices option: BackendOption, by value: SecretSlice) -> String? {
        let text = String(decoding: value[0..<min(value.count, textLimit)].bytes, as: UTF8.self)
        // crypt puts its modes in lower case first; the others compare as it stands (rclone 1.75 `backend/crypt/cipher.go`).
        let isTaken = option.name.hasPrefix("filename_enc") ? contains(option.choices, text) : option.choices.contains(text)
        return isTaken ? nil : "one of " + option.choices.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private static func contains(_ choices: [String], _ text: String) -> Bool {
        choices.contains { $0.lowercased() == text.lowercased() }
    }

    private static func isList(_ value: SecretSlice, _ separator: UInt8) -> Bool {
        SeparatedList.elements(of: value, separator: separator) != nil
    }

    private static func isEncoding(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            let name = part.trimming()
            return encodings.contains(name) || (name.first?.isNumber ?? false && isInteger(name))
        }
    }

    private static func isInteger(_ text: String) -> Bool {
        var digits = text.drop { $0 == " " }
        if let sign = digits.first, sign == "-" || sign == "+" { digits.removeFirst() }
        let lowered = digits.lowercased().filter { $0 != "_" }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where lowered.hasPrefix(prefix) {
            return Int(lowered.dropFirst(2), radix: radix) != nil
        }
        if lowered.count > 1, lowered.hasPrefix("0") { return Int(lowered, radix: 8) != nil }
        return lowered.allSatisfy { $0.isASCII && $0.isNumber } && Int(lowered) != nil
    }

    /// Bytes of a size text; -1 for off, nil when rclone can't read it. Without a suffix it counts KiB.
    static func size(_ text: String) -> Double? {
        if text.lowercased() == "off" { return -1 }
        var number = text[...]
        var factor = 1024.0
        if number.lowercased().hasSuffix("ib"), number.dropLast().last == "i" { number = number.dropLast(2) }
        else if let last = number.last, last == "i" || last == "I" { number = number.dropLast() }
        let hadBinaryMark = number.count != text.count
        if let last = number.last, !last.isNumber, last != "." {
            switch last {
            case "b", "B":
                guard !hadBinaryMark else { return nil }
                factor = 1
            case "k", "K": factor = 1024
            case "m", "M": factor = 1_048_576
            case "g", "G": factor = 1_073_741_824
            case "t", "T": factor = 1_099_511_627_776
            case "p", "P": factor = 1_125_899_906_842_624
            case "e", "E": factor = 1_152_921_504_606_846_976
            default: return nil
            }
            number = number.dropLast()
        } else if hadBinaryMark {
            return nil
        }
        guard let value = Double(number), value >= 0, value.isFinite else { return nil }
        return value * factor
    }
}

extension Substring {
    fileprivate func trimming() -> String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[start...end])
    }
}
