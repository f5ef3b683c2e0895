internal import CLibCrypto

/// What a TLS server showed as its certificates, its own first, and libcrypto's judgement of them. Nothing in them is trusted.
package final class CertificateChain {
    /// A leaf and a handful of authorities; more is somebody's game.
    package static let limit = 16

    /// Outcome of ``judge(for:at:roots:)``.
    package enum Judgement: Sendable, Equatable {
        case trusted
        /// libcrypto's verify code, X509_V_ERR_….
        case refused(Int32)
        /// There is no root that it could lead to.
        case noRoots
    }

    // Owned; the server's own first.
    private let certificates: [OpaquePointer]
    /// False when one of them can't be read, or there are none, or too many.
    private let isWhole: Bool

    /// Each as DER. Those that libcrypto can't read are left out, and the chain is refused.
    package init(der: [[UInt8]]) {
        guard rcsops_crypto_start() == 1 else {
            certificates = []
            isWhole = false
            return
        }
        certificates = der.prefix(Self.limit).compactMap { bytes in
            bytes.withUnsafeBufferPointer { buffer in
                var place = buffer.baseAddress
                return d2i_X509(nil, &place, buffer.count)
            }
        }
        isWhole = !der.isEmpty && certificates.count == der.count
        ERR_clear_error()
    }

    deinit {
        for certificate in certificates { X509_free(certificate) }
    }

    /// - Parameters:
    ///   - host: The name or the address that was asked for, without a dot at its end.
    ///   - time: In seconds since 1970.
    package func judge(for host: String, at time: Int64, roots: TrustStore) -> Judgement {
        guard isWhole, let leaf = certificates.first else { return .refused(X509_V_ERR_UNSPECIFIED) }
        guard let code = roots.withStore({ code(of: leaf, for: host, at: time, store: $0) }) else { return .noRoots }
        ERR_clear_error()
        return code == X509_V_OK ? .trusted : .refused(code)
    }

    private func code(of leaf: OpaquePointer, for host: String, at time: Int64, store: OpaquePointer) -> Int32 {
        guard let context = X509_STORE_CTX_new(), let others = rcsops_certificates_new() else { return X509_V_ERR_OUT_OF_MEM }
        defer {
            X509_STORE_CTX_free(context)
            rcsops_certificates_free(others)
        }
        for certificate in certificates.dropFirst() where rcsops_certificates_push(others, certificate) != 1 { return X509_V_ERR_OUT_OF_MEM }
        guard X509_STORE_CTX_init(context, store, leaf, others) == 1, X509_STORE_CTX_set_default(context, "ssl_server") == 1,
            let parameters = X509_STORE_CTX_get0_param(context)
        else { return X509_V_ERR_UNSPECIFIED }
        X509_VERIFY_PARAM_set_time(parameters, Int(time))
        // As Go judges, and rclone with it: any certificate among the roots is an end of the chain, the subject's common name is
        // no host name, and signatures with SHA-1 or MD5 and RSA keys under 1024 bits don't count (level 1).
        X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST))
        X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
        X509_VERIFY_PARAM_set_auth_level(parameters, 1)
        let isSet = PeerName.isAddress(host)
            ? X509_VERIFY_PARAM_set1_ip_asc(parameters, host) : X509_VERIFY_PARAM_set1_host(parameters, host, host.utf8.count)
        guard isSet == 1 else { return X509_V_ERR_HOSTNAME_MISMATCH }
        if X509_verify_cert(context) == 1 { return X509_V_OK }
        let code = X509_STORE_CTX_get_error(context)
        // A failure that left no code is none the less one.
        return code == X509_V_OK ? X509_V_ERR_UNSPECIFIED : code
    }

    /// What the certificates say of themselves, for people to read.
    package var details: [CertificateDetails] { certificates.map(CertificateDetails.init) }
}
