/// What encryption takes from outside, so that a test can give it.
package struct Effects: Sendable {
    /// Seconds since 1970.
    package var now: @Sendable () -> Int64
    /// Random bytes that are no secret.
    package var randomBytes: @Sendable (Int) -> [UInt8]

    package init(now: @escaping @Sendable () -> Int64, randomBytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.now = now
        self.randomBytes = randomBytes
    }
}
