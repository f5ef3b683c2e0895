/// What a plain scalar would be taken for (go-yaml v2 `resolve.go`, YAML 1.1).
enum YAMLScalarType {
    private static let words: Set<String> = [
        "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE", "n", "N", "no", "No", "NO", "off", "Off", "OFF", "false",
        "False", "FALSE", "null", "Null", "NULL", "~", ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf",
        "-.Inf", "-.INF", "<<",
    ]
    private static let longestWord = 5

    /// True for what is no string: a truth value, a number, a date, null.
    static func isOther(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first else { return true }
        if bytes.count <= longestWord, words.contains(String(decoding: bytes, as: UTF8.self)) { return true }
        switch first {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x30...0x39: break
        default: return false
        }
        // A number of this length does not exist in any reader, and the text may be a long secret.
        guard bytes.count <= 4096 else { return bytes.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") } }
        return isDate(bytes) || isNumber(bytes.filter { $0 != UInt8(ascii: "_") }[...])
    }

    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
        if rest.count > 2, rest.first == UInt8(ascii: "0"), let letter = rest.dropFirst().first.map({ $0 | 0x20 }) {
            let digits = rest.dropFirst(2)
            switch letter {
            case UInt8(ascii: "x"): return digits.count <= 16 && digits.allSatisfy { isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
            case UInt8(ascii: "b"): return digits.count <= 64 && digits.allSatisfy { $0 == 0x30 || $0 == 0x31 }
            case UInt8(ascii: "o"): return digits.count <= 22 && digits.allSatisfy { (0x30...0x37).contains($0) }
            default: break
            }
        }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest[..<rest.startIndex]
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return false }
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return false }
        // Go's ParseFloat refuses what is beyond all bounds, and then it is a string.
        return Double(String(decoding: text, as: UTF8.self)).map(\.isFinite) ?? false
    }

    /// `2001-01-02`; a time of day has `:` in it, and is quoted for that.
    private static func isDate(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1...].allSatisfy({ (1...2).contains($0.count) }),
            parts.allSatisfy({ $0.allSatisfy(isDigit) })
        else { return false }
        let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        guard (1...12).contains(month) else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
