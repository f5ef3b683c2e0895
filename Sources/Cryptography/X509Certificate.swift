internal import CLibCrypto

/// The public key of an X.509 certificate in PEM, and when it is valid (RFC 5280 §4.1). Nobody's signature is checked: who
/// gives the file answers for it.
package struct X509Certificate: Sendable {
    package let publicKey: RSAPublicKey
    /// In seconds since 1970.
    package let validity: ClosedRange<Int64>

    /// The first certificate of the text. Throws ``CryptographyError/invalidParameter(_:)`` for what is none, or has no RSA
    /// key.
    package init(pem: UnsafeRawBufferPointer) throws(CryptographyError) {
        guard rcsops_crypto_start() == 1 else { throw .libraryFailure("OPENSSL_init_crypto") }
        guard let length = Int32(exactly: pem.count), length > 0, let source = BIO_new_mem_buf(pem.baseAddress, length) else {
            throw .invalidParameter("certificate")
        }
        defer { BIO_free(source) }
        guard let certificate = PEM_read_bio_X509(source, nil, nil, nil) else { throw .invalidParameter("certificate") }
        defer { X509_free(certificate) }
        guard let key = X509_get0_pubkey(certificate), EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else {
            throw .invalidParameter("RSA key")
        }
        publicKey = try RSAPublicKey(modulus: Self.number("n", of: key), exponent: Self.number("e", of: key))
        let (start, end) = (try Self.seconds(X509_get0_notBefore(certificate)), try Self.seconds(X509_get0_notAfter(certificate)))
        guard start <= end else { throw .invalidParameter("certificate dates") }
        validity = start...end
    }

    private static func number(_ name: String, of key: OpaquePointer) throws(CryptographyError) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key, name, &number) == 1, let number else { throw .libraryFailure("EVP_PKEY_get_bn_param") }
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        guard BN_bn2bin(number, &bytes) == Int32(bytes.count) else { throw .libraryFailure("BN_bn2bin") }
        return bytes
    }

    static func seconds(_ time: UnsafePointer<ASN1_TIME>?) throws(CryptographyError) -> Int64 {
        guard let epoch = ASN1_TIME_set(nil, 0) else { throw .libraryFailure("ASN1_TIME_set") }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard let time, ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { throw .invalidParameter("certificate dates") }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}
