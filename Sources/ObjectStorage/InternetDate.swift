internal import Cryptography

/// Dates as services give them: of RFC 3339, and of HTTP (RFC 9110 §5.6.7).
package enum InternetDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`; nil for another form.
    package static func secondsOfHTTP(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 29, text.hasSuffix(" GMT") else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let day = number(5..<7), let year = number(12..<16), let hour = number(17..<19), let minute = number(20..<22),
            let second = number(23..<25), let month = months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)),
            (1...31).contains(day), year >= 1970, (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        return CivilDay(year: year, month: Int64(month) + 1, day: day).daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
    }

    /// Seconds since 1970, without fractions; nil for what is no date.
    package static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] | 0x20 == 0x74, bytes[13] == 0x3A, bytes[16] == 0x3A else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte & 15)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { (0x30...0x39).contains($0) } }
        var offset: Int64 = 0
        if rest.count == 6, let sign = rest.first, sign == 0x2B || sign == 0x2D {
            let start = rest.startIndex
            guard let hours = number(start + 1..<start + 3), let minutes = number(start + 4..<start + 6), bytes[start + 3] == 0x3A else { return nil }
            offset = (hours * 60 + minutes) * (sign == 0x2D ? -60 : 60)
        } else if rest.count != 1 || rest[rest.startIndex] | 0x20 != UInt8(ascii: "z") {
            return nil
        }
        return CivilDay(year: year, month: month, day: day).daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second - offset
    }
}
