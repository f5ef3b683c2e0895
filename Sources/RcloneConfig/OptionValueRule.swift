/// What rclone's option types take (rclone 1.75 `fs/`); an empty text always means that the option is not set.
enum OptionValueRule {
    private static let booleans = ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"]

    /// What would be right, when `text` is not of the type.
    static func violation(of type: S3Options.ValueType, by text: String) -> String? {
        switch type {
        case .text: nil
        case .boolean: booleans.contains(text) ? nil : "true or false (yes and on are not read)"
        case .tristate:
            booleans.contains(text.lowercased()) || ["nil", "null", "unset"].contains(text.lowercased()) ? nil : "true, false or unset"
        case .integer: isInteger(text) ? nil : "a whole number"
        case .size: size(text) == nil ? "a size such as 5Mi or 200M, or off" : nil
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
