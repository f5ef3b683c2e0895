import CredentialRotation
import Cryptography

/// The machine's clock; a wait ends early when a signal has come.
struct SystemRotationClock: RotationClock {
    func now() -> Int64 { System.now }

    #if DEBUG
    /// `RCSOPS_PACE=N`: each wait takes the N-th part of its time, for tests that die and go on a thousand times. A release always takes
    /// its time.
    private static let pace = System.environment("RCSOPS_PACE").flatMap { Int($0) }.map { max(1, $0) } ?? 1
    #else
    private static let pace = 1
    #endif

    func pause(milliseconds: Int) async -> Bool {
        do { try await Task.sleep(for: .milliseconds(milliseconds) / Self.pace) } catch { return false }
        return !Task.isCancelled
    }

    func random(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        var number: UInt64 = 0
        withUnsafeMutableBytes(of: &number) { SecureRandom.fill($0) }
        return Int(number % UInt64(bound))
    }
}
