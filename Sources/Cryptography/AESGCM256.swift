internal import CLibCrypto
package import SecretMemory

/// AES-256-GCM with an IV of any length from one byte (NIST SP 800-38D §7.1), by libcrypto, since libsodium takes
/// 12-byte IVs only and sops writes 32. One context and key schedule serve many values.
package struct AESGCM256: ~Copyable {
    private let context: OpaquePointer
    private let key: SecretBytes
    /// What the context is set to, in bytes; it keeps that from one value to the next.
    private var ivSize = 0
    /// What EVP takes (`GCM_IV_MAX_SIZE` of libcrypto 3), in bytes; longer IVs go the slow way.
    private static let evpIVLimit = 128
    /// Key size, in bytes.
    package static let keySize = 32
    /// Tag size, in bytes.
    package static let tagSize = 16

    // Fetched once, never freed, and never changed afterwards.
    nonisolated(unsafe) private static let cipher: OpaquePointer? = {
        _ = rcsops_crypto_start()
        return EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
    }()

    /// `key` is 32 bytes.
    package init(key: borrowing SecretBytes) throws(CryptographyError) {
        guard key.count == Self.keySize else { throw .invalidKeySize(key.count) }
        guard let cipher = Self.cipher, let made = EVP_CIPHER_CTX_new() else { throw .libraryFailure("EVP_CIPHER_CTX_new") }
        let isSet = key.withBytes { key in
            EVP_CipherInit_ex(made, cipher, nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, 1) == 1
        }
        guard isSet else {
            EVP_CIPHER_CTX_free(made)
            throw .libraryFailure("EVP_CipherInit_ex")
        }
        context = made
        self.key = key.duplicate()
    }

    /// Encrypts into `ciphertext` (as long as the plaintext) and `tag` (16 bytes).
    package mutating func seal(
        _ plaintext: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer, aad: UnsafeRawBufferPointer,
        into ciphertext: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard ciphertext.count == plaintext.count, tag.count == Self.tagSize else { throw .invalidParameter("output size") }
        if iv.count > Self.evpIVLimit { return try runLongIV(encrypting: true, plaintext, iv, aad, ciphertext, tag) }
        try start(encrypting: true, iv: iv, aad: aad)
        try update(plaintext, into: ciphertext)
        var rest: Int32 = 0
        var none: UInt8 = 0
        guard EVP_CipherFinal_ex(context, &none, &rest) == 1,
            rcsops_gcm_get_tag(context, Int32(Self.tagSize), tag.baseAddress) == 1
        else { throw .libraryFailure("EVP_CipherFinal_ex") }
    }

    /// Decrypts into `plaintext` (as long as the ciphertext), which is wiped when the tag (16 bytes) doesn't fit.
    package mutating func open(
        _ ciphertext: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer,
        aad: UnsafeRawBufferPointer, into plaintext: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard ciphertext.count == plaintext.count else { throw .invalidParameter("output size") }
        guard tag.count == Self.tagSize else { throw .authenticationFailed }
        if iv.count > Self.evpIVLimit {
            var computed = [UInt8](repeating: 0, count: Self.tagSize)
            try computed.withMutableRawBytes { (computed) throws(CryptographyError) in
                try runLongIV(encrypting: false, ciphertext, iv, aad, plaintext, computed)
            }
            guard computed.withRawBytes({ ConstantTime.equal($0, tag) }) else {
                ConstantTime.wipe(plaintext)
                throw .authenticationFailed
            }
            return
        }
        try start(encrypting: false, iv: iv, aad: aad)
        try update(ciphertext, into: plaintext)
        var rest: Int32 = 0
        var none: UInt8 = 0
        guard rcsops_gcm_set_tag(context, Int32(Self.tagSize), UnsafeMutableRawPointer(mutating: tag.baseAddress)) == 1,
            EVP_CipherFinal_ex(context, &none, &rest) == 1
        else {
            ConstantTime.wipe(plaintext)
            throw .authenticationFailed
        }
    }

    private mutating func start(
        encrypting: Bool, iv: UnsafeRawBufferPointer, aad: UnsafeRawBufferPointer
    ) throws(CryptographyError) {
        guard let ivStart = iv.baseAddress, iv.count >= 1, iv.count <= 1 << 20 else { throw .invalidIVSize(iv.count) }
        let direction: Int32 = encrypting ? 1 : 0
        if iv.count != ivSize {
            guard EVP_CipherInit_ex(context, nil, nil, nil, nil, direction) == 1,
                rcsops_gcm_set_iv_length(context, Int32(iv.count)) == 1
            else { throw .libraryFailure("EVP_CipherInit_ex") }
            ivSize = iv.count
        }
        guard EVP_CipherInit_ex(context, nil, nil, nil, ivStart.assumingMemoryBound(to: UInt8.self), direction) == 1 else {
            throw .libraryFailure("EVP_CipherInit_ex")
        }
        guard let aadStart = aad.baseAddress, aad.count > 0 else { return }
        guard let length = Int32(exactly: aad.count) else { throw .invalidParameter("additional data size") }
        var written: Int32 = 0
        guard EVP_CipherUpdate(context, nil, &written, aadStart.assumingMemoryBound(to: UInt8.self), length) == 1 else {
            throw .libraryFailure("EVP_CipherUpdate")
        }
    }

    private func update(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard let from = input.baseAddress, let to = output.baseAddress, input.count > 0 else { return }
        guard let length = Int32(exactly: input.count) else { throw .invalidParameter("text size") }
        var written: Int32 = 0
        guard EVP_CipherUpdate(
            context, to.assumingMemoryBound(to: UInt8.self), &written, from.assumingMemoryBound(to: UInt8.self), length) == 1,
            Int(written) == input.count
        else { throw .libraryFailure("EVP_CipherUpdate") }
    }

    private func runLongIV(
        encrypting: Bool, _ input: UnsafeRawBufferPointer, _ iv: UnsafeRawBufferPointer, _ aad: UnsafeRawBufferPointer,
        _ output: UnsafeMutableRawBufferPointer, _ tag: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        let isDone = key.withBytes { key in
            rcsops_gcm_long_iv(
                encrypting ? 1 : 0, key.baseAddress?.assumingMemoryBound(to: UInt8.self),
                iv.baseAddress?.assumingMemoryBound(to: UInt8.self), iv.count,
                aad.baseAddress?.assumingMemoryBound(to: UInt8.self), aad.count,
                input.baseAddress?.assumingMemoryBound(to: UInt8.self),
                output.baseAddress?.assumingMemoryBound(to: UInt8.self), input.count,
                tag.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 1
        }
        guard isDone else { throw .libraryFailure("CRYPTO_gcm128") }
    }

    deinit { EVP_CIPHER_CTX_free(context) }
}
