import CommandDriver
import Foundation
import Testing

@testable import HTTPTransport

@Suite struct ProxyTests {
    private let certificates = Certificates.shared

    // A name that is not looked up here: the proxy finds it.
    private let name = "s3.example.invalid"

    private func client(_ proxy: ScriptedServer, scheme: String = "http", user: String = "") throws -> TestClient {
        let url = "\(scheme)://\(user)127.0.0.1:\(proxy.port)"
        return try TestClient(roots: [certificates.root.certificate], proxies: ["HTTPS_PROXY": url, "HTTP_PROXY": url])
    }

    @Test("plain HTTP goes to the proxy in absolute form, with its authorization")
    func absoluteForm() async throws {
        let proxy = try ScriptedServer([[.read, .send(ok), .hang]])
        let response = try await client(proxy, user: "me:secret@").response("HEAD", .http, name, 80, target: "/b?c", fields: [HTTPField("A", "b")])
        #expect(response.status == 200)
        #expect(
            proxy.requests == ["HEAD http://\(name)/b?c HTTP/1.1\r\nHost: \(name)\r\nA: b\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n"])
    }

    @Test("https goes through a tunnel, of a proxy with TLS too, over one connection; the proxy sees no request", arguments: ["http", "https"])
    func tunnel(_ scheme: String) async throws {
        let certificate = try certificates.workshop.certificate("tunnel-" + scheme, for: ["DNS:\(name)"], by: certificates.root)
        let server = try ScriptedServer([[.read, .send(ok), .read, .send(ok), .hang]], tls: certificates.tls(certificate))
        let proxy = try ScriptedServer([[.read, .tunnel(to: server.port)]], tls: scheme == "https" ? certificates.tls() : nil)
        let client = try client(proxy, scheme: scheme, user: "me:secret@")
        for _ in 0..<2 { #expect(try await client.response("HEAD", .https, name, 8443).status == 200) }
        #expect(server.connections == 1 && proxy.connections == 1)
        #expect(server.requests.allSatisfy { !$0.contains("Proxy-") })
        #expect(proxy.requests == ["CONNECT \(name):8443 HTTP/1.1\r\nHost: \(name):8443\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n"])
    }

    @Test("a proxy that opens TLS itself shows as an unknown authority")
    func interception() async throws {
        let certificate = try certificates.workshop.certificate("intercepted", for: ["DNS:\(name)"], by: certificates.other)
        let server = try ScriptedServer([[.read, .send(ok), .hang]], tls: certificates.tls(certificate))
        let proxy = try ScriptedServer([[.read, .tunnel(to: server.port)]])
        let result = try await client(proxy).result("HEAD", .https, name, 443)
        guard case .failure(.tls(let failure)) = result else {
            Issue.record("it was trusted")
            return
        }
        #expect(failure.cause == .certificate(code: 20) && failure.chain.first?.issuer == "CN=other, O=rcsops")
        #expect(server.requests.isEmpty)
    }

    @Test("a proxy's refusals are told apart")
    func refusals() async throws {
        for scheme in [HTTPOrigin.Scheme.http, .https] {
            let wants = try ScriptedServer([[.read, .send("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno"), .hang]])
            #expect(try await client(wants).result("HEAD", scheme, name, 8080) == .failure(.proxyAuthenticationRequired))
        }
        let refuses = try ScriptedServer([[.read, .send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")]])
        #expect(try await client(refuses).result("HEAD", .https, name, 8443) == .failure(.proxyRefused(status: 403)))
        for script: [ScriptedServer.Step] in [[], [.read], [.read, .send("garbage\r\n\r\n"), .hang], [.reset]] {
            #expect(try await client(ScriptedServer([script])).result("HEAD", .https, name, 8443) == .failure(.proxyUnreachable))
        }
        let port = try DeadPort(.closed)
        let closed = try TestClient(proxies: ["HTTP_PROXY": "127.0.0.1:\(port.port)"])
        #expect(try await closed.result("HEAD", .http, name, 8080) == .failure(.proxyUnreachable))
        let socks = try TestClient(proxies: ["HTTPS_PROXY": "socks5://127.0.0.1:1"])
        #expect(try await socks.result("HEAD", .https, name, 443) == .failure(.proxyUnreachable))
    }

    @Test("metadata services and refused addresses are not asked for through a proxy either")
    func refusedHosts() async throws {
        let proxy = try ScriptedServer([[.read, .send(ok)]])
        let client = try client(proxy)
        for host in ["169.254.169.254", "metadata.google.internal", "::ffff:169.254.169.254", "2852039166", "fe80::1"] {
            guard case .failure(.addressRefused) = try await client.result("HEAD", .http, host, 80) else {
                Issue.record("\(host) was asked for")
                continue
            }
        }
        #expect(proxy.connections == 0)
    }

    @Test("this machine is asked directly")
    func loopback() async throws {
        let server = try ScriptedServer([[.read, .send(ok)]])
        let proxy = try ScriptedServer([[.read, .send(ok)]])
        #expect(try await client(proxy).result("HEAD", .http, "127.0.0.1", server.port) == .status(200))
        #expect(proxy.connections == 0 && server.connections == 1)
    }
}
