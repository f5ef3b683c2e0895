/// Whether yaml.v3 3.0.4 reads a plain text as a time: `2001-12-14`, `2001-12-14T21:59:43.10Z`, `2001-12-14 21:59:43`.
///
/// Its four layouts are read by Go's `time.Parse`, which takes one digit or two for all but the year, a comma for the
/// decimal point, any number of blanks for one, and zone offsets of up to 24:60.
enum YAMLEmitterTimestamp {
    static func isTimestamp(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // The shortest is 2001-1-1.
        guard text.count >= 8, text[4] == UInt8(ascii: "-") else { return false }
        var rest = text[...]
        guard let year = number(&rest, widths: 4...4), take("-", from: &rest),
            let month = number(&rest, widths: 1...2), 1...12 ~= month, take("-", from: &rest),
            let day = number(&rest, widths: 1...2), day >= 1, day <= days(in: month, of: year)
        else { return false }
        guard let separator = rest.first else { return true }
        switch separator {
        case UInt8(ascii: "T"), UInt8(ascii: "t"):
            rest.removeFirst()
            return clock(&rest) && zone(&rest) && rest.isEmpty
        case UInt8(ascii: " "):
            while rest.first == separator { rest.removeFirst() }
            return clock(&rest) && rest.isEmpty
        default: return false
        }
    }

    private typealias Rest = Slice<UnsafeBufferPointer<UInt8>>

    private static func clock(_ rest: inout Rest) -> Bool {
        guard let hour = number(&rest, widths: 1...2), hour < 24, take(":", from: &rest),
            let minute = number(&rest, widths: 1...2), minute < 60, take(":", from: &rest),
            let second = number(&rest, widths: 1...2), second < 60
        else { return false }
        if let point = rest.first, point == UInt8(ascii: ".") || point == UInt8(ascii: ","), isDigit(rest.dropFirst().first) {
            rest.removeFirst()
            while isDigit(rest.first) { rest.removeFirst() }
        }
        return true
    }

    private static func zone(_ rest: inout Rest) -> Bool {
        if take("Z", from: &rest) { return true }
        guard take("+", from: &rest) || take("-", from: &rest),
            let hours = number(&rest, widths: 2...2), hours <= 24, take(":", from: &rest),
            let minutes = number(&rest, widths: 2...2), minutes <= 60
        else { return false }
        return true
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Takes as many digits as there are, up to the greater width; nil for fewer than the smaller.
    private static func number(_ rest: inout Rest, widths: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < widths.upperBound, let byte = rest.first, isDigit(byte) {
            value = value * 10 + Int(byte - 0x30)
            rest.removeFirst()
            count += 1
        }
        return count >= widths.lowerBound ? value : nil
    }

    private static func take(_ character: Unicode.Scalar, from rest: inout Rest) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private static func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 &- 0x30 < 10 } ?? false }
}
