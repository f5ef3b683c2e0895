internal import NIOCore

/// The handler next to the socket. A close that begins here does not wait for TLS' own farewell.
final class ConnectionEdge: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Closes the connection at once.
    static func cut(_ channel: any Channel) {
        channel.eventLoop.execute {
            if let context = try? channel.pipeline.syncOperations.context(handlerType: ConnectionEdge.self) {
                context.close(promise: nil)
            } else {
                channel.close(promise: nil)
            }
        }
    }
}
