import CommandDriver
import Foundation
import Testing

/// What stands between us and a server, end to end.
@Suite(.serialized) struct TransportFaultTests {
    @Test("each fault of TLS and of the way there has its diagnosis, and no secret is shown")
    func eachFaultHasItsDiagnosis() throws {
        let servers = try OddServers()
        let faults: [(name: String, endpoint: String, diagnosis: String, exitCode: Int32)] = [
            ("unknown-ca", servers.endpoint("tls"), "tls_unknown_ca", 6),
            ("self-signed", servers.endpoint("tls-self-signed"), "tls_unknown_ca", 6),
            ("plain-there", "https://127.0.0.1:\(servers.ports["plain"] ?? 0)", "scheme_mismatch", 6),
            // A server of TLS that says nothing to plain HTTP, at a port that is not one of https.
            ("tls-there", "http://127.0.0.1:\(servers.ports["tls"] ?? 0)", "connection_closed", 6),
            ("refused", "http://127.0.0.1:1", "connection_refused", 6),
            ("no-name", "https://nosuch.invalid", "dns_not_found", 6),
            ("portal", servers.endpoint("portal"), "captive_portal", 6),
            ("html", servers.endpoint("html"), "not_s3", 6),
            ("throttled", servers.endpoint("throttle"), "throttled", 6),
            ("region", servers.endpoint("region"), "wrong_region", 4),
            ("metadata", "http://169.254.169.254", "endpoint_refused", 2),
            ("mapped", "http://[::ffff:169.254.169.254]", "endpoint_refused", 2),
        ]
        let bench = try ProbeBench(faults.map { OddServers.remote($0.name, $0.endpoint) }.joined())
        var right = 0
        let all = try bench.answers("--bucket", "bkt")
        for fault in faults {
            let found = all[fault.name]
            #expect(found?.diagnosis == fault.diagnosis, "\(fault.name): \(found?.diagnosis ?? "nothing"): \(found?.message ?? "") \(found?.trail ?? "")")
            if found?.diagnosis == fault.diagnosis { right += 1 }
        }
        #expect(all.exitCode == 2)
        print("the way there: \(right) of \(faults.count)")
        for fault in faults {
            #expect(try bench.probe("--remote", fault.name, "--bucket", "bkt", "--quiet", "rclone.conf").code == fault.exitCode, "\(fault.name)")
        }
    }

    @Test("a private authority is trusted when it is given, and its certificates are still looked at")
    func aPrivateAuthorityIsTrusted() throws {
        let servers = try OddServers()
        let faults = [
            ("tls", "ok"), ("tls-expired", "tls_expired"), ("tls-future", "tls_not_yet_valid"), ("tls-name", "tls_name_mismatch"),
            ("tls-self-signed", "tls_unknown_ca"),
        ]
        let bench = try ProbeBench(faults.map { OddServers.remote($0.0, servers.endpoint($0.0)) }.joined())
        let all = try bench.answers("--bucket", "bkt", "--ca-cert", servers.authority)
        for (name, diagnosis) in faults { #expect(all[name]?.diagnosis == diagnosis, "\(name): \(all[name]?.message ?? "") \(all[name]?.trail ?? "")") }
        #expect(all["tls-name"]?.hints.joined().contains("other.test") ?? false)
    }

    @Test("a server that gives back all that it gets brings no secret, token or signature into any output", arguments: [
        [], ["--json"], ["--jsonl"], ["--junit"], ["--explain"], ["--explain", "--json"], ["--full-key-id", "--json"],
    ])
    func nothingLeaks(arguments: [String]) throws {
        let servers = try OddServers()
        let endpoint = servers.endpoint("reflect")
        let bench = try ProbeBench(
            OddServers.remote("a", endpoint) + OddServers.remote("b", endpoint, more: ["v2_auth = true"])
                + OddServers.remote("c", endpoint, more: ["session_token = tOkEn/0123456789+x=="]))
        let outcome = try bench.probe(arguments + ["--bucket", "bkt", "rclone.conf"])
        let said = outcome.text + outcome.messages
        #expect(!said.isEmpty)
        for secret in ["a", "b", "c"].map(OddServers.secret) + ["tOkEn/0123456789+x==", "Signature=", "Authorization", "AWS4-HMAC-SHA256"] {
            #expect(!said.contains(secret), "\(secret) in \(said)")
        }
    }
}
