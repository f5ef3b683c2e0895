internal import CLibCrypto

/// MD5 (RFC 1321), by libcrypto: S3's ETags and the check sums of its customers' keys are made by it. Nothing is kept safe by it here.
package enum MD5 {
    /// Digest size, in bytes.
    package static let size = 16

    /// The digest of one message; throws where the machine's rules know no MD5 (FIPS 140-3).
    package static func hash(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) -> [UInt8] {
        guard rcsops_crypto_start() == 1, let digest = EVP_MD_fetch(nil, "MD5", nil) else { throw .libraryFailure("EVP_MD_fetch") }
        defer { EVP_MD_free(digest) }
        var hash = [UInt8](repeating: 0, count: size)
        var written: UInt32 = 0
        guard EVP_Digest(bytes.baseAddress, bytes.count, &hash, &written, digest, nil) == 1, written == size else {
            throw .libraryFailure("EVP_Digest")
        }
        return hash
    }
}
