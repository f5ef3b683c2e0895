/// Which requests go through which proxy: HTTPS_PROXY, HTTP_PROXY and NO_PROXY as Go reads them (golang.org/x/net/http/httpproxy),
/// and rclone with it.
package struct HTTPProxySettings: Sendable {
    /// No proxy at all.
    package static let none = HTTPProxySettings(environment: { _ in nil })

    enum Choice: Sendable {
        case direct
        case proxy(HTTPProxy)
        /// The environment names something that is no http or https proxy.
        case unknown
    }

    private let https: Choice
    private let http: Choice
    private let exceptions: ProxyExceptions

    /// Reads the names that are asked for; an empty value counts as none.
    package init(environment: (String) -> String?) {
        func value(_ names: String...) -> String? {
            for name in names {
                if let value = environment(name), !value.isEmpty { return value }
            }
            return nil
        }
        func choice(_ text: String?) -> Choice { text.map { HTTPProxy($0).map(Choice.proxy) ?? .unknown } ?? .direct }
        https = choice(value("HTTPS_PROXY", "https_proxy"))
        // A CGI program has a request's header Proxy under that name (httpoxy, CVE-2016-5386).
        http = choice(environment("REQUEST_METHOD").map { !$0.isEmpty } == true ? value("http_proxy") : value("HTTP_PROXY", "http_proxy"))
        exceptions = ProxyExceptions(value("NO_PROXY", "no_proxy") ?? "")
    }

    func choice(for origin: HTTPOrigin) -> Choice {
        let name = origin.peerName
        let address = IPAddress(loosely: name)
        if name == "localhost" || name.hasSuffix(".localhost") || address?.isLoopback == true { return .direct }
        if exceptions.contain(name, address, port: origin.port) { return .direct }
        return origin.scheme == .https ? https : http
    }
}
