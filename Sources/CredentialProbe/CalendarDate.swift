internal import AWSSigning
internal import Cryptography

/// Dates as reports have them, in RFC 3339.
enum CalendarDate {
    /// `2026-11-23T22:15:00Z`.
    static func text(_ seconds: Int64) -> String { SigningTime(seconds).internetDate }
}
