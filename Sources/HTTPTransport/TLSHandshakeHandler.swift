internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Waits for the end of a handshake, and says what the errors of TLS mean, then and later: a TLS 1.3 server refuses a missing
/// certificate after the handshake has gone well.
final class TLSHandshakeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let tls: NIOSSLHandler
    private let evidence: TLSEvidence
    private let hasCertificate: Bool
    private let answer: OneAnswer<TLSSession>

    init(_ tls: NIOSSLHandler, evidence: TLSEvidence, hasCertificate: Bool, answer: OneAnswer<TLSSession>) {
        self.tls = tls
        self.evidence = evidence
        self.hasCertificate = hasCertificate
        self.answer = answer
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event {
            let version: String? =
                switch tls.tlsVersion {
                case .tlsv12: "1.2"
                case .tlsv13: "1.3"
                default: nil
                }
            let session = TLSSession(version: version, peerNotAfter: evidence.peerNotAfter)
            context.fireUserInboundEventTriggered(session)
            answer.give(.success(session))
            return
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The end of a connection without a close_notify, which every web server has sometimes; channelInactive comes next.
        if case NIOSSLError.uncleanShutdown = error { return }
        // What a handler of TLS below this one has said already: a proxy is spoken to in TLS.
        let failure = error as? HTTPFailure ?? HTTPFailure(TLSErrorCode.codes(of: error), evidence: evidence, hasCertificate: hasCertificate)
        answer.give(.failure(failure))
        // An error of the socket itself is none of TLS once the handshake is over.
        context.fireErrorCaught(error is IOError ? error : failure)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.give(.failure(.tls(evidence.refusal ?? TLSFailure(.handshake))))
        context.fireChannelInactive()
    }
}
