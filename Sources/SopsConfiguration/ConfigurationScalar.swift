/// A scalar of `.sops.yaml` as yaml.v3 3.0.4 resolves it (`resolve.go`): what type it has decides whether a field takes it.
struct ConfigurationScalar: Sendable {
    enum Value: Sendable, Equatable {
        case null, text, time
        case boolean(Bool)
        case integer(Int)
        /// Whole when it fits; Go cuts a fraction off where a whole number is wanted.
        case float(Double)

        var typeWord: String {
            switch self {
            case .null: "null"
            case .text: "a text"
            case .time: "a time"
            case .boolean: "a boolean"
            case .integer: "a whole number"
            case .float: "a number"
            }
        }
    }

    /// As it is written: Go gives a text field the spelling, whatever the type.
    let text: String
    let value: Value

    /// `tag` is nil where none is written.
    init(_ text: String, isPlain: Bool, tag: String?) {
        self.text = text
        switch tag {
        case nil, "!": value = isPlain ? Self.resolve(text) : .text
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null": value = Self.resolve(text)
        default: value = .text
        }
    }

    /// For a field of the type `bool`: the words of YAML 1.1 too, quoted or not, in these spellings only.
    var boolean: Bool? {
        switch value {
        case .boolean(let value): return value
        case .text:
            switch text {
            case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return true
            case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return false
            default: return nil
            }
        case .null, .time, .integer, .float: return nil
        }
    }

    /// For a field of the type `int`.
    var integer: Int? {
        switch value {
        case .integer(let value): value
        case .float(let value): value <= Double(Int.max) ? Int(exactly: value.rounded(.towardZero)) : nil
        case .null, .text, .time, .boolean: nil
        }
    }

    private static func resolve(_ text: String) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        default: break
        }
        guard let first = text.utf8.first, first == 0x2B || first == 0x2D || first == 0x2E || (0x30...0x39).contains(first) else { return .text }
        if isTime(text) { return .time }
        let digits = text.filter { $0 != "_" }
        if let value = integer(digits) { return .integer(value) }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }), let value = Double(digits) else {
            return .text
        }
        return .float(value)
    }

    private static func integer(_ digits: String) -> Int? {
        var rest = digits[...]
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        guard let first = rest.utf8.first, (0x30...0x39).contains(first) else { return nil }
        var radix = 10
        if first == 0x30, rest.utf8.count > 1 {
            let prefixes: [(String, Int)] = [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)]
            let prefix = prefixes.first { rest.hasPrefix($0.0) }
            radix = prefix?.1 ?? 8
            rest = rest.dropFirst(prefix == nil ? 1 : 2)
            guard rest.first != "+", rest.first != "-" else { return nil }
        }
        return Int((isNegative ? "-" : "") + rest, radix: radix)
    }

    // YYYY-MM-DD, and what stands behind it: no field of the configuration is a time, so the rest is not looked at.
    private static func isTime(_ text: String) -> Bool {
        let parts = text.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4 else { return false }
        return parts[0].allSatisfy(\.isNumber) && (1...2).contains(parts[1].utf8.count) && parts[1].allSatisfy(\.isNumber)
            && parts[2].first?.isNumber ?? false
    }
}
