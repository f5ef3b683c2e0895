internal import CLibCrypto
package import SecretMemory

/// PBKDF2 with HMAC (RFC 8018 §5.2), by libcrypto.
package enum PBKDF2 {
    /// The hash inside its HMAC.
    package enum Hash: Sendable { case sha1, sha224, sha256, sha384, sha512 }

    /// More iterations are refused before the work starts: OpenSSL's programs write 2,048, and ten million take seconds.
    package static let iterationLimit = 10_000_000

    /// `count` bytes of key, at most 1,024.
    package static func derive(
        passphrase: UnsafeRawBufferPointer, salt: [UInt8], iterations: Int, hash: Hash, count: Int
    ) throws(CryptographyError) -> SecretBytes {
        guard (1...iterationLimit).contains(iterations) else { throw .invalidParameter("PBKDF2 iterations") }
        guard (1...1024).contains(count), let size = Int32(exactly: passphrase.count), let saltSize = Int32(exactly: salt.count) else {
            throw .invalidParameter("PBKDF2 size")
        }
        guard rcsops_crypto_start() == 1 else { throw .libraryFailure("OPENSSL_init_crypto") }
        let digest =
            switch hash {
            case .sha1: EVP_sha1()
            case .sha224: EVP_sha224()
            case .sha256: EVP_sha256()
            case .sha384: EVP_sha384()
            case .sha512: EVP_sha512()
            }
        var none: CChar = 0
        var result: Int32 = 0
        let key = SecretBytes(count: count) { output in
            withUnsafePointer(to: &none) { none in
                result = PKCS5_PBKDF2_HMAC(
                    passphrase.baseAddress?.assumingMemoryBound(to: CChar.self) ?? none, size, salt, saltSize, Int32(iterations), digest,
                    Int32(count), output.baseAddress!.assumingMemoryBound(to: UInt8.self))
            }
        }
        guard result == 1 else { throw .libraryFailure("PKCS5_PBKDF2_HMAC") }
        return key
    }
}
