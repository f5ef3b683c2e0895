package import Cryptography
internal import NIOCore
internal import NIOPosix
internal import Synchronization
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// HTTP/1.1 over TCP and TLS, with every byte, deadline and certificate in our own hands. One thread serves all connections;
/// one of them is kept for each origin, and for each of its addresses that was asked for by itself.
///
/// After use it is to be ``shutdown()``.
package final class HTTPClient: HTTPExchange {
    /// Connections that wait for another request; more are closed.
    private static let keptLimit = 64

    /// What a connection leads to.
    private struct Place: Hashable {
        let origin: HTTPOrigin
        /// The one address of the origin that was asked for.
        let address: IPAddress?
    }

    private struct Kept {
        var connections: [Place: HTTPConnection] = [:]
        var isShutDown = false
    }

    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let tls: TLSClient
    private let rule: AddressRule
    private let proxies: HTTPProxySettings
    private let lookup: Lookup
    private let kept = Mutex(Kept())

    /// Asks for the addresses of a name.
    typealias Lookup = @Sendable (_ name: String, _ answer: OneAnswer<[IPAddress]>) -> Void

    /// What a client has to have to spare: three for NIO's event loop and as many for Swift's own, which both end the process when they get
    /// none (measured); the rest for a few names and connections at once.
    private static let descriptors = 24

    /// Throws when the process may not open as many files as the work takes.
    ///
    /// - Parameter now: Seconds since 1970, for the dates of certificates.
    package convenience init(
        roots: TrustStore, certificate: ClientCertificate? = nil, rule: AddressRule = AddressRule(), proxies: HTTPProxySettings = .none,
        now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }
    ) throws(HTTPFailure) {
        try self.init(roots: roots, certificate: certificate, rule: rule, proxies: proxies, now: now, lookup: { NameLookup.start($0, into: $1) })
    }

    init(
        roots: TrustStore, certificate: ClientCertificate?, rule: AddressRule, proxies: HTTPProxySettings, now: @escaping @Sendable () -> Int64,
        lookup: @escaping Lookup
    ) throws(HTTPFailure) {
        if let number = SpareDescriptors.fault(making: Self.descriptors) { throw .local(number) }
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        loop = group.next()
        tls = TLSClient(roots: roots, certificate: certificate, now: now)
        self.rule = rule
        self.proxies = proxies
        self.lookup = lookup
    }

    /// Closes all connections and ends the thread. Requests that still go on end early, later ones as cancelled.
    package func shutdown() async {
        let connections = kept.withLock { kept in
            defer { kept.connections = [:] }
            kept.isShutDown = true
            return kept.connections
        }
        for connection in connections.values { connection.cut() }
        try? await group.shutdownGracefully()
    }

    package func response(
        to request: HTTPRequest, at origin: HTTPOrigin, within deadlines: HTTPDeadlines
    ) async throws(HTTPFailure) -> HTTPResponse {
        guard HTTPOrigin.isHost(origin.host), origin.port > 0 else { throw .invalidRequest }
        if let reason = rule.refusal(ofHost: origin.peerName) { throw .addressRefused(origin.host, reason) }
        let route = try self.route(to: origin)
        let place = try place(of: request, at: origin, route)
        let bytes = try route.bytes(of: request, for: origin)
        let limit = origin.scheme == .http ? request.reach : nil
        if let connection = try takeConnection(to: place) {
            if let limit, connection.reach > limit {
                connection.close()
                throw .beyondReach
            }
            if bytes.isSafe {
                switch try await connection.exchange(bytes, within: deadlines.response) {
                case .reply(let reply): return try finish(reply, connection, place, route)
                case .failed(let failure, let hasBytes):
                    connection.cut()
                    // What is no response may be left of a body that the one before should not have had.
                    if hasBytes, failure != .notHTTP { throw failure }
                    // The server had closed it meanwhile: another one, once.
                }
            } else {
                // Nobody can tell whether a request that was lost with its connection has been done, and this one must not be
                // done twice: it gets a connection that is fresh.
                connection.close()
            }
        }
        let connection: HTTPConnection
        do throws(HTTPFailure) {
            connection = try await open(route, to: place, limit, deadlines)
        } catch {
            throw error == .closedEarly && origin.scheme == .https ? .tls(TLSFailure(.handshake)) : error.beforeAnyByte(from: origin, route)
        }
        switch try await connection.exchange(bytes, within: deadlines.response) {
        case .reply(let reply): return try finish(reply, connection, place, route)
        case .failed(let failure, let hasBytes):
            connection.cut()
            throw hasBytes ? failure : failure.beforeAnyByte(from: origin, route)
        }
    }

    /// How far a plain request to the host would travel; nil where a proxy would be asked. A name that has no address is ``HTTPReach/refused``:
    /// a request to it isn't sent, and says why.
    package func reach(of origin: HTTPOrigin, within deadline: Duration) async -> HTTPReach? {
        guard case .direct? = try? route(to: origin) else { return nil }
        if rule.refusal(ofHost: origin.peerName) != nil { return .refused }
        guard let addresses = try? await addresses(of: origin.host, within: deadline) else { return .refused }
        if addresses.contains(where: { rule.refusal(of: $0) != nil }) { return .refused }
        return Self.reach(of: addresses)
    }

    /// The addresses that the name has now, as text: each of them may be a gateway of its own.
    package func addresses(of origin: HTTPOrigin, within deadline: Duration) async throws(HTTPFailure) -> [String] {
        try await addresses(of: origin.host, within: deadline).map(\.text)
    }

    private func place(of request: HTTPRequest, at origin: HTTPOrigin, _ route: HTTPRoute) throws(HTTPFailure) -> Place {
        guard let text = request.address else { return Place(origin: origin, address: nil) }
        // A proxy that gets the request in the clear looks the name up itself.
        guard let address = IPAddress(text), !route.isProxied || origin.scheme == .https else { throw .invalidRequest }
        return Place(origin: origin, address: address)
    }

    /// Any of them may be the one that is connected to.
    private static func reach(of addresses: [IPAddress]) -> HTTPReach { addresses.map(HTTPReach.init(of:)).max() ?? .publicNetwork }

    private func addresses(of host: String, within deadline: Duration) async throws(HTTPFailure) -> [IPAddress] {
        if let address = IPAddress(host) { return [address] }
        let names = OneAnswer<[IPAddress]>()
        lookup(host, names)
        return try await names.value(within: deadline, on: loop, else: .nameTimeout)
    }

    private func finish(
        _ reply: PendingExchange.Reply, _ connection: HTTPConnection, _ place: Place, _ route: HTTPRoute
    ) throws(HTTPFailure) -> HTTPResponse {
        let origin = place.origin
        if reply.isReusable {
            keep(connection, to: place)
        } else if reply.response.isBodyCut {
            connection.cut()
        } else {
            connection.close()
        }
        if route.isPlain(to: origin), reply.wantsTLS(from: origin) { throw .tlsServer }
        if route.isProxied, origin.scheme == .http, reply.response.status == 407 { throw .proxyAuthenticationRequired }
        return reply.response
    }

    private func takeConnection(to place: Place) throws(HTTPFailure) -> HTTPConnection? {
        let (isShutDown, connection) = kept.withLock { ($0.isShutDown, $0.connections.removeValue(forKey: place)) }
        if isShutDown || Task.isCancelled {
            connection?.close()
            throw .cancelled
        }
        guard let connection else { return nil }
        return connection.isAlive ? connection : nil
    }

    private func keep(_ connection: HTTPConnection, to place: Place) {
        let isKept = kept.withLock { kept in
            guard !kept.isShutDown, kept.connections[place] == nil, kept.connections.count < Self.keptLimit else { return false }
            kept.connections[place] = connection
            return true
        }
        if !isKept { connection.close() }
    }

    private func route(to origin: HTTPOrigin) throws(HTTPFailure) -> HTTPRoute {
        switch proxies.choice(for: origin) {
        case .direct: .direct
        case .proxy(let proxy): .proxy(proxy)
        case .unknown: throw .proxyUnreachable
        }
    }

    private func open(
        _ route: HTTPRoute, to place: Place, _ limit: HTTPReach?, _ deadlines: HTTPDeadlines
    ) async throws(HTTPFailure) -> HTTPConnection {
        let origin = place.origin
        let channel: any Channel
        let reach: HTTPReach
        switch route {
        case .direct: (channel, reach) = try await connect(to: place, isChecked: true, limit, deadlines)
        case .proxy(let proxy):
            // The proxy looks a name up, so that nobody here knows where it leads.
            if let address = place.address, let reason = rule.refusal(of: address) { throw .addressRefused(address.text, reason) }
            let beyond = IPAddress(origin.host).map(HTTPReach.init(of:)) ?? .publicNetwork
            if let limit, beyond > limit { throw .beyondReach }
            // What nothing encrypts crosses the way to the proxy too.
            let isClear = origin.scheme == .http && proxy.origin.scheme == .http
            let connection: HTTPConnection
            do throws(HTTPFailure) {
                let (channel, way) = try await connect(to: Place(origin: proxy.origin, address: nil), isChecked: false, isClear ? limit : nil, deadlines)
                reach = isClear ? max(way, beyond) : beyond
                connection = try await .open(
                    on: channel, tls: proxy.origin.scheme == .https ? (tls, proxy.origin.peerName) : nil, reach: reach, within: deadlines.tls)
            } catch {
                throw error.ofProxy
            }
            if origin.scheme == .http { return connection }
            let end = HTTPOrigin(scheme: origin.scheme, host: place.address?.text ?? origin.host, port: origin.port)
            channel = try await tunnel(to: end, through: proxy, on: connection, deadlines)
        }
        return try await .open(on: channel, tls: origin.scheme == .https ? (tls, origin.peerName) : nil, reach: reach, within: deadlines.tls)
    }

    /// Finds the addresses of a host, has all of them checked, and connects to one of those very addresses: a name that is asked
    /// for twice may have two answers.
    private func connect(
        to place: Place, isChecked: Bool, _ limit: HTTPReach?, _ deadlines: HTTPDeadlines
    ) async throws(HTTPFailure) -> (channel: any Channel, reach: HTTPReach) {
        let addresses: [IPAddress]
        if let address = place.address { addresses = [address] } else { addresses = try await self.addresses(of: place.origin.host, within: deadlines.names) }
        if isChecked {
            for address in addresses {
                if let reason = rule.refusal(of: address) { throw .addressRefused(address.text, reason) }
            }
        }
        let reach = Self.reach(of: addresses)
        if let limit, reach > limit { throw .beyondReach }
        let connected = OneAnswer<any Channel>()
        ConnectionRace.start(addresses, port: place.origin.port, on: loop, deadlines: deadlines, into: connected)
        return (try await connected.value(within: deadlines.connect, on: loop, else: .connectTimeout), reach)
    }

    private func tunnel(
        to origin: HTTPOrigin, through proxy: HTTPProxy, on connection: HTTPConnection, _ deadlines: HTTPDeadlines
    ) async throws(HTTPFailure) -> any Channel {
        let ending: PendingExchange.Ending
        do throws(HTTPFailure) {
            ending = try await connection.exchange(proxy.connect(to: origin), within: deadlines.response)
        } catch {
            throw error.ofProxy
        }
        switch ending {
        case .reply(let reply):
            if (200..<300).contains(reply.response.status) { return try await connection.tunnel() }
            connection.cut()
            throw reply.response.status == 407 ? .proxyAuthenticationRequired : .proxyRefused(status: reply.response.status)
        case .failed(let failure, _):
            connection.cut()
            throw failure.ofProxy
        }
    }
}
