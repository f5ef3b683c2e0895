import CredentialRotation
import Cryptography

/// The machine's clock; a wait ends early when a signal has come.
struct SystemRotationClock: RotationClock {
    func now() -> Int64 { System.now }

    func pause(milliseconds: Int) async -> Bool {
        do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return false }
        return !Task.isCancelled
    }

    func random(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        var number: UInt64 = 0
        withUnsafeMutableBytes(of: &number) { SecureRandom.fill($0) }
        return Int(number % UInt64(bound))
    }
}
