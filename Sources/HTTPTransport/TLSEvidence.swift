internal import Cryptography
internal import NIOSSL
internal import Synchronization

/// What one handshake showed: BoringSSL's error says the least of it.
final class TLSEvidence: Sendable {
    private struct Seen {
        var refusal: TLSFailure?
        var isCertificateWanted = false
        var peerNotAfter: Int64?
    }

    private let seen = Mutex(Seen())

    /// The chain was refused, by our own judgement.
    var refusal: TLSFailure? { seen.withLock { $0.refusal } }
    /// The server asked for a client's certificate.
    var isCertificateWanted: Bool { seen.withLock { $0.isCertificateWanted } }
    var peerNotAfter: Int64? { seen.withLock { $0.peerNotAfter } }

    func sawCertificateRequest() { seen.withLock { $0.isCertificateWanted = true } }

    /// Judges the chain that the server shows.
    func judge(_ certificates: [NIOSSLCertificate], for name: String, at time: Int64, roots: TrustStore) -> NIOSSLVerificationResult {
        let chain = CertificateChain(der: certificates.map { (try? $0.toDERBytes()) ?? [] })
        let judgement = chain.judge(for: name, at: time, roots: roots)
        let details = chain.details.map(TLSFailure.Certificate.init)
        let refusal: TLSFailure? =
            switch judgement {
            case .trusted: nil
            case .refused(let code): TLSFailure(.certificate(code: code), chain: details)
            case .noRoots: TLSFailure(.noRoots, chain: details)
            }
        seen.withLock { seen in
            seen.refusal = refusal
            seen.peerNotAfter = details.first?.notAfter
        }
        return refusal == nil ? .certificateVerified : .failed
    }
}

extension TLSFailure.Certificate {
    init(_ details: CertificateDetails) {
        self.init(
            subject: details.subject, issuer: details.issuer, names: details.names, notBefore: details.notBefore, notAfter: details.notAfter)
    }
}
