import CommandDriver
import Foundation
import Testing

/// Credentials that have to be asked for, of a service that does not answer.
@Suite(.serialized) struct ProbeCredentialWaitTests {
    private struct Bench {
        let servers: OddServers
        let bench: ProbeBench
        let environment: [String: String]

        init() throws {
            servers = try OddServers()
            let role = { (name: String) in
                "[\(name)]\ntype = s3\nprovider = AWS\nregion = eu-west-1\nenv_auth = true\nrole_arn = arn:aws:iam::1:role/\(name)\n\n"
            }
            bench = try ProbeBench(role("one") + role("two") + OddServers.remote("three", servers.endpoint("plain")))
            environment = [
                "AWS_ACCESS_KEY_ID": "AKIDOFTHEBASE0000", "AWS_SECRET_ACCESS_KEY": "sEcReTOfTheBase", "AWS_ENDPOINT_URL_STS": servers.endpoint("silent"),
                "HOME": "/nonexistent",
            ]
        }
    }

    @Test("the run's deadline holds for them too, and they are not called missing") func theDeadlineHolds() throws {
        let all = try Bench()
        let start = Date()
        let outcome = try all.bench.probe(["--json", "--allow-sts", "--deadline", "1s", "--bucket", "bkt", "rclone.conf"], environment: all.environment)
        #expect(Date().timeIntervalSince(start) < 4)
        let answers = try ProbeAnswers(outcome)
        #expect(outcome.code == 6 && answers["one"]?.diagnosis == "interrupted" && answers["two"]?.diagnosis == "interrupted")
        #expect(!(outcome.text + outcome.messages).contains("sEcReTOfTheBase"))
    }

    @Test("a signal ends the wait, and they are not called missing") func aSignalEndsTheWait() throws {
        let all = try Bench()
        // Whatever starts the tests may have signals blocked or ignored, and a child would keep to that.
        let defaults = "import os, signal, sys\nsignal.signal(signal.SIGINT, signal.SIG_DFL)\nsignal.pthread_sigmask(signal.SIG_SETMASK, [])\n"
            + "os.execv(sys.argv[1], sys.argv[1:])"
        let start = Date()
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            ["-c", defaults, "/usr/bin/timeout", "--preserve-status", "-s", "INT", "1.5", Program.rcsops.path, "probe", "--json", "--allow-sts", "rclone.conf"],
            in: all.bench.folder, environment: all.environment)
        #expect(Date().timeIntervalSince(start) < 5)
        let answers = try ProbeAnswers(outcome)
        #expect(outcome.code == 130 && ["one", "two", "three"].allSatisfy { answers[$0]?.diagnosis == "interrupted" }, "\(outcome.code) \(outcome.messages)")
    }
}
