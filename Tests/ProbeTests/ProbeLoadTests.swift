import CommandDriver
import Foundation
import Testing

/// Many remotes. It measures time, so scripts/test runs it when no other test wants the processors.
@Suite struct ProbeLoadTests {
    @Test("500 remotes at 50 endpoints take what the limits allow, in little memory, and no endpoint sees two requests at once")
    func manyRemotes() throws {
        let (remotes, endpoints, latency, jobs) = (500, 50, 50, 16)
        let servers = try OddServers(count: endpoints, latency: latency)
        let bench = try ProbeBench((0..<remotes).map { OddServers.remote("r\($0)", servers.endpoint(String($0 % endpoints))) }.joined())
        let timed = "import json,resource,subprocess,sys,time\nstart=time.time()\ncode=subprocess.call(sys.argv[1:])\n"
            + "print(json.dumps([code,time.time()-start,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]),file=sys.stderr)"
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            ["-c", timed, Program.rcsops.path, "probe", "--json", "--quiet", "--jobs", String(jobs), "--bucket", "bkt", "rclone.conf"], in: bench.folder)
        let answers = try ProbeAnswers(outcome)
        #expect(answers.results.map(\.remote) == (0..<remotes).map { "r\($0)" })
        #expect(answers.results.allSatisfy { $0.diagnosis == "ok" }, "\(answers.results.first { $0.diagnosis != "ok" }?.trail ?? "")")
        let measured = try JSONDecoder().decode([Double].self, from: Data((outcome.messages.split(separator: "\n").last ?? "").utf8))
        let statistics = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            ["-c", "import sys, urllib.request\nprint(urllib.request.urlopen(sys.argv[1]).read().decode())", servers.endpoint("stats")], in: bench.folder)
        let counts = try JSONDecoder().decode([String: Int].self, from: statistics.output)
        // Unsigned, signed, control: each waits for the answer of the one before.
        let least = Double(remotes * 3 * latency) / Double(jobs) / 1000
        print("\(remotes) remotes: \(measured[1]) s (least possible \(least) s), \(Int(measured[2]) / 1024) MiB, \(counts)")
        #expect(measured[0] == 0 && measured[1] < 2 * least)
        #expect(measured[2] < 60 * 1024)
        #expect(counts["mostAtOne"] == 1 && counts["most"] ?? 0 <= jobs && counts["requests"] == remotes * 3)
    }
}
