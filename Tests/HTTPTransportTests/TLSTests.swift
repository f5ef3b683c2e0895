import CommandDriver
import Foundation
import SecretMemory
import Testing

@testable import HTTPTransport

@Suite struct TLSTests {
    private let certificates = Certificates.shared

    /// One request to a server with that certificate, and the server.
    private func result(
        _ tls: ScriptedServer.TLS?, _ client: TestClient, host: String = "127.0.0.1", address: String = "127.0.0.1", script: [ScriptedServer.Step] = [.read, .send(ok), .hang]
    ) async throws -> (TestClient.Result, ScriptedServer) {
        let server = try ScriptedServer([script], tls: tls, address: address)
        return (try await client.result("HEAD", .https, host, server.port), server)
    }

    private func good(_ certificate: ClientCertificate? = nil) throws -> TestClient {
        try TestClient(roots: [certificates.root.certificate], certificate: certificate)
    }

    @Test("a good certificate is taken for a name, an address and IPv6, by TLS 1.2 and 1.3", arguments: ["1.2", "1.3"])
    func good(_ version: String) async throws {
        let client = try good()
        for (host, address) in [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1")] {
            let server = try ScriptedServer([[.read, .send(ok), .hang]], tls: certificates.tls(version: version), address: address)
            let response = try await client.response("HEAD", .https, host, server.port)
            #expect(response.status == 200 && response.tlsVersion == version, "\(host)")
            #expect(abs((response.peerNotAfter ?? 0) - Int64(Date().timeIntervalSince1970) - 10 * 86_400) < 600)
        }
        await client.client.shutdown()
    }

    @Test("each fault of a certificate has its code and the chain, and no byte of HTTP is sent", arguments: ["1.2", "1.3"])
    func faults(_ version: String) async throws {
        let day = 86_400.0
        let workshop = certificates.workshop
        let own = ["IP:127.0.0.1", "DNS:localhost"]
        let cases: [(String, String, Int32)] = [
            ("127.0.0.1", try workshop.certificate("unknown" + version, for: own, by: certificates.other), 20),
            ("127.0.0.1", try workshop.certificate("self" + version, for: own, by: nil), 18),
            ("127.0.0.1", try workshop.certificate("expired" + version, for: own, by: certificates.root, to: Date(timeIntervalSinceNow: -day)), 10),
            ("127.0.0.1", try workshop.certificate("early" + version, for: own, by: certificates.root, from: Date(timeIntervalSinceNow: day)), 9),
            ("localhost", try workshop.certificate("wrong" + version, for: ["DNS:other.test"], by: certificates.root), 62),
            ("127.0.0.1", workshop.path("wrong\(version).pem"), 64),
        ]
        for (host, certificate, code) in cases {
            let (result, server) = try await result(certificates.tls(certificate, version: version), try good(), host: host)
            #expect(result.withoutChain == .failure(.tls(TLSFailure(.certificate(code: code)))), "\(code)")
            guard case .failure(.tls(let failure)) = result else { continue }
            #expect(failure.chain.first?.subject.hasPrefix("CN=") == true)
            #expect(failure.chain.first?.names == (code == 62 || code == 64 ? ["other.test"] : ["127.0.0.1", "localhost"]))
            #expect(try await server.wait(for: "closed"))
            #expect(server.requests.isEmpty && !server.events.contains { $0.name == "more" })
        }
    }

    @Test("nothing is trusted without roots, and the machine's own don't know a private authority")
    func roots() async throws {
        #expect(try await result(certificates.tls(), try TestClient()).0.withoutChain == .failure(.tls(TLSFailure(.noRoots))))
        let system = try TestClient(usesSystemRoots: true)
        #expect(try await result(certificates.tls(), system).0.withoutChain == .failure(.tls(TLSFailure(.certificate(code: 20)))))
        let both = try TestClient(roots: [certificates.root.certificate], usesSystemRoots: true)
        #expect(try await result(certificates.tls(), both).0 == .status(200))
    }

    @Test("a server of TLS 1.1 is too old")
    func version() async throws {
        #expect(try await result(certificates.tls(version: "1.1"), try good()).0 == .failure(.tls(TLSFailure(.version))))
    }

    @Test("a wanted client certificate is named, also when TLS 1.3 tells it after the handshake")
    func clientCertificate() async throws {
        // The late alert races with the end of the connection.
        for _ in 0..<20 {
            let late = try await result(certificates.tls(version: "1.3", clientAuthority: certificates.root.certificate), try good()).0
            #expect(late == .failure(.tls(TLSFailure(.clientCertificateRequired(isCertain: true)))))
        }
        let early = try await result(certificates.tls(version: "1.2", clientAuthority: certificates.root.certificate), try good()).0
        #expect(early == .failure(.tls(TLSFailure(.clientCertificateRequired(isCertain: false)))))
        let ours = try certificates.clientCertificate(by: certificates.root, "client")
        for version in ["1.2", "1.3"] {
            let shown = try await result(certificates.tls(version: version, clientAuthority: certificates.root.certificate), try good(ours)).0
            #expect(shown == .status(200))
        }
        let foreign = try certificates.clientCertificate(by: certificates.other, "foreign")
        for version in ["1.2", "1.3"] {
            let refused = try await result(certificates.tls(version: version, clientAuthority: certificates.root.certificate), try good(foreign)).0
            // unknown_ca (RFC 8446 §6.2).
            #expect(refused == .failure(.tls(TLSFailure(.clientCertificateRefused(alert: 48)))))
        }
    }

    @Test("client certificates and keys that don't go together are refused before anything is sent")
    func badClientCertificate() throws {
        let workshop = certificates.workshop
        let chain = try workshop.bytes(certificates.good)
        let key = try workshop.bytes(workshop.key)
        let other = try workshop.bytes(certificates.other.key)
        let locked = workshop.path("locked.key")
        try workshop.openssl("pkey", "-in", workshop.key, "-aes128", "-passout", "pass:secret", "-out", locked)
        let lockedKey = try workshop.bytes(locked)
        #expect(throws: ClientCertificate.Failure.certificate) { try ClientCertificate(chain: key, key: SecretBytes(copying: key)) }
        #expect(throws: ClientCertificate.Failure.certificate) { try ClientCertificate(chain: [], key: SecretBytes(copying: key)) }
        #expect(throws: ClientCertificate.Failure.key) { try ClientCertificate(chain: chain, key: SecretBytes(copying: chain)) }
        #expect(throws: ClientCertificate.Failure.key) { try ClientCertificate(chain: chain, key: SecretBytes(copying: lockedKey)) }
        #expect(throws: ClientCertificate.Failure.mismatch) { try ClientCertificate(chain: chain, key: SecretBytes(copying: other)) }
    }

    @Test("a server that speaks plain HTTP at an https address is named, whatever it says first")
    func plainServer() async throws {
        for answer in ["HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\0\0\0\0\0\0\0"] {
            let (result, _) = try await result(nil, try good(), script: [.send(answer), .hang])
            #expect(result == .failure(.plainServer), "\(answer.prefix(8))")
        }
    }

    @Test("a handshake that breaks off, and alerts of other kinds, are told apart")
    func otherEnds() async throws {
        #expect(try await result(nil, try good(), script: []).0 == .failure(.tls(TLSFailure(.handshake))))
        #expect(try await result(nil, try good(), script: [.reset]).0 == .failure(.tls(TLSFailure(.handshake))))
        // handshake_failure and unrecognized_name, when no certificate was asked for.
        for alert: UInt8 in [40, 112] {
            let (result, _) = try await result(nil, try good(), script: [.bytes([21, 3, 3, 0, 2, 2, alert]), .hang])
            #expect(result == .failure(.tls(TLSFailure(.alert(alert)))))
        }
    }

    @Test("a handshake has a deadline")
    func deadline() async throws {
        var client = try good()
        client.deadlines.tls = .milliseconds(300)
        let start = ContinuousClock.now
        #expect(try await result(nil, client, script: [.hang]).0 == .failure(.tlsTimeout))
        #expect(ContinuousClock.now - start >= .milliseconds(290))
    }

    @Test("SNI has a name without its dot, and no address; ALPN is http/1.1 alone")
    func hello() async throws {
        // Through a proxy no resolver has to know the name.
        let established = "HTTP/1.1 200 OK\r\n\r\n"
        for (host, name) in [("s3.example.test.", "s3.example.test"), ("s3.example.test", "s3.example.test"), ("192.0.2.7", nil)] as [(String, String?)] {
            let proxy = try ScriptedServer([[.read, .send(established), .hang]])
            var client = try TestClient(proxies: ["HTTPS_PROXY": "127.0.0.1:\(proxy.port)"])
            client.deadlines.tls = .milliseconds(500)
            #expect(try await client.result("HEAD", .https, host, 443) == .failure(.tlsTimeout))
            #expect(try await proxy.wait(for: "more"))
            let hello = try #require(proxy.events.first { $0.name == "more" }).bytes
            #expect((hello.range(of: Data("s3.example.test".utf8)) != nil) == (name != nil))
            #expect(hello.range(of: Data("s3.example.test.".utf8)) == nil && hello.range(of: Data(host.utf8)) == nil || host == name)
            #expect(hello.range(of: Data("\u{8}http/1.1".utf8)) != nil && hello.range(of: Data("\u{2}h2".utf8)) == nil)
        }
    }

    @Test("HTTP to a server that wants TLS is named, by its alert, its words, or its silence at a port of TLS")
    func tlsServer() async throws {
        let client = try good()
        // The real one: OpenSSL answers with an alert or a reset.
        let openssl = try ScriptedServer([[.read]], tls: certificates.tls())
        let first = try await client.result("HEAD", .http, "127.0.0.1", openssl.port)
        #expect([.failure(.tlsServer), .failure(.closedEarly)].contains(first))
        let alert = try ScriptedServer([[.read, .bytes([21, 3, 1, 0, 2, 2, 70])]])
        #expect(try await client.result("HEAD", .http, "127.0.0.1", alert.port) == .failure(.tlsServer))
        let go = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
        let nginx = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 57\r\n\r\n<center>The plain HTTP request was sent to HTTPS port</center>"
        for (method, answer) in [("HEAD", go), ("GET", go), ("GET", nginx)] {
            let server = try ScriptedServer([[.read, .send(answer)]])
            #expect(try await client.result(method, .http, "127.0.0.1", server.port) == .failure(.tlsServer))
        }
        // A port that ends in 443.
        for script in [[.read], [.read, .reset], [.read, .send("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n")]] as [[ScriptedServer.Step]] {
            // Another program may have the one or the other.
            let server = try #require((10...60).shuffled().lazy.compactMap { try? ScriptedServer([script], port: UInt16($0 * 1000 + 443)) }.first)
            #expect(try await client.result("HEAD", .http, "127.0.0.1", server.port) == .failure(.tlsServer), "\(server.port)")
        }
        let other = try ScriptedServer([[.read, .send("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n")]])
        #expect(try await client.result("HEAD", .http, "127.0.0.1", other.port) == .status(400))
    }
}
