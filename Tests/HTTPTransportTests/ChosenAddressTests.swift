import CommandDriver
import Foundation
import Testing

@testable import HTTPTransport

/// One name may stand for several gateways: a request can go to a certain one of them.
@Suite struct ChosenAddressTests {
    private func response(
        _ client: TestClient, _ scheme: HTTPOrigin.Scheme = .http, _ host: String = "gateway.test", _ port: UInt16, address: String?,
        limit: Int = HTTPLimits.body, isSecret: Bool = false
    ) async throws -> HTTPResponse {
        let origin = HTTPOrigin(scheme: scheme, host: host, port: port)
        var request = HTTPRequest(method: "GET", target: "/", fields: [HTTPField("Host", origin.authority)])
        request.address = address
        request.bodyLimit = limit
        request.isAnswerSecret = isSecret
        return try await client.client.response(to: request, at: origin, within: client.deadlines)
    }

    @Test("a request goes to its address, under the name of the host, which nobody looks up")
    func plain() async throws {
        let server = try ScriptedServer([[.read, .send(ok), .hang]], address: "127.0.0.2")
        #expect(try await response(TestClient(), .http, "gateway.test", server.port, address: "127.0.0.2").status == 200)
        #expect(server.requests.first?.contains("Host: gateway.test:\(server.port)\r\n") == true)
    }

    @Test("a connection that is kept serves its own address alone")
    func kept() async throws {
        let first = try ScriptedServer([[.read, .send(ok), .read, .send(ok), .hang]])
        let second = try ScriptedServer([[.read, .send(ok), .read, .send(ok), .hang]], address: "127.0.0.2", port: first.port)
        let client = try TestClient()
        for address in ["127.0.0.1", "127.0.0.2", "127.0.0.1", "127.0.0.2"] {
            #expect(try await response(client, .http, "gateway.test", first.port, address: address).status == 200)
        }
        #expect([first, second].map(\.connections) == [1, 1] && [first, second].map(\.requests.count) == [2, 2])
    }

    @Test("the certificate has to be the name's, and SNI is")
    func tls() async throws {
        let certificates = Certificates.shared
        let named = try certificates.workshop.certificate("gateway", for: ["DNS:gateway.test"], by: certificates.root)
        let client = try TestClient(roots: [certificates.root.certificate])
        let right = try ScriptedServer([[.read, .send(ok), .hang]], tls: certificates.tls(named), address: "127.0.0.2")
        #expect(try await response(client, .https, "gateway.test", right.port, address: "127.0.0.2").status == 200)
        // The address' own certificate is not the gateway's.
        let wrong = try ScriptedServer([[.read, .send(ok), .hang]], tls: certificates.tls(), address: "127.0.0.1")
        let failure = await #expect(throws: HTTPFailure.self) { try await response(client, .https, "gateway.test", wrong.port, address: "127.0.0.1") }
        guard case .tls(let found)? = failure, case .certificate = found.cause else {
            Issue.record("the certificate was taken")
            return
        }
    }

    @Test("an address that no request may go to is refused here too, and what is no address")
    func refused() async throws {
        let client = try TestClient()
        await #expect(throws: HTTPFailure.addressRefused("169.254.169.254", .metadata)) { try await response(client, .http, "gateway.test", 80, address: "169.254.169.254") }
        await #expect(throws: HTTPFailure.invalidRequest) { try await response(client, .http, "gateway.test", 80, address: "localhost") }
    }

    @Test("a proxy is told the address, and one that would look the name up is not asked")
    func proxied() async throws {
        let certificates = Certificates.shared
        let named = try certificates.workshop.certificate("proxied", for: ["DNS:gateway.test"], by: certificates.root)
        let server = try ScriptedServer([[.read, .send(ok), .hang]], tls: certificates.tls(named), address: "127.0.0.2")
        let proxy = try ScriptedServer([[.read, .tunnel()]])
        let proxies = ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)", "HTTP_PROXY": "http://127.0.0.1:\(proxy.port)"]
        let client = try TestClient(roots: [certificates.root.certificate], proxies: proxies)
        #expect(try await response(client, .https, "gateway.test", server.port, address: "127.0.0.2").status == 200)
        #expect(proxy.requests.first?.hasPrefix("CONNECT 127.0.0.2:\(server.port) HTTP/1.1\r\n") == true)
        await #expect(throws: HTTPFailure.invalidRequest) { try await response(client, .http, "gateway.test", server.port, address: "127.0.0.2") }
    }

    @Test("the addresses of a name can be had one by one")
    func addresses() async throws {
        let client = try TestClient()
        #expect(try await client.client.addresses(of: HTTPOrigin(scheme: .http, host: "localhost"), within: .seconds(3)).contains("127.0.0.1"))
        #expect(try await client.client.addresses(of: HTTPOrigin(scheme: .http, host: "192.0.2.1"), within: .seconds(3)) == ["192.0.2.1"])
    }

    @Test("a request says how much of an answer is read", arguments: [false, true])
    func limits(isSecret: Bool) async throws {
        let steps: [ScriptedServer.Step] = [
            .read, .send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), .times(1000, String(repeating: "x", count: 100)), .hang,
        ]
        let server = try ScriptedServer([steps, steps])
        let client = try TestClient()
        let cut = try await response(client, .http, "127.0.0.1", server.port, address: nil, isSecret: isSecret)
        #expect(cut.body.count == HTTPLimits.body && cut.isBodyCut)
        var whole = try await response(client, .http, "127.0.0.1", server.port, address: nil, limit: 1 << 20, isSecret: isSecret)
        #expect(whole.body == Array(repeating: UInt8(ascii: "x"), count: 100_000) && !whole.isBodyCut)
        whole.wipeBody()
        #expect(whole.body.isEmpty)
    }
}
