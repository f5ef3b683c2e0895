internal import CLibCrypto
internal import CLibSodium

/// SHA-512 (FIPS 180-4), by libcrypto, which has it for the processor at hand: a document's MAC is one hash over all of
/// its values. The state is wiped when it goes.
package struct SHA512: ~Copyable {
    private let state: UnsafeMutablePointer<SHA512_CTX>
    /// Digest size, in bytes.
    package static let size = 64

    package init() {
        state = .allocate(capacity: 1)
        state.initialize(to: SHA512_CTX())
        SHA512_Init(state)
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        SHA512_Update(state, start, bytes.count)
    }

    /// The digest, 64 bytes.
    package consuming func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.size)
        SHA512_Final(&digest, state)
        return digest
    }

    /// The digest of one message.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA512()
        hash.update(bytes)
        return hash.finish()
    }

    deinit {
        sodium_memzero(state, MemoryLayout<SHA512_CTX>.size)
        state.deallocate()
    }
}
