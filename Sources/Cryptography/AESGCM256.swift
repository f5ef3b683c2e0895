internal import CLibCrypto
package import SecretMemory

/// AES-256-GCM with an IV of any length from one byte (NIST SP 800-38D §7.1), by libcrypto, since libsodium takes
/// 12-byte IVs only and sops writes 32. One context and key schedule serve many values.
package struct AESGCM256: ~Copyable {
    private let key: SecretBytes
    private let block: OpaquePointer
    private let gcm: OpaquePointer
    /// EVP's GCM, made when a long text is met.
    private var longText: OpaquePointer?
    /// What ``longText`` is set to, in bytes; it keeps that from one value to the next.
    private var ivSize = 0
    /// From about here on EVP's GCM, which does many blocks at once, is the faster one, in bytes. A MAC is shorter.
    private static let longTextSize = 160
    /// What EVP takes (`GCM_IV_MAX_SIZE` of libcrypto 3), in bytes.
    private static let evpIVLimit = 128
    /// Key size, in bytes.
    package static let keySize = 32
    /// Tag size, in bytes.
    package static let tagSize = 16

    // Fetched once, never freed, and never changed afterwards.
    nonisolated(unsafe) private static let blockCipher: OpaquePointer? = {
        _ = rcsops_crypto_start()
        return EVP_CIPHER_fetch(nil, "AES-256-ECB", nil)
    }()
    nonisolated(unsafe) private static let longTextCipher = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)

    /// `key` is 32 bytes.
    package init(key: borrowing SecretBytes) throws(CryptographyError) {
        guard key.count == Self.keySize else { throw .invalidKeySize(key.count) }
        guard let cipher = Self.blockCipher, let block = Self.context(cipher, key: key) else {
            throw .libraryFailure("EVP_CipherInit_ex")
        }
        guard EVP_CIPHER_CTX_set_padding(block, 0) == 1, let gcm = rcsops_gcm_new(block) else {
            EVP_CIPHER_CTX_free(block)
            throw .libraryFailure("CRYPTO_gcm128_new")
        }
        self.key = key.duplicate()
        self.block = block
        self.gcm = gcm
    }

    private static func context(_ cipher: OpaquePointer, key: borrowing SecretBytes) -> OpaquePointer? {
        guard let made = EVP_CIPHER_CTX_new() else { return nil }
        let isSet = key.withBytes { key in
            EVP_CipherInit_ex(made, cipher, nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, 1) == 1
        }
        if isSet { return made }
        EVP_CIPHER_CTX_free(made)
        return nil
    }

    /// Encrypts into `ciphertext` (as long as the plaintext) and `tag` (16 bytes).
    package mutating func seal(
        _ plaintext: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer, aad: UnsafeRawBufferPointer,
        into ciphertext: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard ciphertext.count == plaintext.count, tag.count == Self.tagSize else { throw .invalidParameter("output size") }
        try Self.check(iv: iv)
        if isLong(plaintext, iv) {
            let context = try startLongText(encrypting: true, iv: iv, aad: aad)
            try update(context, plaintext, into: ciphertext)
            var rest: Int32 = 0
            var none: UInt8 = 0
            guard EVP_CipherFinal_ex(context, &none, &rest) == 1,
                rcsops_gcm_get_tag(context, Int32(Self.tagSize), tag.baseAddress) == 1
            else { throw .libraryFailure("EVP_CipherFinal_ex") }
            return
        }
        guard rcsops_gcm_seal(
            gcm, iv.bytes, iv.count, aad.bytes, aad.count, plaintext.bytes, ciphertext.bytes, plaintext.count, tag.bytes) == 1
        else { throw .libraryFailure("CRYPTO_gcm128_encrypt") }
    }

    /// Decrypts into `plaintext` (as long as the ciphertext), which is wiped when the tag (16 bytes) doesn't fit.
    package mutating func open(
        _ ciphertext: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer,
        aad: UnsafeRawBufferPointer, into plaintext: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard ciphertext.count == plaintext.count else { throw .invalidParameter("output size") }
        guard tag.count == Self.tagSize else { throw .authenticationFailed }
        try Self.check(iv: iv)
        let isOpen: Bool
        if isLong(ciphertext, iv) {
            let context = try startLongText(encrypting: false, iv: iv, aad: aad)
            try update(context, ciphertext, into: plaintext)
            var rest: Int32 = 0
            var none: UInt8 = 0
            isOpen = rcsops_gcm_set_tag(context, Int32(Self.tagSize), UnsafeMutableRawPointer(mutating: tag.baseAddress)) == 1
                && EVP_CipherFinal_ex(context, &none, &rest) == 1
        } else {
            isOpen = rcsops_gcm_open(
                gcm, iv.bytes, iv.count, aad.bytes, aad.count, ciphertext.bytes, plaintext.bytes, ciphertext.count, tag.bytes) == 1
        }
        guard isOpen else {
            ConstantTime.wipe(plaintext)
            throw .authenticationFailed
        }
    }

    private static func check(iv: UnsafeRawBufferPointer) throws(CryptographyError) {
        guard iv.count >= 1, iv.count <= 1 << 20 else { throw .invalidIVSize(iv.count) }
    }

    private func isLong(_ text: UnsafeRawBufferPointer, _ iv: UnsafeRawBufferPointer) -> Bool {
        text.count >= Self.longTextSize && iv.count <= Self.evpIVLimit
    }

    private mutating func startLongText(
        encrypting: Bool, iv: UnsafeRawBufferPointer, aad: UnsafeRawBufferPointer
    ) throws(CryptographyError) -> OpaquePointer {
        if longText == nil { longText = Self.longTextCipher.flatMap { Self.context($0, key: key) } }
        guard let context = longText else { throw .libraryFailure("EVP_CipherInit_ex") }
        let direction: Int32 = encrypting ? 1 : 0
        if iv.count != ivSize {
            guard EVP_CipherInit_ex(context, nil, nil, nil, nil, direction) == 1,
                rcsops_gcm_set_iv_length(context, Int32(iv.count)) == 1
            else { throw .libraryFailure("EVP_CipherInit_ex") }
            ivSize = iv.count
        }
        guard EVP_CipherInit_ex(context, nil, nil, nil, iv.bytes, direction) == 1 else { throw .libraryFailure("EVP_CipherInit_ex") }
        guard aad.count > 0 else { return context }
        guard let length = Int32(exactly: aad.count) else { throw .invalidParameter("additional data size") }
        var written: Int32 = 0
        guard EVP_CipherUpdate(context, nil, &written, aad.bytes, length) == 1 else { throw .libraryFailure("EVP_CipherUpdate") }
        return context
    }

    private func update(
        _ context: OpaquePointer, _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        guard let length = Int32(exactly: input.count) else { throw .invalidParameter("text size") }
        var written: Int32 = 0
        guard EVP_CipherUpdate(context, output.bytes, &written, input.bytes, length) == 1, written == length else {
            throw .libraryFailure("EVP_CipherUpdate")
        }
    }

    deinit {
        CRYPTO_gcm128_release(gcm)
        EVP_CIPHER_CTX_free(block)
        EVP_CIPHER_CTX_free(longText)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var bytes: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate var bytes: UnsafeMutablePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
