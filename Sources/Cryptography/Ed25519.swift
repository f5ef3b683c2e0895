internal import CLibSodium
package import SecretMemory

/// Ed25519 keys (RFC 8032 §5.1) and their X25519 counterparts (RFC 7748 §4.1), by libsodium.
package enum Ed25519 {
    /// Size of seeds and public keys, in bytes.
    package static let size = 32

    /// The public key of a 32-byte seed.
    package static func publicKey(ofSeed seed: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        guard seed.count == size else { throw .invalidKeySize(seed.count) }
        var point = [UInt8](repeating: 0, count: size)
        var result: Int32 = -1
        // libsodium's secret key is seed and public key; only the latter is new.
        _ = SecretBytes(count: 2 * size) { output in
            seed.withBytes { seed in
                result = crypto_sign_ed25519_seed_keypair(
                    &point, output.baseAddress!.assumingMemoryBound(to: UInt8.self), seed.baseAddress!.assumingMemoryBound(to: UInt8.self))
            }
        }
        guard result == 0 else { throw .libraryFailure("crypto_sign_ed25519_seed_keypair") }
        return point
    }

    /// The u-coordinate of a public key. Throws ``CryptographyError/lowOrderPoint`` for what is no point of the large
    /// subgroup: nothing could be agreed with it in secret.
    package static func x25519Point(of publicKey: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard publicKey.count == size else { throw .invalidKeySize(publicKey.count) }
        var point = [UInt8](repeating: 0, count: size)
        guard crypto_sign_ed25519_pk_to_curve25519(&point, publicKey) == 0 else { throw .lowOrderPoint }
        return point
    }

    /// The scalar of a seed: the first half of its SHA-512 (RFC 8032 §5.1.5), not clamped, which X25519 does itself.
    package static func x25519Scalar(ofSeed seed: borrowing SecretBytes) throws(CryptographyError) -> SecretBytes {
        guard seed.count == size else { throw .invalidKeySize(seed.count) }
        let digest = SecretBytes(count: 64) { output in
            seed.withBytes { seed in
                _ = crypto_hash_sha512(
                    output.baseAddress!.assumingMemoryBound(to: UInt8.self), seed.baseAddress!.assumingMemoryBound(to: UInt8.self), UInt64(size))
            }
        }
        return digest.withBytes { SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0[..<size])) }
    }
}
