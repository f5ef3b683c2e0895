internal import Cryptography
internal import SopsDocument

/// The journal's times, which people read too: `2026-11-28T22:00:00Z`.
enum JournalTime {
    static func text(_ seconds: Int64) -> String { RFC3339.text(unixSeconds: seconds) }

    /// Only what ``text(_:)`` writes: anything else is no journal of ours.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 else { return nil }
        func number(_ start: Int, _ count: Int) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[start..<(start + count)] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2), let minute = number(14, 2),
            let second = number(17, 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = CivilDay(year: year, month: month, day: day).daysSince1970
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        return Self.text(seconds) == text ? seconds : nil
    }
}
