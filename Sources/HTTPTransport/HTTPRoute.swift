/// How a request gets to its origin.
enum HTTPRoute: Sendable {
    case direct
    case proxy(HTTPProxy)

    var isProxied: Bool {
        switch self {
        case .direct: false
        case .proxy: true
        }
    }

    /// Plain HTTP is spoken, to the origin itself.
    func isPlain(to origin: HTTPOrigin) -> Bool { !isProxied && origin.scheme == .http }

    /// The bytes of a request: in absolute form for a proxy that gets it in the clear (RFC 9112 §3.2.2).
    func bytes(of request: HTTPRequest, for origin: HTTPOrigin) throws(HTTPFailure) -> HTTPRequestBytes {
        guard case .proxy(let proxy) = self, origin.scheme == .http else { return try HTTPRequestBytes(request) }
        let target = "http://" + origin.authority + request.target
        return try HTTPRequestBytes(request, target: target, proxyAuthorization: proxy.authorization)
    }
}

extension HTTPProxy {
    /// RFC 9110 §9.3.6.
    func connect(to origin: HTTPOrigin) throws(HTTPFailure) -> HTTPRequestBytes {
        let request = HTTPRequest(method: "CONNECT", target: origin.hostAndPort, fields: [HTTPField("Host", origin.hostAndPort)])
        return try HTTPRequestBytes(request, proxyAuthorization: authorization)
    }
}

extension HTTPFailure {
    /// What a failure on the way to a proxy, or in its answer to CONNECT, means for the request.
    var ofProxy: HTTPFailure {
        switch self {
        case .cancelled, .local, .beyondReach: self
        default: .proxyUnreachable
        }
    }
}

extension HTTPFailure {
    /// What it means that a connection ended before the origin had said anything.
    func beforeAnyByte(from origin: HTTPOrigin, _ route: HTTPRoute) -> HTTPFailure {
        self == .closedEarly && route.isPlain(to: origin) && origin.isLikelyTLS ? .tlsServer : self
    }
}

extension HTTPOrigin {
    /// A port where TLS is to be expected: 443, 8443, 9443 and their like.
    package var isLikelyTLS: Bool { port % 1000 == 443 }
}

extension PendingExchange.Reply {
    /// The words of Go's, nginx' and Apache's servers to whom speaks plain HTTP to their TLS: there is no code for it.
    private static var words: [String] {
        ["HTTP request to an HTTPS server", "plain HTTP request was sent to HTTPS port", "plain HTTP to an SSL-enabled server port"]
    }

    /// The answer of a server that speaks TLS at this port.
    func wantsTLS(from origin: HTTPOrigin) -> Bool {
        guard response.status == 400 else { return false }
        if origin.isLikelyTLS, response.fields["content-type"]?.lowercased().hasPrefix("text/html") == true { return true }
        let text = String(decoding: beginning, as: UTF8.self)
        return Self.words.contains { text.contains($0) }
    }
}
