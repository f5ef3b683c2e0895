internal import CLibSodium
internal import SecretMemory

/// NaCl's secretbox, XSalsa20 and Poly1305, by libsodium: what rclone's encrypted configuration is.
package enum SecretBox {
    /// Key size, in bytes.
    package static let keySize = 32
    /// Nonce size, in bytes.
    package static let nonceSize = 24
    /// Size of the tag in front of the ciphertext, in bytes.
    package static let tagSize = 16

    /// Encrypts into `output`, which is 16 bytes longer than the plaintext: tag, then ciphertext.
    package static func seal(
        _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try check(key, nonce)
        guard output.count - tagSize == plaintext.count else { throw .invalidParameter("output size") }
        var none: UInt8 = 0
        let isSealed = withUnsafePointer(to: &none) { none in
            crypto_secretbox_easy(
                output.baseAddress!.assumingMemoryBound(to: UInt8.self),
                plaintext.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none, UInt64(plaintext.count),
                nonce.baseAddress!.assumingMemoryBound(to: UInt8.self), key.baseAddress!.assumingMemoryBound(to: UInt8.self)) == 0
        }
        guard isSealed else { throw .libraryFailure("crypto_secretbox_easy") }
    }

    /// Decrypts into `output`, which is 16 bytes shorter than the input and is wiped when the tag doesn't fit.
    package static func open(
        _ input: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try check(key, nonce)
        guard input.count >= tagSize else { throw .authenticationFailed }
        guard output.count == input.count - tagSize else { throw .invalidParameter("output size") }
        var none: UInt8 = 0
        let isOpen = withUnsafeMutablePointer(to: &none) { none in
            crypto_secretbox_open_easy(
                output.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none,
                input.baseAddress!.assumingMemoryBound(to: UInt8.self), UInt64(input.count),
                nonce.baseAddress!.assumingMemoryBound(to: UInt8.self), key.baseAddress!.assumingMemoryBound(to: UInt8.self)) == 0
        }
        guard isOpen else {
            ConstantTime.wipe(output)
            throw .authenticationFailed
        }
    }

    private static func check(_ key: UnsafeRawBufferPointer, _ nonce: UnsafeRawBufferPointer) throws(CryptographyError) {
        guard key.count == keySize else { throw .invalidKeySize(key.count) }
        guard nonce.count == nonceSize else { throw .invalidIVSize(nonce.count) }
    }
}
