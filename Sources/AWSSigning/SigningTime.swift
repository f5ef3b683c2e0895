internal import Cryptography

/// A moment as signatures and reports write it, in UTC of the Gregorian calendar.
package struct SigningTime: Sendable, Equatable {
    private let year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64, weekday: Int64

    /// Seconds since 1970. Years have four digits: what lies out of 0 to 9999 is cut to that.
    package init(_ seconds: Int64) {
        let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let day = rest < 0 ? days - 1 : days
        let time = rest < 0 ? rest + 86_400 : rest
        (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60)
        // 1970-01-01 was a Thursday.
        weekday = ((day + 4) % 7 + 7) % 7
        let date = CivilDay(daysSince1970: day)
        (self.day, month, year) = (date.day, date.month, date.year)
    }

    /// `20130524`, the date of a scope.
    package var date: String { Self.digits(year, 4) + Self.digits(month, 2) + Self.digits(day, 2) }

    /// `20130524T000000Z`, the header `X-Amz-Date`.
    package var stamp: String { date + "T" + Self.digits(hour, 2) + Self.digits(minute, 2) + Self.digits(second, 2) + "Z" }

    /// `2013-05-24T00:00:00Z` (RFC 3339), for reports.
    package var internetDate: String {
        Self.digits(year, 4) + "-" + Self.digits(month, 2) + "-" + Self.digits(day, 2) + "T" + Self.digits(hour, 2) + ":" + Self.digits(minute, 2)
            + ":" + Self.digits(second, 2) + "Z"
    }

    /// `Fri, 24 May 2013 00:00:00 GMT` (RFC 9110 §5.6.7), the header `Date`.
    package var httpDate: String {
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return weekdays[Int(weekday)] + ", " + Self.digits(day, 2) + " " + months[Int(month) - 1] + " " + Self.digits(year, 4) + " "
            + Self.digits(hour, 2) + ":" + Self.digits(minute, 2) + ":" + Self.digits(second, 2) + " GMT"
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
