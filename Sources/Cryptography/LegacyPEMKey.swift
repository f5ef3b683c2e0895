internal import CLibCrypto
package import SecretMemory

/// How OpenSSL before PKCS#8 made a key of a passphrase: MD5 once over passphrase and salt, chained until there is enough
/// (OpenSSL `EVP_BytesToKey(3)`). Weak, yet what old RSA key files have.
package enum LegacyPEMKey {
    /// Size of the salt, in bytes: the IV's first.
    package static let saltSize = 8

    /// `count` bytes of key, at most 1,024.
    package static func derive(passphrase: UnsafeRawBufferPointer, salt: [UInt8], count: Int) throws(CryptographyError) -> SecretBytes {
        guard salt.count == saltSize, (1...1024).contains(count) else { throw .invalidParameter("legacy PEM size") }
        guard rcsops_crypto_start() == 1, let digest = EVP_MD_fetch(nil, "MD5", nil) else { throw .libraryFailure("EVP_MD_fetch") }
        defer { EVP_MD_free(digest) }
        guard let context = EVP_MD_CTX_new() else { throw .libraryFailure("EVP_MD_CTX_new") }
        defer { EVP_MD_CTX_free(context) }
        let size = 16
        var previous = SecretBytes(count: size)
        return try SecretBytes(count: count) { (output) throws(CryptographyError) in
            var offset = 0
            while offset < count {
                let isDone = previous.withMutableBytes { previous in
                    EVP_DigestInit_ex(context, digest, nil) == 1
                        && (offset == 0 || EVP_DigestUpdate(context, previous.baseAddress, size) == 1)
                        && EVP_DigestUpdate(context, passphrase.baseAddress, passphrase.count) == 1
                        && EVP_DigestUpdate(context, salt, salt.count) == 1
                        && EVP_DigestFinal_ex(context, previous.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
                }
                guard isDone else { throw .libraryFailure("EVP_DigestUpdate") }
                previous.withBytes { previous in
                    let share = UnsafeRawBufferPointer(rebasing: previous.prefix(count - offset))
                    UnsafeMutableRawBufferPointer(rebasing: output[offset...]).copyMemory(from: share)
                }
                offset += size
            }
        }
    }
}
