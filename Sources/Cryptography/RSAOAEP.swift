internal import CLibCrypto
internal import SecretMemory

/// RSAES-OAEP with SHA-256 for the label and for MGF1 (RFC 8017 §7.1), by libcrypto.
enum RSAOAEP {
    enum Direction { case encrypt, decrypt }

    /// Gives how many bytes of `output`, which is as long as the modulus, were written.
    static func apply(
        _ direction: Direction, _ input: UnsafeRawBufferPointer, key: OpaquePointer, label: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) -> Int {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { throw .libraryFailure("EVP_PKEY_CTX_new_from_pkey") }
        defer { EVP_PKEY_CTX_free(context) }
        guard (direction == .encrypt ? EVP_PKEY_encrypt_init(context) : EVP_PKEY_decrypt_init(context)) == 1,
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
            EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1, EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1
        else { throw .libraryFailure("EVP_PKEY_CTX_set_rsa_padding") }
        if let start = label.baseAddress, label.count > 0 {
            guard let size = Int32(exactly: label.count) else { throw .invalidParameter("label size") }
            // The context owns the label once it has taken it.
            guard let copy = rcsops_crypto_copy(start, label.count) else { throw .libraryFailure("OPENSSL_memdup") }
            guard EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, size) == 1 else {
                CRYPTO_free(copy, nil, 0)
                throw .libraryFailure("EVP_PKEY_CTX_set0_rsa_oaep_label")
            }
        }
        var size = output.count
        let (to, from) = (output.baseAddress?.assumingMemoryBound(to: UInt8.self), input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        var none: UInt8 = 0
        let result = withUnsafePointer(to: &none) { none in
            direction == .encrypt
                ? EVP_PKEY_encrypt(context, to, &size, from ?? none, input.count)
                : EVP_PKEY_decrypt(context, to, &size, from ?? none, input.count)
        }
        // One error for all causes: Manger's attack lives on telling them apart.
        guard result == 1 else { throw direction == .encrypt ? .invalidParameter("RSA key or text size") : .authenticationFailed }
        return size
    }
}
