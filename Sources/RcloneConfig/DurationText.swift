/// The forms of time that rclone's options take (rclone 1.75 `fs/parseduration.go`).
enum DurationText {
    /// A length of time, or a date as an age.
    static func isDuration(_ text: String) -> Bool { text == "off" || isGoDuration(text) || isSuffixed(text) || isDate(text) }

    /// A point in time, or an age.
    static func isTime(_ text: String) -> Bool { isDuration(text) }

    /// Go's `time.ParseDuration`: `1h2m3.5s`, with a sign or without.
    private static func isGoDuration(_ text: String) -> Bool {
        var rest = text[...]
        if let sign = rest.first, sign == "-" || sign == "+" { rest.removeFirst() }
        if rest == "0" { return true }
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard number.contains(where: \.isNumber), number.filter({ $0 == "." }).count <= 1 else { return false }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            guard ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(String(unit)) else { return false }
            rest = rest.dropFirst(unit.count)
        }
        return true
    }

    /// A number of days, weeks, months or years, or of seconds without a suffix.
    private static func isSuffixed(_ text: String) -> Bool {
        var number = text[...]
        if let last = number.last, "dwMy".contains(last) { number = number.dropLast() }
        return Double(number)?.isFinite ?? false
    }

    private static func daysOf(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A date, alone or with a time behind T or a blank, and behind T also with a zone.
    static func isDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func digits(_ start: Int, _ pattern: StaticString) -> Bool {
            let wanted = UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount)
            guard bytes.count >= start + wanted.count else { return false }
            return zip(bytes[start...], wanted).allSatisfy { $1 == UInt8(ascii: "d") ? (0x30...0x39).contains($0) : $0 == $1 }
        }
        func number(_ start: Int) -> Int { Int(bytes[start] & 15) * 10 + Int(bytes[start + 1] & 15) }
        guard digits(0, "dddd-dd-dd"), (1...12).contains(number(5)), (1...daysOf(month: number(5), year: number(0) * 100 + number(2))).contains(number(8))
        else { return false }
        if bytes.count == 10 { return true }
        guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "), digits(11, "dd:dd:dd"),
            number(11) < 24, number(14) < 60, number(17) < 60
        else { return false }
        var index = 19
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        }
        if index == bytes.count { return true }
        guard bytes[10] == UInt8(ascii: "T") else { return false }
        if bytes[index] == UInt8(ascii: "Z") { return index + 1 == bytes.count }
        return (bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-")) && digits(index + 1, "dd:dd")
            && index + 6 == bytes.count
    }
}
