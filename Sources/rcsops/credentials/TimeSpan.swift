import ArgumentParser

/// A time on the command line that days may be counted in: `90d`, `24h`, `30m`, `60s`; a plain number counts seconds.
struct TimeSpan: ExpressibleByArgument, Equatable {
    let seconds: Int64
    let defaultValueDescription: String

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
    /// Ten years: beyond it somebody has mistaken the unit.
    private static let limit: Int64 = 3_653 * 86_400

    init?(argument: String) {
        let factor = argument.last.flatMap { Self.units[$0] }
        guard let number = Int64(factor == nil ? argument : String(argument.dropLast())), number >= 0, number <= Self.limit,
            number * (factor ?? 1) <= Self.limit
        else { return nil }
        seconds = number * (factor ?? 1)
        defaultValueDescription = argument
    }

    /// In the largest unit that it is a whole number of: `24h`, `90d`.
    static func text(_ seconds: Int64) -> String {
        for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)] where seconds != 0 && seconds % size == 0 && (size != 86_400 || seconds > size) {
            return String(seconds / size) + unit
        }
        return String(seconds) + "s"
    }
}
