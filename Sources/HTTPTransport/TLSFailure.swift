/// Why no TLS connection came about.
package struct TLSFailure: Error, Sendable, Equatable {
    package enum Cause: Sendable, Equatable {
        /// The chain was refused, with OpenSSL's verify code (X509_V_ERR_…).
        case certificate(code: Int32)
        /// No version of TLS from 1.2 on that both speak: alert 70, or the server chose an older one.
        case version
        /// Alert 116; or 40 or 42 after the server asked for a certificate.
        case clientCertificateRequired(isCertain: Bool)
        /// The server asked for a certificate, and refuses the one that it was shown by an alert that is about it.
        case clientCertificateRefused(alert: UInt8)
        /// Another alert of the server (RFC 8446 §6).
        case alert(UInt8)
        /// The machine has no roots to trust, and none were given.
        case noRoots
        /// The handshake broke off in another way.
        case handshake
    }

    /// A certificate of the chain that the server showed, for people to read.
    package struct Certificate: Sendable, Equatable {
        package let subject: String
        package let issuer: String
        /// Names and addresses that it is for, the subject alternative names.
        package let names: [String]
        /// In seconds since 1970.
        package let notBefore: Int64
        package let notAfter: Int64

        package init(subject: String, issuer: String, names: [String], notBefore: Int64, notAfter: Int64) {
            self.subject = subject
            self.issuer = issuer
            self.names = names
            self.notBefore = notBefore
            self.notAfter = notAfter
        }
    }

    package let cause: Cause
    /// The server's own first; empty when it showed none.
    package let chain: [Certificate]

    package init(_ cause: Cause, chain: [Certificate] = []) {
        self.cause = cause
        self.chain = chain
    }
}
