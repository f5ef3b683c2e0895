internal import DocumentTree

/// A time as yaml.v3 3.0.4 takes it: four layouts of Go's `time.Parse`.
struct YAMLTimestamp {
    private var year = 0
    private var month = 0
    private var day = 0
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var nanosecond = 0
    /// Minutes east.
    private var offset = 0

    /// Nil when the text is no time.
    init?(_ text: TreeText) {
        guard text.count >= 8, text.count < 512, text[4] == UInt8(ascii: "-") else { return nil }
        var reader = Reader(bytes: text.bytes)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.number(), reader.take("-"),
            let day = reader.number()
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        let days = [31, year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...days[month - 1]).contains(day) else { return nil }
        if reader.isAtEnd { return }
        if reader.take("T") || reader.take("t") {
            guard readClock(&reader), readZone(&reader) else { return nil }
        } else {
            guard reader.take(" ") else { return nil }
            while reader.take(" ") {}
            guard readClock(&reader) else { return nil }
        }
        guard reader.isAtEnd else { return nil }
    }

    private mutating func readClock(_ reader: inout Reader) -> Bool {
        guard let hour = reader.number(), hour < 24, reader.take(":"), let minute = reader.number(), minute < 60,
            reader.take(":"), let second = reader.number(), second < 60
        else { return false }
        (self.hour, self.minute, self.second) = (hour, minute, second)
        nanosecond = reader.fraction() ?? 0
        return true
    }

    private mutating func readZone(_ reader: inout Reader) -> Bool {
        if reader.take("Z") { return true }
        let isWest = reader.take("-")
        guard isWest || reader.take("+"), let hours = reader.digits(2), hours <= 24, reader.take(":"),
            let minutes = reader.digits(2), minutes <= 60
        else { return false }
        offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
        return true
    }

    /// RFC 3339 with nanoseconds, as Go prints it.
    var canonical: [UInt8] {
        var text = Self.padded(year, 4) + [UInt8(ascii: "-")] + Self.padded(month, 2) + [UInt8(ascii: "-")] + Self.padded(day, 2)
        text += [UInt8(ascii: "T")] + Self.padded(hour, 2) + [UInt8(ascii: ":")] + Self.padded(minute, 2)
        text += [UInt8(ascii: ":")] + Self.padded(second, 2)
        if nanosecond > 0 {
            text += [UInt8(ascii: ".")] + Self.padded(nanosecond, 9)
            while text.last == UInt8(ascii: "0") { text.removeLast() }
        }
        guard offset != 0 else { return text + [UInt8(ascii: "Z")] }
        text.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        return text + Self.padded(abs(offset) / 60, 2) + [UInt8(ascii: ":")] + Self.padded(abs(offset) % 60, 2)
    }

    private static func padded(_ number: Int, _ width: Int) -> [UInt8] {
        let digits = Array(String(number).utf8)
        return [UInt8](repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        var isAtEnd: Bool { place == bytes.count }

        private func digit(at place: Int) -> Int? {
            guard place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) else { return nil }
            return Int(bytes[place] - UInt8(ascii: "0"))
        }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
            place += 1
            return true
        }

        /// As many digits as `count`.
        mutating func digits(_ count: Int) -> Int? {
            var value = 0
            for index in place..<place + count {
                guard let digit = digit(at: index) else { return nil }
                value = value * 10 + digit
            }
            place += count
            return value
        }

        /// One digit or two.
        mutating func number() -> Int? { digits(digit(at: place + 1) == nil ? 1 : 2) }

        /// Nanoseconds behind a point or a comma; more than nine digits are cut off.
        mutating func fraction() -> Int? {
            guard place < bytes.count, bytes[place] == UInt8(ascii: ".") || bytes[place] == UInt8(ascii: ","),
                digit(at: place + 1) != nil
            else { return nil }
            place += 1
            var value = 0
            var count = 0
            while let digit = digit(at: place) {
                if count < 9 { value = value * 10 + digit }
                count += 1
                place += 1
            }
            while count < 9 {
                value *= 10
                count += 1
            }
            return value
        }
    }
}
