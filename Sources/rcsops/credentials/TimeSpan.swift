import ArgumentParser

/// A time on the command line that days may be counted in: `90d`, `24h`, `30m`, `60s`. A number alone is refused, but for 0: who writes 24 for
/// hours, or 90 for days, would get seconds, and the old key would be gone at once.
struct TimeSpan: Equatable, Sendable {
    let seconds: Int64

    static let day = TimeSpan(seconds: 86_400)

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
    /// Ten years: beyond it somebody has mistaken the unit.
    private static let limit: Int64 = 3_653 * 86_400

    /// As ArgumentParser's options take it.
    @Sendable static func parse(_ argument: String) throws -> TimeSpan {
        if argument == "0" { return TimeSpan(seconds: 0) }
        guard let factor = argument.last.flatMap({ units[$0] }) else {
            throw ValidationError("a time needs its unit, s, m, h, d or w (seconds to weeks): 60s, 30m, 24h, 90d")
        }
        guard let number = Int64(argument.dropLast()), number >= 0, number <= limit, number * factor <= limit else {
            throw ValidationError("a time is a whole number and its unit, s, m, h, d or w, and ten years at most: 60s, 30m, 24h, 90d")
        }
        return TimeSpan(seconds: number * factor)
    }

    /// In the largest unit that it is a whole number of: `24h`, `90d`.
    static func text(_ seconds: Int64) -> String {
        for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)] where seconds != 0 && seconds % size == 0 && (size != 86_400 || seconds > size) {
            return String(seconds / size) + unit
        }
        return String(seconds) + "s"
    }
}
