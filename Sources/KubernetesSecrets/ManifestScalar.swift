internal import SopsDocument

/// A scalar as yaml.v2 2.4 resolves it (`resolve.go`), whose types sigs.k8s.io/yaml turns into texts again where the Go
/// field is one: `yes` is `true`, `1.0` is `1`, `0x1F` is `31`.
package enum ManifestScalar: Equatable, Sendable {
    case null
    case text(String)
    /// A boolean or number, in Go's spelling.
    case value(String)

    private enum Kind { case null, text, time, boolean, integer, float }

    private static let tagPrefix = "tag:yaml.org,2002:"

    /// `tag` is nil where none is written. Nil for a text that is not of its tag's type.
    init?(_ text: String, isPlain: Bool, tag: String?) {
        guard let tag else {
            self = isPlain ? Self.resolve(text) : .text(text)
            return
        }
        let wanted: [Kind]
        switch tag.hasPrefix(Self.tagPrefix) ? String(tag.dropFirst(Self.tagPrefix.count)) : "" {
        case "null": wanted = [.null]
        case "bool": wanted = [.boolean]
        case "int": wanted = [.integer]
        case "float": wanted = [.integer, .float]
        case "timestamp": wanted = [.time]
        case "binary":
            guard let bytes = Self.decoded(text) else { return nil }
            self = .text(bytes)
            return
        default:
            // A text, whatever it looks like, and so is what has a tag that nobody knows.
            self = .text(text)
            return
        }
        let (scalar, kind) = Self.resolved(text)
        guard wanted.contains(kind) else { return nil }
        self = scalar
    }

    private static func decoded(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBytes { bytes in
            var count: Int?
            let output = [UInt8](unsafeUninitializedCapacity: bytes.count + 3) { buffer, initialized in
                if let start = buffer.baseAddress { count = Base64.decode(bytes, into: start) }
                initialized = count ?? 0
            }
            return count.map { _ in String(decoding: output, as: UTF8.self) }
        }
    }

    /// What a plain scalar of that text is. Times and merge keys stay texts, as they do in sigs.k8s.io/yaml.
    static func resolve(_ text: String) -> ManifestScalar { resolved(text).scalar }

    private static func resolved(_ text: String) -> (scalar: ManifestScalar, kind: Kind) {
        switch text {
        case "", "~", "null", "Null", "NULL": return (.null, .null)
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return (.value("true"), .boolean)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return (.value("false"), .boolean)
        case ".nan", ".NaN", ".NAN": return (.value("NaN"), .float)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return (.value("+Inf"), .float)
        case "-.inf", "-.Inf", "-.INF": return (.value("-Inf"), .float)
        default: break
        }
        guard let first = text.utf8.first, first == 0x2B || first == 0x2D || first == 0x2E || isDigit(first) else { return (.text(text), .text) }
        var digits = text
        if first != 0x2E {
            if isTime(text) { return (.text(text), .time) }
            digits = text.filter { $0 != "_" }
            if let number = integer(digits) { return (.value(number), .integer) }
        }
        return float(digits).map { (.value(goText(of: $0)), .float) } ?? (.text(text), .text)
    }

    /// True for a text that yaml.v2 writes in quotes, since without them it would be something else (`encode.go`, stringv).
    static func needsQuotes(_ text: String) -> Bool {
        if case .text = resolve(text) { return isTime(text) || isBase60(text) }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    // strconv.ParseInt with base 0, then ParseUint.
    private static func integer(_ digits: String) -> String? {
        var rest = digits[...]
        let isNegative = rest.hasPrefix("-")
        let hasSign = isNegative || rest.hasPrefix("+")
        if hasSign { rest.removeFirst() }
        guard let first = rest.utf8.first, isDigit(first) else { return nil }
        var radix = 10
        if first == 0x30, rest.utf8.count > 1 {
            let radices: [(Character, Int)] = [("x", 16), ("X", 16), ("b", 2), ("B", 2), ("o", 8), ("O", 8)]
            let second = rest[rest.index(after: rest.startIndex)]
            let found = radices.first { $0.0 == second }
            radix = found?.1 ?? 8
            rest = rest.dropFirst(found == nil ? 1 : 2)
            guard rest.first != "+", rest.first != "-" else { return nil }
        }
        if let value = Int64((isNegative ? "-" : "") + rest, radix: radix) { return String(value) }
        return hasSign ? nil : UInt64(rest, radix: radix).map { String($0) }
    }

    // Out of range is an error to Go, and so a text.
    private static func float(_ text: String) -> Double? {
        guard isFloat(text), let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func take(_ matches: (UInt8) -> Bool) -> Int {
            let count = rest.prefix(while: matches).count
            rest = rest.dropFirst(count)
            return count
        }
        if let first = rest.first, first == 0x2B || first == 0x2D { rest = rest.dropFirst() }
        let whole = take(isDigit)
        if rest.first == 0x2E {
            rest = rest.dropFirst()
            if take(isDigit) == 0, whole == 0 { return false }
        } else if whole == 0 { return false }
        if let mark = rest.first, mark == 0x65 || mark == 0x45 {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
            if take(isDigit) == 0 { return false }
        }
        return rest.isEmpty
    }

    // YAML 1.1 has sixties (`1:30`), which yaml.v2 never reads and always quotes.
    private static func isBase60(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        if let first = bytes.first, first == 0x2B || first == 0x2D { bytes = bytes.dropFirst() }
        guard let first = bytes.first, isDigit(first) else { return false }
        var parts = bytes.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].allSatisfy({ isDigit($0) || $0 == 0x5F }) else { return false }
        if let point = parts[parts.count - 1].firstIndex(of: 0x2E) {
            guard parts[parts.count - 1][point...].dropFirst().allSatisfy({ isDigit($0) || $0 == 0x5F }) else { return false }
            parts[parts.count - 1] = parts[parts.count - 1][..<point]
        }
        return parts.dropFirst().allSatisfy { part in
            guard let first = part.first, part.allSatisfy(isDigit) else { return false }
            return part.count == 1 || part.count == 2 && first < 0x36
        }
    }

    /// The layouts of yaml.v2 (`resolve.go`, allowedTimestampFormats).
    private static func isTime(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func number(_ counts: ClosedRange<Int>, _ range: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix { isDigit($0) }.prefix(counts.upperBound)
            guard counts.contains(digits.count), let value = Int(String(decoding: digits, as: UTF8.self)), range.contains(value) else { return nil }
            rest = rest.dropFirst(digits.count)
            return value
        }
        func mark(_ wanted: [UInt8]) -> UInt8? {
            guard let first = rest.first, wanted.contains(first) else { return nil }
            rest = rest.dropFirst()
            return first
        }
        let dash = [UInt8(ascii: "-")]
        guard let year = number(4...4, 0...9999), mark(dash) != nil, let month = number(1...2, 1...12), mark(dash) != nil,
            let day = number(1...2, 1...31)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        guard day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] else { return false }
        if rest.isEmpty { return true }
        guard let separator = mark(Array("Tt ".utf8)), number(1...2, 0...23) != nil, mark([0x3A]) != nil, number(1...2, 0...59) != nil,
            mark([0x3A]) != nil, number(1...2, 0...59) != nil
        else { return false }
        // Go takes a comma for the point too (`time.Parse`).
        if mark([0x2E, 0x2C]) != nil, number(1...18, 0...Int.max) == nil { return false }
        if separator == 0x20 { return rest.isEmpty }
        if mark([0x5A]) != nil { return rest.isEmpty }
        guard mark([0x2B, 0x2D]) != nil, number(2...2, 0...24) != nil, mark([0x3A]) != nil, number(2...2, 0...60) != nil else { return false }
        return rest.isEmpty
    }

    /// `strconv.FormatFloat(value, 'g', -1, 32)`, as sigs.k8s.io/yaml has it: an exponent below -4 and from 6 on.
    private static func goText(of double: Double) -> String {
        let value = Float(double)
        guard value.isFinite else { return value < 0 ? "-Inf" : "+Inf" }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        let shown = "\(value.magnitude)"
        let halves = shown.split(separator: "e")
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = Array((parts[0] + (parts.count > 1 ? parts[1] : "")).utf8)
        var exponent = parts[0].utf8.count - 1 + (halves.count > 1 ? Int(halves[1]) ?? 0 : 0)
        while digits.count > 1, digits[0] == 0x30 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
        let sign = value < 0 ? "-" : ""
        func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
        if exponent < -4 || exponent >= 6 {
            let size = String(exponent.magnitude)
            return sign + text(digits.prefix(1)) + (digits.count > 1 ? "." + text(digits.dropFirst()) : "") + "e"
                + (exponent < 0 ? "-" : "+") + (size.utf8.count < 2 ? "0" : "") + size
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + text(digits) }
        if digits.count <= exponent + 1 { return sign + text(digits) + String(repeating: "0", count: exponent + 1 - digits.count) }
        return sign + text(digits.prefix(exponent + 1)) + "." + text(digits.dropFirst(exponent + 1))
    }
}
