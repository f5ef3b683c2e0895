internal import CLibCrypto
internal import SecretMemory

/// AES-256 in counter mode (NIST SP 800-38A §6.5), by libcrypto: what rclone obscures with. It authenticates nothing.
package enum AES256CTR {
    /// Key size, in bytes.
    package static let keySize = 32
    /// Size of the first counter block, in bytes; the whole block counts up, big-endian.
    package static let ivSize = 16

    /// Encrypts or decrypts, which is the same, into `output`, which is as long as the input.
    package static func apply(
        _ input: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard key.count == keySize else { throw .invalidKeySize(key.count) }
        guard iv.count == ivSize else { throw .invalidIVSize(iv.count) }
        guard output.count == input.count, let length = Int32(exactly: input.count) else { throw .invalidParameter("text size") }
        guard length > 0 else { return }
        guard rcsops_crypto_start() == 1, let cipher = EVP_CIPHER_fetch(nil, "AES-256-CTR", nil) else {
            throw .libraryFailure("EVP_CIPHER_fetch")
        }
        defer { EVP_CIPHER_free(cipher) }
        guard let context = EVP_CIPHER_CTX_new() else { throw .libraryFailure("EVP_CIPHER_CTX_new") }
        defer { EVP_CIPHER_CTX_free(context) }
        var written: Int32 = 0
        guard EVP_CipherInit_ex(
            context, cipher, nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self),
            iv.baseAddress?.assumingMemoryBound(to: UInt8.self), 1) == 1,
            EVP_CipherUpdate(
                context, output.baseAddress?.assumingMemoryBound(to: UInt8.self), &written,
                input.baseAddress?.assumingMemoryBound(to: UInt8.self), length) == 1, written == length
        else { throw .libraryFailure("EVP_CipherUpdate") }
    }
}
