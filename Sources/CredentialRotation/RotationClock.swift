/// Time, and waiting. Both are the model's in tests.
package protocol RotationClock: Sendable {
    /// Seconds since 1970, by the local clock.
    func now() -> Int64
    /// False when the wait was cut short: the work is to end.
    func pause(milliseconds: Int) async -> Bool
    /// In 0..<bound.
    func random(below bound: Int) -> Int
}
