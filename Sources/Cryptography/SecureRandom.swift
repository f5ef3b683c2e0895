internal import CLibSodium
package import SecretMemory

/// The system's generator, by libsodium (`getrandom`).
package enum SecureRandom {
    /// Fills the buffer.
    package static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let start = buffer.baseAddress else { return }
        randombytes_buf(start, buffer.count)
    }

    /// `count` random bytes that are no secret, such as an IV.
    package static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        bytes.withUnsafeMutableBytes { fill($0) }
        return bytes
    }

    /// `count` random secret bytes, such as a key.
    package static func secret(_ count: Int) -> SecretBytes { SecretBytes(count: count) { fill($0) } }
}
