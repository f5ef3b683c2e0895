import CommandDriver
import Foundation
import Testing

/// Servers that are old, silent, slow or endless, end to end. It measures time, so scripts/test runs it when no other test wants the processors.
@Suite struct ProbeDeadlineTests {
    private static let ok = "HTTP/1.1 200 OK\r\nx-amz-request-id: tx1\r\nContent-Length: 0\r\n\r\n"

    @Test("each has its diagnosis, its exit code and its deadline, and gets no more bytes than it may")
    func faultsAreToldInTime() throws {
        let workshop = try CertificateWorkshop()
        let authority = try workshop.authority("root")
        let certificate = try workshop.certificate("server", for: ["IP:127.0.0.1"], by: authority)
        func tls(version: String? = nil, clients: String? = nil) -> ScriptedServer.TLS {
            var tls = ScriptedServer.TLS(certificate: certificate, key: workshop.key)
            (tls.version, tls.clientAuthority) = (version, clients)
            return tls
        }
        // Acceptance cases 23, 24, 28, 29 and 25, and the hostile servers beside them.
        let answer: [ScriptedServer.Step] = [.read, .send(Self.ok), .read, .send(Self.ok), .read, .send(Self.ok), .hang]
        let tooOld = tls(version: "1.1")
        let (mutual, mutual12) = (tls(version: "1.3", clients: authority.certificate), tls(version: "1.2", clients: authority.certificate))
        let dripping: [ScriptedServer.Step] = [.read, .send("HTTP/1.1 200 OK\r\n"), .drip(String(repeating: "x-a: b\r\n", count: 20), seconds: 1)]
        let once: [ScriptedServer.Step] = [.read, .send(Self.ok), .hang]
        let faults: [(name: String, server: ScriptedServer, scheme: String, diagnosis: String, seconds: ClosedRange<Double>)] = [
            ("tls-silent", try ScriptedServer([[.hang]]), "https", "tls_timeout", 4.9...5.5),
            ("silent", try ScriptedServer([[.read, .hang]]), "http", "response_timeout", 9.9...10.5),
            ("drips", try ScriptedServer([dripping]), "http", "response_timeout", 9.9...10.5),
            ("endless", try ScriptedServer([[.read, .send("HTTP/1.1 200 OK\r\n"), .times(1 << 20, "x-a: b\r\n"), .hang]]), "http", "not_s3", 0...2),
            ("old", try ScriptedServer([once], tls: tooOld), "https", "tls_version", 0...2),
            ("mutual", try ScriptedServer([once], tls: mutual), "https", "tls_client_cert_required", 0...2),
            ("mutual-1.2", try ScriptedServer([once], tls: mutual12), "https", "tls_client_cert_required", 0...2),
            ("good", try ScriptedServer([answer], tls: tls()), "https", "public_bucket", 0...2),
        ]
        let bench = try ProbeBench(faults.map { OddServers.remote($0.name, "\($0.scheme)://127.0.0.1:\($0.server.port)") }.joined())
        let all = try bench.answers("--bucket", "bkt", "--ca-cert", authority.certificate, "--jobs", "16")
        var right = 0
        for fault in faults {
            let found = try #require(all[fault.name])
            let took = Double(found.steps.first?.ms ?? 0) / 1000
            let isRight = found.diagnosis == fault.diagnosis && fault.seconds.contains(took)
            #expect(isRight, "\(fault.name): \(found.diagnosis) after \(took) s: \(found.message) \(found.trail)")
            if isRight { right += 1 }
        }
        print("old, silent, slow and endless servers: \(right) of \(faults.count)")
        // The certificate was good and the signature is right, but a byte of HTTP has gone only where TLS was.
        for fault in faults where ["old", "mutual-1.2"].contains(fault.name) { #expect(fault.server.requests.isEmpty, "\(fault.name)") }
    }

    @Test("of an answer that does not end 64 KiB are read", arguments: [true, false])
    func longAnswersAreCut(tellsLength: Bool) throws {
        let length = tellsLength ? "Content-Length: 1073741824\r\n" : ""
        let denied = "HTTP/1.1 403 Forbidden\r\nx-amz-request-id: tx1\r\nContent-Length: 0\r\n\r\n"
        let script: [ScriptedServer.Step] = [
            .read, .send("HTTP/1.1 403 Forbidden\r\nx-amz-request-id: tx1\r\nContent-Type: application/xml\r\n\(length)\r\n"),
            .times(1 << 27, "<Error>\n"), .hang,
        ]
        // HEAD of the bucket is answered, the list is not to be had at an end.
        let server = try ScriptedServer([[.read, .send(denied), .read, .send(denied), .read, .send(denied), .read, .send(denied)] + script, script])
        let bench = try ProbeBench(OddServers.remote("r", "http://127.0.0.1:\(server.port)"))
        let before = Date()
        let found = try #require(try bench.answers("--bucket", "bkt", "--explain")["r"])
        #expect(found.steps.contains { $0.step == "explain" } && found.verdict == "fail", "\(found.trail)")
        #expect(Date().timeIntervalSince(before) < 5)
    }
}
