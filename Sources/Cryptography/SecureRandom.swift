internal import CLibSodium
package import SecretMemory

/// The system's generator, by libsodium (`getrandom`).
package enum SecureRandom {
    /// Fills the buffer.
    package static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let start = buffer.baseAddress else { return }
        guard buffer.count > Self.directLimit else {
            randombytes_buf(start, buffer.count)
            return
        }
        // Thousands of IVs: one draw of the system's seeds libsodium's stream, which is five times as fast.
        var seed = [UInt8](repeating: 0, count: Int(randombytes_SEEDBYTES))
        randombytes_buf(&seed, seed.count)
        randombytes_buf_deterministic(start, buffer.count, seed)
        sodium_memzero(&seed, seed.count)
    }

    /// Up to here the system's generator is asked directly, in bytes.
    private static let directLimit = 4096

    /// `count` random bytes that are no secret, such as an IV.
    package static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        bytes.withUnsafeMutableBytes { fill($0) }
        return bytes
    }

    /// `count` random secret bytes, such as a key.
    package static func secret(_ count: Int) -> SecretBytes { SecretBytes(count: count) { fill($0) } }
}
