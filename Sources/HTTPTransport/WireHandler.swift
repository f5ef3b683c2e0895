internal import NIOCore
internal import NIOHTTP1

/// Stands between the bytes and NIO's decoder: counts what comes, and lets our own bytes go out, where the decoder needs only the
/// method. NIO's encoder would change the case and number of header fields.
final class WireHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = ByteBuffer

    private let progress: ExchangeProgress

    init(_ progress: ExchangeProgress) { self.progress = progress }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard progress.isRunning else {
            // Nobody has asked: bytes after a reply to HEAD, a server that gives notice, one that speaks first and thus no HTTP.
            context.fireErrorCaught(HTTPFailure.notHTTP)
            return
        }
        let buffer = unwrapInboundIn(data)
        progress.add(buffer.readableBytesView)
        if !progress.hasHead { progress.count += buffer.readableBytes }
        context.fireChannelRead(data)
        if progress.isRunning, !progress.hasHead, progress.count > HTTPLimits.head { context.fireErrorCaught(HTTPFailure.notHTTP) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .body(.byteBuffer(let bytes)) = unwrapOutboundIn(data) else {
            promise?.succeed()
            return
        }
        context.write(wrapOutboundOut(bytes), promise: promise)
    }
}
