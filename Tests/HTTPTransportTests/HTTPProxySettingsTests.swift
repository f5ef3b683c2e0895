import NIOCore
import Testing

@testable import HTTPTransport

@Suite struct HTTPProxySettingsTests {
    private func proxy(for url: (HTTPOrigin.Scheme, String, UInt16?), _ environment: [String: String]) -> String? {
        let choice = HTTPProxySettings(environment: { environment[$0] }).choice(for: HTTPOrigin(scheme: url.0, host: url.1, port: url.2))
        return switch choice {
        case .direct: nil
        case .proxy(let proxy): proxy.origin.scheme.rawValue + "://" + proxy.origin.hostAndPort
        case .unknown: "unknown"
        }
    }

    @Test("each scheme has its variable, in capitals first")
    func schemes() {
        let both = ["HTTPS_PROXY": "http://p:1", "https_proxy": "http://q:2", "http_proxy": "http://r:3"]
        #expect(proxy(for: (.https, "a.test", nil), both) == "http://p:1")
        #expect(proxy(for: (.http, "a.test", nil), both) == "http://r:3")
        #expect(proxy(for: (.https, "a.test", nil), ["HTTP_PROXY": "http://p:1"]) == nil)
        #expect(proxy(for: (.https, "a.test", nil), ["HTTPS_PROXY": "", "https_proxy": "q"]) == "http://q:80")
        #expect(proxy(for: (.https, "a.test", nil), ["HTTPS_PROXY": "q:3128/path"]) == "http://q:3128")
        #expect(proxy(for: (.https, "a.test", nil), ["HTTPS_PROXY": "https://user:pw@[2001:db8::1]:3128"]) == "https://[2001:db8::1]:3128")
        for text in ["socks5://p:1", "http://", "http://a b", "http://p:0", "http://p:99999", "http://p:x", "http://u%zz@p", "http://[::1"] {
            #expect(proxy(for: (.https, "a.test", nil), ["HTTPS_PROXY": text]) == "unknown", "\(text)")
        }
    }

    @Test("a CGI program doesn't take a header for a proxy")
    func commonGateway() {
        let environment = ["REQUEST_METHOD": "GET", "HTTP_PROXY": "http://evil:1"]
        #expect(proxy(for: (.http, "a.test", nil), environment) == nil)
        #expect(proxy(for: (.http, "a.test", nil), environment.merging(["http_proxy": "good"]) { $1 }) == "http://good:80")
    }

    @Test("this machine is never asked for through a proxy", arguments: [
        "localhost", "localhost.", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "2130706433",
    ])
    func loopback(_ host: String) { #expect(proxy(for: (.http, host, nil), ["HTTP_PROXY": "p"]) == nil) }

    @Test("NO_PROXY is read as Go reads it", arguments: [
        ("*", "a.test", nil, true), ("a.test", "a.test", nil, true), ("a.test", "b.a.test", nil, true), ("a.test", "ba.test", nil, false),
        (".a.test", "b.a.test", nil, true), (".a.test", "a.test", nil, false), ("*.a.test", "b.a.test", nil, true),
        ("*.a.test", "a.test", nil, false), ("A.Test", "a.test", nil, true), (" x , a.test ", "a.test", nil, true), ("", "a.test", nil, false),
        ("a.test:8443", "a.test", 8443, true), ("a.test:8443", "a.test", nil, false), (":443", "a.test", nil, false),
        ("10.0.0.0/8", "10.1.2.3", nil, true), ("10.0.0.0/8", "11.1.2.3", nil, false), ("10.1.2.3", "10.1.2.3", nil, true),
        ("10.1.2.3:9000", "10.1.2.3", 9000, true), ("10.1.2.3:9000", "10.1.2.3", nil, false), ("2001:db8::/32", "2001:db8::7", nil, true),
        ("[2001:db8::7]:9000", "2001:db8::7", 9000, true), ("2001:db8::7", "2001:db8::7", nil, true), ("10.0.0.0/33", "10.0.0.1", nil, false),
        ("a.test", "a.test.", nil, true),
    ] as [(String, String, UInt16?, Bool)])
    func exceptions(_ list: String, _ host: String, _ port: UInt16?, _ isDirect: Bool) {
        let found = proxy(for: (.https, host, port), ["HTTPS_PROXY": "p", "no_proxy": list])
        #expect((found == nil) == isDirect)
    }

    @Test("a proxy's user is decoded for Basic, and needs no password")
    func user() throws {
        func header(_ text: String) throws -> String? {
            let bytes = try HTTPProxy(text)?.connect(to: HTTPOrigin(scheme: .https, host: "a.test")).bytes
            let lines = String(decoding: bytes?.readableBytesView ?? [], as: UTF8.self).split(separator: "\r\n")
            return lines.first { $0.hasPrefix("Proxy-Authorization: ") }.map { String($0.dropFirst(21)) }
        }
        #expect(try header("http://user:p%40ss@p") == "Basic dXNlcjpwQHNz")
        #expect(try header("http://user@p") == "Basic dXNlcjo=")
        #expect(try header("http://us:er:x@p") == "Basic dXM6ZXI6eA==")
        #expect(try header("http://p") == nil)
    }
}
