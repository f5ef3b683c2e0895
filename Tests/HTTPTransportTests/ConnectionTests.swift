import CommandDriver
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import HTTPTransport

@Suite struct ConnectionTests {
    private static let closing = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    private func results(_ count: Int, _ method: String = "HEAD", to connections: [[ScriptedServer.Step]]) async throws -> ([TestClient.Result], ScriptedServer) {
        let server = try ScriptedServer(connections)
        let client = try TestClient()
        var found: [TestClient.Result] = []
        for _ in 0..<count {
            found.append(try await client.result(method, .http, "127.0.0.1", server.port))
            // For what comes after an answer to get here.
            try await Task.sleep(for: .milliseconds(50))
        }
        return (found, server)
    }

    @Test("one connection serves request after request")
    func reuse() async throws {
        let (found, server) = try await results(3, to: [[.read, .send(ok), .read, .send(ok), .read, .send(ok), .hang]])
        #expect(found == [.status(200), .status(200), .status(200)] && server.connections == 1)
    }

    @Test("over TLS too, with the facts of its handshake")
    func reuseTLS() async throws {
        let certificates = Certificates.shared
        let server = try ScriptedServer([[.read, .send(ok), .read, .send(ok), .hang]], tls: certificates.tls())
        let client = try TestClient(roots: [certificates.root.certificate])
        let first = try await client.response("HEAD", .https, "127.0.0.1", server.port)
        let second = try await client.response("HEAD", .https, "127.0.0.1", server.port)
        #expect(server.connections == 1 && second.tlsVersion == first.tlsVersion && second.peerNotAfter == first.peerNotAfter)
    }

    @Test("a connection is not kept that the server closes, of HTTP/1.0, or with bytes after an answer to HEAD", arguments: [
        closing, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ok + "x", ok + ok,
    ])
    func notKept(_ answer: String) async throws {
        let (found, server) = try await results(2, to: [[.read, .send(answer), .hang]])
        #expect(found == [.status(200), .status(200)] && server.connections == 2)
        #expect(try await server.wait(for: "end", count: 2))
    }

    @Test("bytes that come a while after an answer close the connection")
    func lateBytes() async throws {
        let (found, server) = try await results(2, to: [[.read, .send(ok), .sleep(0.02), .send("HTTP/1.1 408 Timeout\r\n\r\n"), .hang]])
        #expect(found == [.status(200), .status(200)] && server.connections == 2)
    }

    @Test("a kept connection that the server closes, or resets, meanwhile or at the next request is replaced", arguments: [
        [.read, .send(ok)], [.read, .send(ok), .reset], [.read, .send(ok), .read], [.read, .send(ok), .read, .reset],
    ] as [[ScriptedServer.Step]])
    func replaced(_ script: [ScriptedServer.Step]) async throws {
        let (found, server) = try await results(2, to: [script, [.read, .send(ok), .hang]])
        #expect(found == [.status(200), .status(200)] && server.connections == 2)
    }

    @Test("it is replaced once, and not when some of an answer has come")
    func replacedOnce() async throws {
        let (twice, server) = try await results(2, to: [[.read, .send(ok), .read], [.read]])
        #expect(twice == [.status(200), .failure(.closedEarly)] && server.connections == 2)
        let (partly, other) = try await results(2, to: [[.read, .send(ok), .read, .send("HTTP/1.1 2")], [.read, .send(ok)]])
        #expect(partly == [.status(200), .failure(.closedEarly)] && other.connections == 1)
    }

    @Test("a request that changes something is sent once, on a connection of its own")
    func unsafeMethods() async throws {
        let (found, server) = try await results(2, "DELETE", to: [[.read, .send(ok), .read], [.read]])
        #expect(found == [.status(200), .failure(.closedEarly)] && server.requests.count == 2 && server.connections == 2)
    }

    @Test("several at once are safe, and one connection remains")
    func severalAtOnce() async throws {
        let server = try ScriptedServer([[.read, .sleep(0.1), .send(ok), .read, .send(ok), .hang]])
        let client = try TestClient()
        let port = server.port
        try await withThrowingTaskGroup(of: TestClient.Result.self) { group in
            for _ in 0..<8 { group.addTask { try await client.result("HEAD", .http, "127.0.0.1", port) } }
            for try await result in group { #expect(result == .status(200)) }
        }
        #expect(try await server.wait(for: "end", count: 7))
        #expect(try await client.result("HEAD", .http, "127.0.0.1", port) == .status(200))
        #expect(server.connections == 8)
    }

    @Test("a closed port, an address without a route, and a name that there is not are told apart")
    func noConnection() async throws {
        let port = try DeadPort(.closed)
        let closed = port.port
        let client = try TestClient()
        #expect(try await client.result("HEAD", .http, "127.0.0.1", closed) == .failure(.connectionRefused))
        #expect(try await client.result("HEAD", .http, "localhost", closed) == .failure(.connectionRefused))
        #expect(try await client.result("HEAD", .http, "nosuch.invalid", 80) == .failure(.nameNotFound))
        #expect(try await client.result("HEAD", .http, "nosuch.invalid.", 80) == .failure(.nameNotFound))
    }

    @Test("an address that is not to be asked gets no packet, by number and by name")
    func refusedAddresses() async throws {
        let client = try TestClient(rule: AddressRule(isPublicOnly: true))
        let server = try ScriptedServer([[.read, .send(ok)]])
        #expect(try await client.result("HEAD", .http, "127.0.0.1", server.port) == .failure(.addressRefused("127.0.0.1", .notPublic)))
        guard case .failure(.addressRefused(_, .notPublic)) = try await client.result("HEAD", .http, "localhost", server.port) else {
            Issue.record("localhost was asked")
            return
        }
        #expect(server.connections == 0)
        let open = try TestClient()
        #expect(try await open.result("HEAD", .http, "169.254.169.254", 80) == .failure(.addressRefused("169.254.169.254", .metadata)))
        #expect(try await open.result("HEAD", .http, "metadata.google.internal", 80) == .failure(.addressRefused("metadata.google.internal", .metadata)))
        #expect(try await open.result("HEAD", .http, "::ffff:169.254.169.254", 80) == .failure(.addressRefused("::ffff:169.254.169.254", .metadata)))
    }

    @Test("errors of connecting are told apart by number")
    func errors() {
        let several: [([HTTPFailure], HTTPFailure)] = [
            ([.connectionRefused, .connectionRefused], .connectionRefused), ([.unreachable, .connectionRefused], .connectionRefused),
            ([.connectionRefused, .connectTimeout], .connectTimeout), ([.unreachable], .unreachable), ([.connectTimeout, .local(EMFILE)], .local(EMFILE)),
            ([], .unreachable),
        ]
        for (failures, expected) in several { #expect(ConnectionRace.summary(of: failures) == expected) }
        #expect(NameLookup.failure(EAI_AGAIN, 0) == .nameServiceFailed && NameLookup.failure(EAI_NONAME, 0) == .nameNotFound)
        #expect(NameLookup.failure(EAI_SYSTEM, EMFILE) == .local(EMFILE) && NameLookup.failure(EAI_MEMORY, 0) == .local(ENOMEM))
    }

    @Test("addresses of both families take turns, the resolver's favourite first")
    func order() {
        let addresses = ["2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2", "192.0.2.3"].compactMap { IPAddress($0) }
        #expect(ConnectionRace.interleaved(addresses).map(\.text) == ["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"])
    }

    /// What a race of connections comes to, and how long it takes.
    private func race(_ addresses: [String], _ port: UInt16, _ deadlines: HTTPDeadlines) async throws -> (HTTPFailure?, Duration) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let start = ContinuousClock.now
        let answer = OneAnswer<any Channel>()
        ConnectionRace.start(addresses.compactMap { IPAddress($0) }, port: port, on: group.next(), deadlines: deadlines, into: answer)
        var failure: HTTPFailure?
        do throws(HTTPFailure) {
            _ = try await answer.value(within: deadlines.connect, on: group.next(), else: .connectTimeout)
        } catch {
            failure = error
        }
        let time = ContinuousClock.now - start
        try await group.shutdownGracefully()
        return (failure, time)
    }

    @Test("a name with several addresses is reached at the one that answers; one that refuses or is silent costs little")
    func severalAddresses() async throws {
        let silent = try DeadPort(.silent)
        let server = try ScriptedServer([[.hang]], address: "127.0.0.2", port: silent.port)
        var deadlines = HTTPDeadlines()
        (deadlines.address, deadlines.connect, deadlines.nextAddress) = (.seconds(60), .seconds(60), .seconds(60))
        let (first, fast) = try await race(["127.0.0.3", "127.0.0.2"], server.port, deadlines)
        #expect(first == nil && fast < .seconds(30))
        deadlines.nextAddress = HTTPDeadlines().nextAddress
        let (second, slow) = try await race(["127.0.0.1", "127.0.0.3", "127.0.0.2"], server.port, deadlines)
        #expect(second == nil && slow >= .milliseconds(240) && slow < .seconds(30))
    }

    @Test("each address has a deadline, and all of them together")
    func connectDeadlines() async throws {
        let silent = try DeadPort(.silent)
        var deadlines = HTTPDeadlines()
        deadlines.address = .milliseconds(300)
        let (first, single) = try await race(["127.0.0.1"], silent.port, deadlines)
        #expect(first == .connectTimeout && single >= .milliseconds(290))
        deadlines.address = .seconds(10)
        deadlines.connect = .milliseconds(400)
        let (second, whole) = try await race(["127.0.0.1", "127.0.0.1"], silent.port, deadlines)
        #expect(second == .connectTimeout && whole >= .milliseconds(390))
    }
}
