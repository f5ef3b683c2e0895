internal import CLibSodium
package import SecretMemory

/// Diffie-Hellman on Curve25519 (RFC 7748 §5), by libsodium. Scalars are clamped inside.
package enum X25519 {
    /// Size of scalars, points and secrets, in bytes.
    package static let size = 32

    /// The public point of a 32-byte scalar.
    package static func publicKey(of scalar: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        guard scalar.count == size else { throw .invalidKeySize(scalar.count) }
        var point = [UInt8](repeating: 0, count: size)
        let isMade = scalar.withBytes { crypto_scalarmult_curve25519_base(&point, $0.baseAddress!.assumingMemoryBound(to: UInt8.self)) == 0 }
        guard isMade else { throw .libraryFailure("crypto_scalarmult_curve25519_base") }
        return point
    }

    /// The shared secret, 32 bytes. Throws ``CryptographyError/lowOrderPoint`` for the all-zero secret, which RFC 7748
    /// lets through and age must not.
    package static func sharedSecret(
        _ scalar: borrowing SecretBytes, _ point: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        try point.withRawBytes { (point) throws(CryptographyError) in try sharedSecret(scalar, point) }
    }

    /// The same for a point that is itself a secret.
    package static func sharedSecret(
        _ scalar: borrowing SecretBytes, _ point: borrowing SecretBytes
    ) throws(CryptographyError) -> SecretBytes {
        try point.withBytes { (point) throws(CryptographyError) in try sharedSecret(scalar, point) }
    }

    private static func sharedSecret(
        _ scalar: borrowing SecretBytes, _ point: UnsafeRawBufferPointer
    ) throws(CryptographyError) -> SecretBytes {
        guard scalar.count == size else { throw .invalidKeySize(scalar.count) }
        guard point.count == size else { throw .invalidKeySize(point.count) }
        var result: Int32 = -1
        let secret = SecretBytes(count: size) { output in
            scalar.withBytes { scalar in
                result = crypto_scalarmult_curve25519(
                    output.baseAddress!.assumingMemoryBound(to: UInt8.self),
                    scalar.baseAddress!.assumingMemoryBound(to: UInt8.self),
                    point.baseAddress!.assumingMemoryBound(to: UInt8.self))
            }
        }
        let zero = [UInt8](repeating: 0, count: size)
        let isZero = secret.withBytes { secret in zero.withUnsafeBytes { ConstantTime.equal(secret, $0) } }
        guard result == 0, !isZero else { throw .lowOrderPoint }
        return secret
    }
}
