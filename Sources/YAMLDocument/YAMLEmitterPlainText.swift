/// Whether a text without quotes would be read as something else than that text.
///
/// The rules for reading are those of `resolve.go` of yaml.v3 3.0.4, with its quirks (`0b-1` is a number), and those for
/// being careful with YAML 1.1 (`y`, `1:30`) of its `encode.go`.
enum YAMLEmitterPlainText {
    typealias Text = UnsafeBufferPointer<UInt8>

    static func isAmbiguous(_ text: Text) -> Bool {
        guard let first = text.first else { return true }
        switch first {
        case UInt8(ascii: "~"): return text.count == 1
        case UInt8(ascii: "<"): return equals(text, "<<")
        case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            return text.count <= 5 && words.contains { equals(text, $0) }
        case UInt8(ascii: "."):
            return notFinite.contains { equals(text, $0) } || YAMLEmitterNumber.isFloatWithLeadingPoint(text)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return YAMLEmitterTimestamp.isTimestamp(text) || YAMLEmitterNumber.isNumber(text) || isBase60(text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let rest = Text(rebasing: text.dropFirst())
            return notFinite.prefix(3).contains { equals(rest, $0) } || YAMLEmitterNumber.isNumber(text) || isBase60(text)
        default: return false
        }
    }

    /// Digits with a sign, or those and the other characters of a time: nothing that could end the scalar.
    static func isCanonical(_ text: UnsafeRawBufferPointer, isTime: Bool) -> Bool {
        guard let last = text.last, last &- 0x30 < 10 || isTime && last == UInt8(ascii: "Z") else { return false }
        let digits = text[0] == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        return digits.allSatisfy { byte in
            if byte &- 0x30 < 10 { return true }
            guard isTime else { return false }
            return switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "T"), UInt8(ascii: "Z"):
                true
            default: false
            }
        }
    }

    private static let words: [StaticString] = [
        "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE",
        "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF",
    ]

    /// Only the infinities may have a sign.
    private static let notFinite: [StaticString] = [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"]

    private static func equals(_ text: Text, _ word: StaticString) -> Bool {
        text.count == word.utf8CodeUnitCount
            && text.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`: hours, minutes and seconds as YAML 1.1 counts them.
    private static func isBase60(_ text: Text) -> Bool {
        func isDigit(_ place: Int) -> Bool { place < text.count && text[place] &- 0x30 < 10 }
        func isDigitOrMark(_ place: Int) -> Bool { isDigit(place) || place < text.count && text[place] == UInt8(ascii: "_") }
        var place = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") ? 1 : 0
        guard isDigit(place) else { return false }
        while isDigitOrMark(place) { place += 1 }
        var groups = 0
        while place < text.count, text[place] == UInt8(ascii: ":") {
            guard isDigit(place + 1) else { return false }
            if isDigit(place + 2) {
                guard text[place + 1] < 0x36 else { return false }
                place += 3
            } else {
                place += 2
            }
            groups += 1
        }
        guard groups > 0 else { return false }
        if place < text.count, text[place] == UInt8(ascii: ".") {
            place += 1
            while isDigitOrMark(place) { place += 1 }
        }
        return place == text.count
    }
}
