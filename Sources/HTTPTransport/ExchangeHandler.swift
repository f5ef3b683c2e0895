internal import NIOCore
internal import NIOHTTP1

/// One request and its response after another on a connection, within ``HTTPLimits``.
final class ExchangeHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = PendingExchange
    typealias OutboundOut = HTTPClientRequestPart

    private let progress: ExchangeProgress
    private let fate: ConnectionFate
    private var session: TLSSession?
    private var current: PendingExchange?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []
    private var interim = 0
    private var isWhole = false
    private var start = NIODeadline.now()
    private var roundTrip = Duration.zero
    private var deadline: Scheduled<Void>?

    init(_ progress: ExchangeProgress, _ fate: ConnectionFate) {
        self.progress = progress
        self.fate = fate
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let session = event as? TLSSession { self.session = session }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        // Told before the bytes are out: a write that fails says less than what the server may have sent before.
        promise?.succeed()
        guard context.channel.isActive, current == nil else {
            exchange.answer.give(.success(.failed(fate.failure ?? .closedEarly, hasBytes: false)))
            return
        }
        current = exchange
        head = nil
        body = []
        interim = 0
        isWhole = false
        progress.begin()
        start = .now()
        wait(context)
        // The decoder takes note of the method and the wire handler of the bytes.
        let method = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: exchange.request.method), uri: "")
        context.write(wrapOutboundOut(.head(method)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(exchange.request.bytes))), promise: nil)
    }

    private func wait(_ context: ChannelHandlerContext) {
        guard let current else { return }
        deadline?.cancel()
        // Of the answer alone: whoever waits for it closes the connection.
        deadline = context.eventLoop.scheduleTask(in: current.deadline) { current.answer.give(.failure(.responseTimeout)) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard current != nil else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): take(head, context)
        case .body(let bytes):
            let limit = current?.request.bodyLimit ?? HTTPLimits.body
            // Growing would leave copies behind.
            if body.isEmpty, current?.request.isAnswerSecret == true { body.reserveCapacity(limit) }
            let room = limit - body.count
            body += bytes.readableBytesView.prefix(room)
            if bytes.readableBytes > room { reply(isReusable: false, isBodyCut: true) }
        case .end: isWhole = true
        }
    }

    private func take(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) {
        if head.status.code == 101 { return fail(.notHTTP) }
        if head.status.code < 200 {
            interim += 1
            if interim > HTTPLimits.interimResponses { fail(.notHTTP) }
            return
        }
        self.head = head
        progress.hasHead = true
        roundTrip = Duration(NIODeadline.now() - start)
        wait(context)
    }

    /// A reply ends here and not with its last byte: what follows in the same read shows that the connection is none to keep.
    func channelReadComplete(context: ChannelHandlerContext) {
        if isWhole { reply(isReusable: (head?.isKeepAlive ?? false) && !mayHaveBodyOfHead, isBodyCut: false) }
        context.fireChannelReadComplete()
    }

    /// radosgw sends the last chunk of a body that HEAD has not (RFC 9112 §6.3), and perhaps not in the same read.
    private var mayHaveBodyOfHead: Bool { current?.request.method == "HEAD" && head?.headers.contains(name: "transfer-encoding") ?? false }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isWhole {
            reply(isReusable: false, isBodyCut: false)
        } else {
            fail(failure(of: error))
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isWhole {
            reply(isReusable: false, isBodyCut: false)
        } else {
            fail(.closedEarly)
        }
        context.fireChannelInactive()
    }

    private func failure(of error: any Error) -> HTTPFailure {
        switch error {
        case let failure as HTTPFailure: return failure
        // A parser that hears of the end in the middle of a message.
        case HTTPParserError.invalidEOFState, HTTPParserError.closedConnection: return .closedEarly
        case let error as IOError: return HTTPFailure.isLocal(error.errnoCode) ? .local(error.errnoCode) : .closedEarly
        case is ChannelError: return .closedEarly
        default: return session == nil && progress.looksLikeTLS ? .tlsServer : .notHTTP
        }
    }

    private func reply(isReusable: Bool, isBodyCut: Bool) {
        guard let head else { return }
        let response = HTTPResponse(
            status: Int(head.status.code), fields: head.headers.map { HTTPField($0.name, $0.value) }, body: body, isBodyCut: isBodyCut,
            roundTrip: roundTrip, tlsVersion: session?.version, peerNotAfter: session?.peerNotAfter)
        let isSecret = current?.request.isAnswerSecret == true && (200..<300).contains(response.status)
        end(.reply(PendingExchange.Reply(response: response, isReusable: isReusable, beginning: isSecret ? [] : progress.beginning)))
    }

    private func fail(_ failure: HTTPFailure) { end(.failed(failure, hasBytes: !progress.beginning.isEmpty)) }

    private func end(_ ending: PendingExchange.Ending) {
        deadline?.cancel()
        deadline = nil
        progress.isRunning = false
        if current?.request.isAnswerSecret == true { progress.wipe() }
        isWhole = false
        body = []
        head = nil
        guard let ended = current else {
            if case .failed(let failure, _) = ending { fate.note(failure) }
            return
        }
        current = nil
        ended.answer.give(.success(ending))
    }
}
