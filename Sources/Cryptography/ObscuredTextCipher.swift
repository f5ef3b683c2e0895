internal import CLibCrypto

/// AES-256-CTR with the key that every rclone has (rclone 1.75 `fs/config/obscure/obscure.go`): it hides a password from a
/// glance and protects nothing.
package enum ObscuredTextCipher {
    /// The counter block that stands before the text.
    package static let ivSize = 16

    private static let key: [UInt8] = [
        0x9C, 0x93, 0x5B, 0x48, 0x73, 0x0A, 0x55, 0x4D, 0x6B, 0xFD, 0x7C, 0x63, 0xC8, 0x86, 0xA9, 0x2B,
        0xD3, 0x90, 0x19, 0x8E, 0xB8, 0x12, 0x8A, 0xFB, 0xF4, 0xDE, 0x16, 0x2B, 0x8B, 0x95, 0xF6, 0x38,
    ]

    /// Decrypts into `plaintext`, which is as long as the ciphertext.
    package static func decrypt(
        _ ciphertext: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer, into plaintext: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard iv.count == ivSize else { throw .invalidIVSize(iv.count) }
        guard plaintext.count == ciphertext.count, let size = Int32(exactly: ciphertext.count) else {
            throw .invalidParameter("output size")
        }
        guard size > 0 else { return }
        guard rcsops_crypto_start() == 1, let context = EVP_CIPHER_CTX_new() else { throw .libraryFailure("EVP_CIPHER_CTX_new") }
        defer { EVP_CIPHER_CTX_free(context) }
        let blockStart = iv.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var written: Int32 = 0
        guard EVP_DecryptInit_ex(context, EVP_aes_256_ctr(), nil, key, blockStart) == 1,
            EVP_DecryptUpdate(
                context, plaintext.baseAddress?.assumingMemoryBound(to: UInt8.self), &written,
                ciphertext.baseAddress?.assumingMemoryBound(to: UInt8.self), size) == 1
        else { throw .libraryFailure("EVP_DecryptUpdate") }
    }
}
