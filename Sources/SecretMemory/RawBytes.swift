/// Arrays as raw bytes with typed errors, which the standard library's `withUnsafeBytes` does not pass on.
extension [UInt8] {
    /// Lends the bytes to `body`; the pointer must not outlive the call.
    package func withRawBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try span.withUnsafeBytes(body)
    }

    /// Lends the bytes for writing; the pointer must not outlive the call.
    package mutating func withMutableRawBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        var span = mutableSpan
        return try span.withUnsafeMutableBytes(body)
    }
}
