import CommandDriver
import Cryptography
import Synchronization
import Testing

@testable import HTTPTransport

/// How far a request goes that nothing encrypts.
@Suite struct ReachTests {
    /// A client whose name service gives another answer each time; the last one for all that follow.
    private static func client(_ answers: [[String]], proxies: [String: String] = [:]) throws -> HTTPClient {
        let count = Atomic<Int>(0)
        return try HTTPClient(
            roots: try TrustStore(usesSystemRoots: false, environment: { _ in nil }), certificate: nil, rule: AddressRule(),
            proxies: HTTPProxySettings(environment: { proxies[$0] }), now: { 0 },
            lookup: { _, answer in
                let index = count.add(1, ordering: .relaxed).oldValue
                let addresses = answers[min(index, answers.count - 1)].compactMap { IPAddress($0) }
                answer.give(addresses.isEmpty ? .failure(.nameNotFound) : .success(addresses))
            })
    }

    private static func result(_ client: HTTPClient, _ host: String, _ port: UInt16, _ reach: HTTPReach?) async throws -> TestClient.Result {
        let origin = HTTPOrigin(scheme: .http, host: host, port: port)
        var request = HTTPRequest(method: "HEAD", target: "/", fields: [HTTPField("Host", origin.authority)])
        request.reach = reach
        var deadlines = HTTPDeadlines()
        deadlines.connect = .seconds(1)
        do throws(HTTPFailure) { return .status(try await client.response(to: request, at: origin, within: deadlines).status) } catch { return .failure(error) }
    }

    @Test("a name that was private when it was looked at, and is public when it is connected to, gets nothing")
    func rebinding() async throws {
        let server = try ScriptedServer([[.read, .send(ok), .read, .send(ok), .hang]])
        let origin = HTTPOrigin(scheme: .http, host: "s3.example.test", port: server.port)
        let there = try Self.client([["127.0.0.1"], ["127.0.0.1"]])
        #expect(await there.reach(of: origin, within: .seconds(1)) == .machine)
        #expect(try await Self.result(there, origin.host, origin.port, .machine) == .status(200))
        #expect(try await Self.result(there, origin.host, origin.port, .privateNetwork) == .status(200))
        for second in [["9.9.9.9"], ["127.0.0.1", "9.9.9.9"], ["2001:4860:4860::8888"]] {
            let moved = try Self.client([["127.0.0.1"], second])
            #expect(await moved.reach(of: origin, within: .seconds(1)) == .machine)
            #expect(try await Self.result(moved, origin.host, origin.port, .privateNetwork) == .failure(.beyondReach), "\(second)")
            #expect(try await Self.result(moved, origin.host, origin.port, .machine) == .failure(.beyondReach), "\(second)")
        }
        #expect(try await Self.result(try Self.client([["10.0.0.1"]]), origin.host, origin.port, .machine) == .failure(.beyondReach))
        #expect(server.requests.count == 2)
    }

    @Test("to a name that has no address nothing goes at all; the request itself tells why")
    func nowhere() async throws {
        let client = try Self.client([[]])
        #expect(await client.reach(of: HTTPOrigin(scheme: .http, host: "s3.example.test"), within: .seconds(1)) == .refused)
        #expect(try await Self.result(client, "s3.example.test", 80, .privateNetwork) == .failure(.nameNotFound))
    }

    @Test("what a proxy looks up is as far as can be; an address is what it is")
    func proxies() async throws {
        let proxy = try ScriptedServer([[.read, .send(ok), .hang], [.read, .send(ok), .hang]])
        let client = try Self.client([["127.0.0.1"]], proxies: ["HTTP_PROXY": "http://127.0.0.1:\(proxy.port)"])
        #expect(try await Self.result(client, "s3.example.test", 80, .privateNetwork) == .failure(.beyondReach))
        #expect(try await Self.result(client, "9.9.9.9", 80, .privateNetwork) == .failure(.beyondReach))
        #expect(proxy.requests.isEmpty)
        #expect(try await Self.result(client, "10.0.0.1", 80, .privateNetwork) == .status(200))
        #expect(try await Self.result(client, "s3.example.test", 80, nil) == .status(200))
        // The way to the proxy is in the clear too.
        let far = try Self.client([["9.9.9.9"]], proxies: ["HTTP_PROXY": "http://proxy.example.test:3128"])
        #expect(try await Self.result(far, "10.0.0.1", 80, .privateNetwork) == .failure(.beyondReach))
    }
}
