internal import NIOCore
internal import NIOPosix
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Happy Eyeballs (RFC 8305 §5): tries the addresses one after another, the next one when the last has failed or takes its time,
/// and takes the first connection that comes about. All of it happens on one event loop.
final class ConnectionRace: @unchecked Sendable {
    private let loop: any EventLoop
    private let port: UInt16
    private let deadlines: HTTPDeadlines
    private let answer: OneAnswer<any Channel>
    private var waiting: ArraySlice<IPAddress>
    private var running = 0
    private var failures: [HTTPFailure] = []
    private var next: Scheduled<Void>?

    private init(_ addresses: [IPAddress], port: UInt16, on loop: any EventLoop, deadlines: HTTPDeadlines, into answer: OneAnswer<any Channel>) {
        self.loop = loop
        self.port = port
        self.deadlines = deadlines
        self.answer = answer
        waiting = Self.interleaved(addresses)[...]
    }

    /// Begins. The channel reads nothing until it is told to.
    static func start(
        _ addresses: [IPAddress], port: UInt16, on loop: any EventLoop, deadlines: HTTPDeadlines, into answer: OneAnswer<any Channel>
    ) {
        let race = ConnectionRace(addresses, port: port, on: loop, deadlines: deadlines, into: answer)
        loop.execute { race.tryNext() }
    }

    /// One of each family in turn, the resolver's favourite first (RFC 8305 §4).
    static func interleaved(_ addresses: [IPAddress]) -> [IPAddress] {
        guard let first = addresses.first else { return [] }
        var own = addresses.filter { $0.isIPv4 == first.isIPv4 }[...]
        var other = addresses.filter { $0.isIPv4 != first.isIPv4 }[...]
        var order: [IPAddress] = []
        while !own.isEmpty || !other.isEmpty {
            if let address = own.popFirst() { order.append(address) }
            if let address = other.popFirst() { order.append(address) }
        }
        return order
    }

    private func tryNext() {
        next?.cancel()
        next = nil
        guard !answer.isGiven else { return }
        guard let address = waiting.popFirst() else {
            if running == 0 { answer.give(.failure(Self.summary(of: failures))) }
            return
        }
        guard let place = try? SocketAddress(ipAddress: address.text, port: Int(port)) else {
            failures.append(.unreachable)
            return tryNext()
        }
        running += 1
        ClientBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(ConnectionEdge()) }
            }
            .connectTimeout(TimeAmount(deadlines.address))
            .connect(to: place)
            .whenComplete { self.ended($0) }
        if !waiting.isEmpty {
            next = loop.scheduleTask(in: TimeAmount(deadlines.nextAddress)) { self.tryNext() }
        }
    }

    private func ended(_ result: Result<any Channel, any Error>) {
        running -= 1
        switch result {
        case .success(let channel):
            next?.cancel()
            if !answer.give(.success(channel)) { channel.close(promise: nil) }
        case .failure(let error):
            failures.append(HTTPFailure(connecting: error))
            tryNext()
        }
    }

    /// The failure that tells most: this machine's own trouble, then an address that may yet answer, then one that refused.
    static func summary(of failures: [HTTPFailure]) -> HTTPFailure {
        let local = failures.first { if case .local = $0 { true } else { false } }
        return local ?? [.connectTimeout, .closedEarly, .connectionRefused].first { failures.contains($0) } ?? .unreachable
    }
}

extension HTTPFailure {
    /// Errors of this machine, not of the network: too many open files, no memory.
    static func isLocal(_ errorNumber: Int32) -> Bool { [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(errorNumber) }

    init(connecting error: any Error) {
        guard let number = (error as? IOError)?.errnoCode else {
            self = .connectTimeout
            return
        }
        switch number {
        case ECONNREFUSED: self = .connectionRefused
        // Accepted, and reset before we took notice of it.
        case ECONNRESET, ENOTCONN, EPIPE: self = .closedEarly
        case ETIMEDOUT: self = .connectTimeout
        // No route, no such network; a firewall's "prohibited"; an address family that this machine doesn't have.
        case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EACCES, EPERM, EADDRNOTAVAIL, EAFNOSUPPORT: self = .unreachable
        default: self = .local(number)
        }
    }
}
