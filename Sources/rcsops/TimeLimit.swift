import ArgumentParser

/// A length of time on the command line: seconds, or a number with its unit.
struct TimeLimit: ExpressibleByArgument {
    let duration: Duration
    /// As it was written, for the help.
    let defaultValueDescription: String

    private static let units: [(suffix: String, milliseconds: Double)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
    /// Beyond it nobody waits.
    private static let limit = 24 * 3_600_000.0

    init?(argument: String) {
        let (suffix, factor) = Self.units.first { argument.hasSuffix($0.suffix) } ?? ("", 1000)
        guard let number = Double(argument.dropLast(suffix.count)), number.isFinite else { return nil }
        let milliseconds = (number * factor).rounded()
        guard milliseconds >= 1, milliseconds <= Self.limit else { return nil }
        duration = .milliseconds(Int64(milliseconds))
        defaultValueDescription = argument
    }
}
