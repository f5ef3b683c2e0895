internal import NIOSSL

/// The number of an error of BoringSSL. NIOSSL shows it in the error's description only, at its beginning: "Error: 268436502 …".
struct TLSErrorCode: Equatable {
    private static let library: UInt32 = 16
    /// Alerts that came from the server have reasons of their own from here on (SSL_AD_REASON_OFFSET).
    private static let alerts: UInt32 = 1000

    // SSL_R_… of openssl/ssl.h; the numbers are part of BoringSSL's interface.
    static let httpRequest = TLSErrorCode(reason: 156)
    static let unsupportedProtocol = TLSErrorCode(reason: 240)
    static let wrongVersionNumber = TLSErrorCode(reason: 247)

    let reason: UInt32

    init(reason: UInt32) { self.reason = reason }

    /// ERR_GET_LIB is the first byte of the number, ERR_GET_REASON its last 12 bits.
    init?(packed number: UInt32) {
        guard number >> 24 == Self.library else { return nil }
        reason = number & 0xFFF
    }

    init?(_ error: BoringSSLInternalError) {
        let digits = error.description.utf8.drop { !(0x30...0x39).contains($0) }.prefix { (0x30...0x39).contains($0) }
        guard error.description.hasPrefix("Error: "), let number = UInt32(String(decoding: digits, as: UTF8.self)) else { return nil }
        self.init(packed: number)
    }

    /// The number of the alert (RFC 8446 §6) that the server sent.
    var alert: UInt8? { reason >= Self.alerts ? UInt8(exactly: reason - Self.alerts) : nil }

    /// The codes of an error that NIOSSL raises, the first cause first; empty for one without.
    static func codes(of error: any Error) -> [TLSErrorCode] {
        let inner: BoringSSLError? =
            switch error {
            case let error as BoringSSLError: error
            case NIOSSLError.handshakeFailed(let error), NIOSSLError.shutdownFailed(let error): error
            default: nil
            }
        switch inner {
        case .sslError(let stack), .unknownError(let stack): return stack.compactMap(TLSErrorCode.init)
        default: return []
        }
    }
}

extension HTTPFailure {
    /// What an error of a TLS connection means. `hasCertificate` when we had one to show.
    init(_ codes: [TLSErrorCode], evidence: TLSEvidence, hasCertificate: Bool) {
        if let refusal = evidence.refusal {
            self = .tls(refusal)
        } else if codes.contains(.wrongVersionNumber) || codes.contains(.httpRequest) {
            self = .plainServer
        } else if codes.contains(.unsupportedProtocol) {
            self = .tls(TLSFailure(.version))
        } else if let alert = codes.lazy.compactMap(\.alert).first {
            switch alert {
            case 70: self = .tls(TLSFailure(.version))
            case 116: self = .tls(TLSFailure(.clientCertificateRequired(isCertain: true)))
            // handshake_failure and bad_certificate: what servers sent before there was a certificate_required.
            case 40 where evidence.isCertificateWanted && !hasCertificate, 42 where evidence.isCertificateWanted && !hasCertificate:
                self = .tls(TLSFailure(.clientCertificateRequired(isCertain: false)))
            // From bad_certificate to certificate_unknown, unknown_ca, access_denied.
            case 42...46 where evidence.isCertificateWanted && hasCertificate, 48...49 where evidence.isCertificateWanted && hasCertificate:
                self = .tls(TLSFailure(.clientCertificateRefused(alert: alert)))
            default: self = .tls(TLSFailure(.alert(alert)))
            }
        } else {
            self = .tls(TLSFailure(.handshake))
        }
    }
}
