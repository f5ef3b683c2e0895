internal import CLibSodium
internal import SecretMemory

/// ChaCha20-Poly1305 with 12-byte nonces (RFC 8439 §2.8), by libsodium.
package enum ChaCha20Poly1305 {
    /// Key size, in bytes.
    package static let keySize = 32
    /// Nonce size, in bytes.
    package static let nonceSize = 12
    /// Tag size, in bytes.
    package static let tagSize = 16

    /// Encrypts into `output`, which is 16 bytes longer than the plaintext: ciphertext, then tag.
    package static func seal(
        _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
        aad: UnsafeRawBufferPointer = .init(start: nil, count: 0), into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try check(key, nonce)
        guard output.count - tagSize == plaintext.count else { throw .invalidParameter("output size") }
        _ = crypto_aead_chacha20poly1305_ietf_encrypt(
            output.baseAddress!.assumingMemoryBound(to: UInt8.self), nil,
            plaintext.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(plaintext.count),
            aad.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(aad.count), nil,
            nonce.baseAddress!.assumingMemoryBound(to: UInt8.self), key.baseAddress!.assumingMemoryBound(to: UInt8.self))
    }

    /// Decrypts into `output`, which is 16 bytes shorter than the input and is wiped when the tag doesn't fit.
    package static func open(
        _ input: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
        aad: UnsafeRawBufferPointer = .init(start: nil, count: 0), into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try check(key, nonce)
        guard input.count >= tagSize else { throw .authenticationFailed }
        guard output.count == input.count - tagSize else { throw .invalidParameter("output size") }
        let result = crypto_aead_chacha20poly1305_ietf_decrypt(
            output.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, nil,
            input.baseAddress!.assumingMemoryBound(to: UInt8.self), UInt64(input.count),
            aad.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(aad.count),
            nonce.baseAddress!.assumingMemoryBound(to: UInt8.self), key.baseAddress!.assumingMemoryBound(to: UInt8.self))
        guard result == 0 else {
            ConstantTime.wipe(output)
            throw .authenticationFailed
        }
    }

    private static func check(_ key: UnsafeRawBufferPointer, _ nonce: UnsafeRawBufferPointer) throws(CryptographyError) {
        guard key.count == keySize else { throw .invalidKeySize(key.count) }
        guard nonce.count == nonceSize else { throw .invalidIVSize(nonce.count) }
    }
}
