internal import Cryptography
internal import NIOCore
internal import NIOSSL

/// Makes the TLS side of connections: from version 1.2 on, HTTP/1.1 alone, every chain judged by libcrypto.
struct TLSClient: Sendable {
    let roots: TrustStore
    let certificate: ClientCertificate?
    let now: @Sendable () -> Int64

    /// Puts TLS onto a connection, as its last handlers; the answer comes when the handshake has ended. To be called on the
    /// channel's event loop.
    func start(on channel: any Channel, to name: String, evidence: TLSEvidence, into answer: OneAnswer<TLSSession>) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // BoringSSL trusts nobody; it asks us.
        configuration.trustRoots = .certificates([])
        configuration.certificateVerification = .noHostnameVerification
        configuration.shutdownTimeout = .milliseconds(200)
        if let certificate {
            configuration.certificateChain = certificate.chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(certificate.key)
        }
        // On a client BoringSSL calls this when the server has sent a CertificateRequest, and only then.
        configuration.sslContextCallback = { _, promise in
            evidence.sawCertificateRequest()
            promise.succeed(.noChanges)
        }
        let (roots, now) = (roots, now)
        let handler = try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: configuration), serverHostname: IPAddress(name) == nil ? name : nil,
            customVerificationCallback: { certificates, promise in
                promise.succeed(evidence.judge(certificates, for: name, at: now(), roots: roots))
            })
        try channel.pipeline.syncOperations.addHandlers([
            handler, TLSHandshakeHandler(handler, evidence: evidence, hasCertificate: certificate != nil, answer: answer),
        ])
    }
}

/// What a handshake agreed on.
struct TLSSession: Sendable {
    /// "1.2" or "1.3".
    let version: String?
    /// In seconds since 1970.
    let peerNotAfter: Int64?
}
