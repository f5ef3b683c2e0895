internal import CLibCrypto
internal import CLibSodium
internal import SecretMemory

/// The ciphers that private-key files are encrypted with. Only deciphering: rcsops writes no such file.
package struct KeyFileCipher: Sendable, Equatable {
    private let name: String
    /// Sizes in bytes; a mode without a tag has ``tagSize`` 0.
    package let keySize: Int
    package let ivSize: Int
    package let blockSize: Int
    package let tagSize: Int

    private init(_ name: String, key: Int, iv: Int, block: Int, tag: Int = 0) {
        (self.name, keySize, ivSize, blockSize, tagSize) = (name, key, iv, block, tag)
    }

    /// AES in one mode; `bits` is 128, 192 or 256.
    package static func aesCBC(bits: Int) -> KeyFileCipher { .init("AES-" + String(bits) + "-CBC", key: bits / 8, iv: 16, block: 16) }
    package static func aesCTR(bits: Int) -> KeyFileCipher { .init("AES-" + String(bits) + "-CTR", key: bits / 8, iv: 16, block: 16) }
    package static func aesGCM(bits: Int) -> KeyFileCipher {
        .init("AES-" + String(bits) + "-GCM", key: bits / 8, iv: 12, block: 16, tag: 16)
    }
    /// Triple DES.
    package static let tripleDESCBC = KeyFileCipher("DES-EDE3-CBC", key: 24, iv: 8, block: 8)
    /// OpenSSH's own composition (OpenSSH `PROTOCOL.chacha20poly1305`): the second half of the key is for packet lengths,
    /// which a file doesn't have; the sequence number is zero.
    package static let openSSHChaCha20Poly1305 = KeyFileCipher("chacha20-poly1305@openssh.com", key: 64, iv: 0, block: 8, tag: 16)

    /// Deciphers whole blocks into `output`, which is as long as the input; padding stays. Throws
    /// ``CryptographyError/authenticationFailed`` when there is a tag that doesn't fit, and wipes the output then.
    package func decrypt(
        _ input: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard key.count == keySize else { throw .invalidKeySize(key.count) }
        guard iv.count == ivSize else { throw .invalidIVSize(iv.count) }
        guard tag.count == tagSize else { throw .authenticationFailed }
        guard !input.isEmpty, input.count % blockSize == 0, output.count == input.count, let length = Int32(exactly: input.count) else {
            throw .invalidParameter("text size")
        }
        if self == .openSSHChaCha20Poly1305 { return try openChaCha(input, key: key, tag: tag, into: output) }
        guard rcsops_crypto_start() == 1, let cipher = EVP_CIPHER_fetch(nil, name, nil) else { throw .libraryFailure("EVP_CIPHER_fetch") }
        defer { EVP_CIPHER_free(cipher) }
        guard let context = EVP_CIPHER_CTX_new() else { throw .libraryFailure("EVP_CIPHER_CTX_new") }
        defer { EVP_CIPHER_CTX_free(context) }
        var written: Int32 = 0
        guard EVP_CipherInit_ex(context, cipher, nil, key.bytes, iv.bytes, 0) == 1, EVP_CIPHER_CTX_set_padding(context, 0) == 1,
            tagSize == 0 || rcsops_gcm_set_tag(context, Int32(tagSize), UnsafeMutableRawPointer(mutating: tag.baseAddress)) == 1,
            EVP_CipherUpdate(context, output.baseAddress?.assumingMemoryBound(to: UInt8.self), &written, input.bytes, length) == 1,
            written == length
        else { throw .libraryFailure("EVP_CipherUpdate") }
        var none: UInt8 = 0
        guard EVP_CipherFinal_ex(context, &none, &written) == 1, written == 0 else {
            ConstantTime.wipe(output)
            throw .authenticationFailed
        }
    }

    private func openChaCha(
        _ input: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        let nonce = [UInt8](repeating: 0, count: 8)
        var isOpen = false
        let macKey = SecretBytes(count: 32) { crypto_stream_chacha20($0.baseAddress!.assumingMemoryBound(to: UInt8.self), 32, nonce, key.bytes) }
        macKey.withBytes { macKey in
            isOpen = crypto_onetimeauth_poly1305_verify(tag.bytes, input.bytes, UInt64(input.count), macKey.bytes) == 0
        }
        guard isOpen else { throw .authenticationFailed }
        // The first block made the MAC's key.
        crypto_stream_chacha20_xor_ic(
            output.baseAddress!.assumingMemoryBound(to: UInt8.self), input.bytes, UInt64(input.count), nonce, 1, key.bytes)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var bytes: UnsafePointer<UInt8>! { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
