internal import NIOCore
internal import NIOHTTP1

/// A connection to an origin, or to a proxy, that exchanges go over one after another.
final class HTTPConnection: Sendable {
    private enum HandlerName: String, CaseIterable { case exchange, decoder, wire }

    private let channel: any Channel
    private let fate: ConnectionFate
    /// Whose networks lie between us and whoever reads what is sent on it.
    let reach: HTTPReach

    private init(_ channel: any Channel, _ fate: ConnectionFate, _ reach: HTTPReach) {
        self.channel = channel
        self.fate = fate
        self.reach = reach
    }

    /// Puts HTTP onto the channel, and TLS under it where `tls` tells to whom; waits for the handshake. The channel is the
    /// connection's from here on, and closed when this fails.
    static func open(
        on channel: any Channel, tls: (client: TLSClient, name: String)? = nil, reach: HTTPReach, within deadline: Duration
    ) async throws(HTTPFailure) -> HTTPConnection {
        let fate = ConnectionFate()
        let handshake = OneAnswer<TLSSession>()
        channel.eventLoop.execute {
            do {
                if let tls { try tls.client.start(on: channel, to: tls.name, evidence: TLSEvidence(), into: handshake) }
                try addHandlers(to: channel, fate)
                try channel.syncOptions?.setOption(.autoRead, value: true)
                if tls == nil { handshake.give(.success(TLSSession(version: nil, peerNotAfter: nil))) }
            } catch {
                // The channel has been closed meanwhile, or BoringSSL has no memory for a context.
                handshake.give(.failure(tls == nil ? .closedEarly : .tls(TLSFailure(.handshake))))
            }
        }
        do throws(HTTPFailure) {
            _ = try await handshake.value(within: deadline, on: channel.eventLoop, else: .tlsTimeout)
        } catch {
            ConnectionEdge.cut(channel)
            throw error
        }
        return HTTPConnection(channel, fate, reach)
    }

    private static func addHandlers(to channel: any Channel, _ fate: ConnectionFate) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = HTTPLimits.head
        limits.maxHeaderListSize = HTTPLimits.head
        limits.maxHeaderFieldCount = HTTPLimits.fields
        let decoder = HTTPResponseDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward, limitConfiguration: limits)
        let progress = ExchangeProgress()
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(WireHandler(progress), name: HandlerName.wire.rawValue)
        try pipeline.addHandler(ByteToMessageHandler(decoder), name: HandlerName.decoder.rawValue)
        try pipeline.addHandler(ExchangeHandler(progress, fate), name: HandlerName.exchange.rawValue)
    }

    var isAlive: Bool { channel.isActive && fate.failure == nil }

    /// Sends a request and waits for how that ends. When this throws, for a deadline or the task's cancellation, the connection
    /// is closed.
    func exchange(_ request: HTTPRequestBytes, within deadline: Duration) async throws(HTTPFailure) -> PendingExchange.Ending {
        let answer = OneAnswer<PendingExchange.Ending>()
        let fate = fate
        channel.writeAndFlush(PendingExchange(request: request, deadline: TimeAmount(deadline), answer: answer)).whenFailure { _ in
            answer.give(.success(.failed(fate.failure ?? .closedEarly, hasBytes: false)))
        }
        do throws(HTTPFailure) {
            return try await answer.value()
        } catch {
            cut()
            throw error
        }
    }

    /// Takes HTTP off again, after CONNECT; the bytes go through from here on.
    func tunnel() async throws(HTTPFailure) -> any Channel {
        do {
            for name in HandlerName.allCases { try await channel.pipeline.removeHandler(name: name.rawValue).get() }
        } catch {
            cut()
            throw .closedEarly
        }
        return channel
    }

    /// Takes leave of a server that has done nothing wrong.
    func close() { channel.close(promise: nil) }

    /// Closes at once.
    func cut() { ConnectionEdge.cut(channel) }
}
