/// A run of secret bytes in a ``SecretArena``. Copying the slice copies no secret; it has no description.
package struct SecretSlice: @unchecked Sendable {
    private let arena: SecretArena
    private let start: UnsafeRawPointer?
    /// Length in bytes.
    package let count: Int

    init(arena: SecretArena, bytes: UnsafeRawBufferPointer) {
        self.arena = arena
        start = bytes.baseAddress
        count = bytes.count
    }

    private init(arena: SecretArena, start: UnsafeRawPointer?, count: Int) {
        self.arena = arena
        self.start = start
        self.count = count
    }

    package var isEmpty: Bool { count == 0 }

    /// The byte at `offset`, 0 ..< ``count``.
    package subscript(offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < count)
        return start!.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// A part of the same memory.
    package subscript(range: Range<Int>) -> SecretSlice {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return SecretSlice(arena: arena, start: start.map { $0 + range.lowerBound }, count: range.count)
    }

    /// Lends the bytes to `body`; the pointer must not outlive the call.
    package func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(arena) {} }
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Same bytes, compared in a time that depends on the lengths only.
    package func equals(_ other: SecretSlice) -> Bool {
        withBytes { mine in other.withBytes { ConstantTime.equal(mine, $0) } }
    }

    /// Same bytes as a public constant.
    package func equals(_ constant: StaticString) -> Bool {
        withBytes { ConstantTime.equal($0, UnsafeRawBufferPointer(start: constant.utf8Start, count: constant.utf8CodeUnitCount)) }
    }
}
