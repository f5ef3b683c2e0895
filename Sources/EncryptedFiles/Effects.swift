package import MasterKeys

/// What encryption takes from outside, so that a test can give it.
package struct Effects: Sendable {
    /// Seconds since 1970.
    package var now: @Sendable () -> Int64
    /// Fills with random bytes that are no secret.
    package var fill: @Sendable (UnsafeMutableRawBufferPointer) -> Void

    /// Wraps data keys.
    package var keys: MasterKeyAccess

    package init(
        now: @escaping @Sendable () -> Int64, fill: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void, keys: MasterKeyAccess
    ) {
        self.now = now
        self.fill = fill
        self.keys = keys
    }
}
