import Foundation

/// What the environment says of this run of the tests.
package enum TestRun {
    /// True with `RCSOPS_FULL=1`: every count in full.
    package static let isFull = ProcessInfo.processInfo.environment["RCSOPS_FULL"] == "1"

    /// The number that random data come from: `RCSOPS_SEED`, or another one each time. It is printed, with what it is of.
    package static func seed(of what: String) -> UInt64 {
        let seed = ProcessInfo.processInfo.environment["RCSOPS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0 ... .max)
        print("seed of the \(what): \(seed) (repeat with RCSOPS_SEED)")
        return seed
    }
}
