internal import CLibSodium

/// SHA-512 (FIPS 180-4), by libsodium. The state is wiped when it goes.
package struct SHA512: ~Copyable {
    private let state: UnsafeMutablePointer<crypto_hash_sha512_state>
    /// Digest size, in bytes.
    package static let size = 64

    package init() {
        state = .allocate(capacity: 1)
        state.initialize(to: crypto_hash_sha512_state())
        crypto_hash_sha512_init(state)
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        crypto_hash_sha512_update(state, start.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
    }

    /// The digest, 64 bytes.
    package consuming func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.size)
        crypto_hash_sha512_final(state, &digest)
        return digest
    }

    /// The digest of one message.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA512()
        hash.update(bytes)
        return hash.finish()
    }

    deinit {
        sodium_memzero(state, MemoryLayout<crypto_hash_sha512_state>.size)
        state.deallocate()
    }
}
