internal import Cryptography

/// Dates of RFC 3339, as OAuth tokens have them.
enum DateText {
    /// Seconds since 1970; nil for what is no date.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, DurationText.isDate(text), bytes[10] == UInt8(ascii: "T") else { return nil }
        func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 & 15) } }
        let day = CivilDay(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        var seconds = day.daysSince1970 * 86_400 + number(11..<13) * 3_600 + number(14..<16) * 60 + number(17..<19)
        if bytes[bytes.count - 1] != UInt8(ascii: "Z") {
            guard bytes.count >= 25 else { return nil }
            let zone = bytes.count - 6
            let offset = number((zone + 1)..<(zone + 3)) * 3_600 + number((zone + 4)..<(zone + 6)) * 60
            seconds += bytes[zone] == UInt8(ascii: "-") ? offset : -offset
        }
        return seconds
    }
}
