internal import CLibSodium
internal import Synchronization

/// A key or another short secret: locked in memory where the system allows it, left out of core dumps, wiped when it
/// goes. It has no description and cannot be copied by accident.
///
/// The storage is libsodium's guarded heap, of which small secrets share pages. Decrypted values, of which there are many,
/// live in a ``SecretArena``.
package struct SecretBytes: ~Copyable, @unchecked Sendable {
    private let storage: UnsafeMutableRawPointer
    // The guarded heap learns the page size, and draws its canary, in libsodium's start.
    private static let isSodiumReady = sodium_init() >= 0
    /// Length in bytes.
    package let count: Int

    /// `count` zero bytes. Stops the process when no memory is left: a secret has nowhere else to go.
    package init(count: Int) {
        precondition(count >= 0)
        precondition(Self.isSodiumReady)
        if let sizeClass = SecretSlots.sizeClass(of: count) {
            guard let slot = SecretSlots.shared.withLock({ slots in slots.take(sizeClass).map { UInt(bitPattern: $0) } }),
                let memory = UnsafeMutableRawPointer(bitPattern: slot)
            else { OutOfMemory.end() }
            storage = memory
        } else {
            guard let memory = sodium_malloc(count) else { OutOfMemory.end() }
            sodium_memzero(memory, count)
            storage = memory
        }
        self.count = count
    }

    /// A copy of `bytes`; the caller still owns, and wipes, the original.
    package init(copying bytes: UnsafeRawBufferPointer) {
        self.init(count: bytes.count)
        if let source = bytes.baseAddress { storage.copyMemory(from: source, byteCount: bytes.count) }
    }

    /// A copy of an array, for constants of a format and for tests.
    package init(copying bytes: [UInt8]) {
        self.init(count: bytes.count)
        bytes.withUnsafeBytes { source in
            if let source = source.baseAddress { storage.copyMemory(from: source, byteCount: count) }
        }
    }

    /// `count` bytes written by `body`; what it does not write is zero.
    package init<E: Error>(count: Int, filledBy body: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        self.init(count: count)
        try body(UnsafeMutableRawBufferPointer(start: storage, count: count))
    }

    /// Lends the bytes to `body`; the pointer must not outlive the call.
    package borrowing func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: storage, count: count))
    }

    /// Lends the bytes for writing; the pointer must not outlive the call.
    package mutating func withMutableBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(UnsafeMutableRawBufferPointer(start: storage, count: count))
    }

    /// A second secret with the same bytes, made on purpose.
    package borrowing func duplicate() -> SecretBytes {
        SecretBytes(copying: UnsafeRawBufferPointer(start: storage, count: count))
    }

    deinit {
        guard let sizeClass = SecretSlots.sizeClass(of: count) else { return sodium_free(storage) }
        let slot = UInt(bitPattern: storage)
        SecretSlots.shared.withLock { slots in
            if let memory = UnsafeMutableRawPointer(bitPattern: slot) { slots.give(memory, sizeClass) }
        }
    }
}
