internal import Cryptography

/// Times of RFC 3339 with whole seconds, as sops writes `lastmodified`.
package enum RFC3339 {
    /// `2026-11-23T22:00:01Z` for seconds since 1970.
    package static func text(unixSeconds: Int64) -> String {
        let days = unixSeconds >= 0 ? unixSeconds / 86400 : (unixSeconds - 86399) / 86400
        let second = unixSeconds - days * 86400
        let date = CivilDay(daysSince1970: days)
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T" + padded(second / 3600, 2) + ":"
            + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2) + "Z"
    }

    /// True for a time of RFC 3339.
    static func isTime(_ text: String) -> Bool { normalised(text) != nil }

    /// The text as Go's `time.RFC3339` prints it again after reading: no fraction, `Z` for a zero offset. Nil when it is
    /// no such time. The MAC's additional data is this form (sops 3.11 `decryptTree`).
    package static func normalised(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        func at(_ index: Int, _ letter: Character) -> Bool { index < bytes.count && bytes[index] == letter.asciiValue }
        guard let year = number(0..<4), at(4, "-"), let month = number(5..<7), at(7, "-"), let day = number(8..<10),
            at(10, "T"), let hour = number(11..<13), at(13, ":"), let minute = number(14..<16), at(16, ":"),
            let second = number(17..<19),
            (1...12).contains(month), day >= 1, day <= days(in: month, of: year), hour < 24, minute < 60, second < 60
        else { return nil }
        var index = 19
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ",") {
            index += 1
            let start = index
            while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
            guard index > start else { return nil }
        }
        let stamp = String(decoding: bytes[..<19], as: UTF8.self)
        if at(index, "Z"), index + 1 == bytes.count { return stamp + "Z" }
        guard at(index, "+") || at(index, "-"), index + 6 == bytes.count, let zoneHour = number(index + 1..<index + 3),
            at(index + 3, ":"), let zoneMinute = number(index + 4..<index + 6), zoneHour <= 24, zoneMinute < 60
        else { return nil }
        return zoneHour == 0 && zoneMinute == 0 ? stamp + "Z" : stamp + String(decoding: bytes[index...], as: UTF8.self)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
