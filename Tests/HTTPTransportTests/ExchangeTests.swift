import CommandDriver
import Foundation
import Testing

@testable import HTTPTransport
import TestVectors

@Suite struct ExchangeTests {
    private func result(_ method: String = "HEAD", to script: [ScriptedServer.Step], client: TestClient? = nil) async throws -> TestClient.Result {
        let server = try ScriptedServer([script])
        return try await (client ?? TestClient()).result(method, .http, "127.0.0.1", server.port)
    }

    @Test("a request goes out byte for byte, with a Content-Length for a body alone")
    func bytes() async throws {
        let server = try ScriptedServer([[.read, .send(ok), .read, .send(ok), .hang]])
        let client = try TestClient()
        let fields = [HTTPField("x-AMZ-Date", "20260101T000000Z"), HTTPField("A", "b  c"), HTTPField("a", "\u{e9}"), HTTPField("Empty", "")]
        _ = try await client.response("GET", .http, "127.0.0.1", server.port, target: "/b/../%2F//a%20b?x=&y", fields: fields)
        _ = try await client.response("PUT", .http, "127.0.0.1", server.port, target: "/k", body: Array("body".utf8))
        let host = "Host: 127.0.0.1:\(server.port)\r\n"
        #expect(
            server.requests == [
                "GET /b/../%2F//a%20b?x=&y HTTP/1.1\r\n\(host)x-AMZ-Date: 20260101T000000Z\r\nA: b  c\r\na: \u{e9}\r\nEmpty: \r\n\r\n",
                "PUT /k HTTP/1.1\r\n\(host)Content-Length: 4\r\n\r\nbody",
            ])
    }

    @Test("parts that would end their line early are refused, and nothing is sent")
    func injection() async throws {
        let server = try ScriptedServer([[.hang]])
        let client = try TestClient()
        func attempt(_ request: HTTPRequest, host: String = "127.0.0.1") async -> HTTPFailure? {
            do throws(HTTPFailure) {
                _ = try await client.client.response(to: request, at: HTTPOrigin(scheme: .http, host: host, port: server.port), within: HTTPDeadlines())
                return nil
            } catch {
                return error
            }
        }
        for bad in ["a\rb", "a\nb", "a\0b", "a\r\nX: y"] {
            #expect(await attempt(HTTPRequest(method: "GET" + bad, target: "/", fields: [])) == .local(EINVAL))
            #expect(await attempt(HTTPRequest(method: "GET", target: "/" + bad, fields: [])) == .local(EINVAL))
            #expect(await attempt(HTTPRequest(method: "GET", target: "/", fields: [HTTPField("n" + bad, "v")])) == .local(EINVAL))
            #expect(await attempt(HTTPRequest(method: "GET", target: "/", fields: [HTTPField("n", "v" + bad)])) == .local(EINVAL))
            #expect(await attempt(HTTPRequest(method: "GET", target: "/", fields: []), host: "127.0.0.1" + bad) == .local(EINVAL))
        }
        #expect(await attempt(HTTPRequest(method: "GET", target: "/a b", fields: [])) == .local(EINVAL))
        #expect(await attempt(HTTPRequest(method: "GET", target: "/\u{e9}", fields: [])) == .local(EINVAL))
        #expect(server.connections == 0)
    }

    @Test("status, fields and body come as the server wrote them")
    func response() async throws {
        let server = try ScriptedServer([[.read, .send("HTTP/1.1 403 Nein\r\nX-Amz-Request-ID: tx1\r\nServer: a\r\nserver: b\r\nContent-Length: 4\r\n\r\nbody"), .hang]])
        let response = try await TestClient().response("GET", .http, "127.0.0.1", server.port)
        #expect(response.status == 403 && response.body == Array("body".utf8) && !response.isBodyCut)
        #expect(response.fields["x-amz-request-id"] == "tx1" && response.fields.values(of: "SERVER") == ["a", "b"])
        #expect(response.tlsVersion == nil && response.roundTrip > .zero)
    }

    @Test("a redirect is an answer, and nobody follows it")
    func redirect() async throws {
        let target = try ScriptedServer([[.read, .send(ok)]])
        let server = try ScriptedServer([[.read, .send("HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:\(target.port)/\r\nContent-Length: 0\r\n\r\n")]])
        let response = try await TestClient().response("GET", .http, "127.0.0.1", server.port)
        #expect(response.status == 301 && response.fields["location"] == "http://127.0.0.1:\(target.port)/")
        #expect(target.connections == 0)
    }

    @Test("an answer to HEAD has no body, whatever its Content-Length says")
    func head() async throws {
        for fields in ["Content-Length: 213", "Transfer-Encoding: chunked", "Content-Length: 1073741824"] {
            let server = try ScriptedServer([[.read, .send("HTTP/1.1 403 Forbidden\r\n\(fields)\r\n\r\n"), .hang]])
            let response = try await TestClient().response("HEAD", .http, "127.0.0.1", server.port)
            #expect(response.status == 403 && response.body.isEmpty)
        }
    }

    @Test("bodies end by length, chunks or the connection's end", arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: v\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/1.0 200 OK\r\n\r\nhello", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
    ])
    func bodies(_ answer: String) async throws {
        let server = try ScriptedServer([[.read, .send(answer)]])
        #expect(try await TestClient().response("GET", .http, "127.0.0.1", server.port).body == Array("hello".utf8))
    }

    @Test("a body of a gigabyte is cut at the limit, with and without TLS, and no more of it is taken")
    func hugeBody() async throws {
        let certificates = Certificates.shared
        let block = String(repeating: "x", count: 1 << 15)
        for scheme in [HTTPOrigin.Scheme.http, .https] {
            let script: [ScriptedServer.Step] = [.read, .send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"), .times(1 << 15, block), .send("all")]
            let server = try ScriptedServer([script], tls: scheme == .https ? certificates.tls() : nil)
            let response = try await TestClient(roots: [certificates.root.certificate]).response("GET", scheme, "127.0.0.1", server.port)
            #expect(response.body.count == HTTPLimits.body && response.isBodyCut)
            // Sending fails: the connection is gone.
            #expect(try await server.wait(for: "error"))
        }
    }

    @Test("an endless head is cut, by its bytes and by its fields, and in one field")
    func endlessHead() async throws {
        let line = "X-Filler: \(String(repeating: "a", count: 1000))\r\n"
        #expect(try await result(to: [.read, .send("HTTP/1.1 200 OK\r\n"), .times(1 << 20, line)]) == .failure(.notHTTP))
        #expect(try await result(to: [.read, .send("HTTP/1.1 200 OK\r\nX: "), .times(1 << 20, "aaaaaaaaaaaaaaaa")]) == .failure(.notHTTP))
        // Blanks that belong to no value.
        #expect(try await result(to: [.read, .send("HTTP/1.1 200 OK\r\nX:"), .times(1 << 20, "                ")]) == .failure(.notHTTP))
        #expect(try await result(to: [.read, .send("HTTP/1.1 200 "), .times(1 << 20, "OKOKOKOKOKOKOKOK")]) == .failure(.notHTTP))
        #expect(try await result(to: [.read, .send("HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 101) + "\r\n")]) == .failure(.notHTTP))
        #expect(try await result(to: [.read, .send("HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 100) + "\r\n"), .hang]) == .status(200))
    }

    @Test("interim responses are passed over, up to four")
    func interim() async throws {
        let early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        #expect(try await result(to: [.read, .send(String(repeating: early, count: 4) + ok), .hang]) == .status(200))
        #expect(try await result(to: [.read, .send(String(repeating: early, count: 5) + ok), .hang]) == .failure(.notHTTP))
        #expect(try await result(to: [.read, .times(1 << 20, early)]) == .failure(.notHTTP))
        #expect(try await result(to: [.read, .send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), .hang]) == .failure(.notHTTP))
    }

    @Test("what is no HTTP/1.1 is refused", arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\0\0\0", "<html></html>", "HTTP/2 200\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func notHTTP(_ answer: String) async throws { #expect(try await result("GET", to: [.read, .send(answer), .hang]) == .failure(.notHTTP)) }

    @Test("a server that speaks first speaks no HTTP, whether that comes before the request or after it")
    func speaksFirst() async throws {
        for _ in 0..<10 { #expect(try await result(to: [.send("SSH-2.0-OpenSSH_9.2\r\n"), .hang]) == .failure(.notHTTP)) }
    }

    @Test("a connection that ends before the response does is told apart", arguments: [
        [.read], [.read, .send("HTTP/1.1 200 OK\r\nContent-Le")], [.read, .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")],
        [.read, .reset], [.reset], [.read, .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")],
    ] as [[ScriptedServer.Step]])
    func closedEarly(_ script: [ScriptedServer.Step]) async throws {
        let found = try await result("GET", to: script)
        #expect(found == .failure(.closedEarly))
    }

    @Test("a server that says nothing, drips its head or its body, or says it is not done, is waited for until the deadline", arguments: [
        [.hang], [.read, .drip("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", seconds: 0.1), .hang],
        [.read, .send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"), .drip(String(repeating: "x", count: 1000), seconds: 0.1)],
        [.read, .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), .hang],
    ] as [[ScriptedServer.Step]])
    func responseTimeout(_ script: [ScriptedServer.Step]) async throws {
        var client = try TestClient()
        client.deadlines.response = .milliseconds(500)
        let start = ContinuousClock.now
        #expect(try await result("GET", to: script, client: client) == .failure(.responseTimeout))
        #expect(ContinuousClock.now - start >= .milliseconds(490))
    }

    @Test("a cancelled task ends at once and closes its connection")
    func cancelled() async throws {
        let server = try ScriptedServer([[.read, .hang]])
        var client = try TestClient()
        client.deadlines.response = .seconds(600)
        let (waiting, port) = (client, server.port)
        let task = Task { try await waiting.result("HEAD", .http, "127.0.0.1", port) }
        #expect(try await server.wait(for: "read"))
        task.cancel()
        #expect(try await task.value == .failure(.cancelled))
        #expect(try await server.wait(for: "end"))
    }

    @Test("after shutdown every request ends as cancelled")
    func shutdown() async throws {
        let server = try ScriptedServer([[.read, .send(ok), .hang]])
        let client = try TestClient()
        #expect(try await client.result("HEAD", .http, "127.0.0.1", server.port) == .status(200))
        await client.client.shutdown()
        #expect(try await server.wait(for: "end"))
        #expect(try await client.result("HEAD", .http, "127.0.0.1", server.port) == .failure(.cancelled))
    }

    @Test("any bytes for a response give a response or a failure, in time", arguments: 0..<4)
    func random(_ batch: Int) async throws {
        var generator = SplitMix(seed: TestRun.seed(of: "responses") &+ UInt64(batch))
        let pieces = [
            "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "\r\n", "hello", "5\r\n",
            "0\r\n\r\n", ":", "\r", "\n", "HTTP/1.0 304 \r\n", "Connection: close\r\n", "Connection: Upgrade\r\nUpgrade: h2c\r\n", "\u{15}\u{3}\u{1}", "\0",
        ]
        let scripts: [[ScriptedServer.Step]] = (0..<100).map { _ in
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                if Bool.random(using: &generator) {
                    bytes += (0..<Int.random(in: 0...20, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
                } else {
                    bytes += pieces.randomElement(using: &generator)!.utf8
                }
            }
            return Bool.random(using: &generator) ? [.read, .bytes(bytes)] : [.read, .bytes(bytes), .hang]
        }
        let server = try ScriptedServer(scripts)
        var client = try TestClient()
        client.deadlines.response = .milliseconds(60)
        let start = ContinuousClock.now
        for index in scripts.indices { _ = try await client.result(index % 2 == 0 ? "HEAD" : "GET", .http, "127.0.0.1", server.port) }
        #expect(ContinuousClock.now - start < .seconds(100))
        await client.client.shutdown()
    }
}
