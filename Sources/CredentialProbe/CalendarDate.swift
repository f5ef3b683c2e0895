internal import AWSSigning
internal import Cryptography

/// Dates as text: HTTP's (RFC 9110 §5.6.7), and RFC 3339 in reports.
enum CalendarDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `2026-11-23T22:15:00Z`.
    static func text(_ seconds: Int64) -> String { SigningTime(seconds).internetDate }

    /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`; nil for another form.
    static func seconds(http text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 29, text.hasSuffix(" GMT") else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let day = number(5..<7), let year = number(12..<16), let hour = number(17..<19), let minute = number(20..<22),
            let second = number(23..<25), let month = months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)),
            (1...31).contains(day), year >= 1970, (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        return CivilDay(year: year, month: Int64(month) + 1, day: day).daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
    }
}
