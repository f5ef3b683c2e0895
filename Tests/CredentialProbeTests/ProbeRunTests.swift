import HTTPTransport
import Synchronization
import Testing

@testable import CredentialProbe

/// Many remotes, turns, time and cancellation.
@Suite("Probe run")
struct ProbeRunTests {
    /// A deadline that is over when a request hangs, however slow the machine is.
    private final class Hanging: Sendable {
        private let count = Atomic<Int>(0)

        func hang() async {
            count.add(1, ordering: .sequentiallyConsistent)
            try? await Task.sleep(for: .seconds(60))
            count.subtract(1, ordering: .sequentiallyConsistent)
        }

        /// - Parameter isOver: False for a deadline that never comes.
        func wait(isOver: Bool) async {
            while !Task.isCancelled, !isOver || count.load(ordering: .sequentiallyConsistent) == 0 { try? await Task.sleep(for: .milliseconds(2)) }
        }
    }

    private static func scenario(_ number: Int, bucket: String? = nil, host: String = "s3.example.test") -> Scenario {
        var scenario = Scenario()
        scenario.remote = "r\(number)"
        scenario.bucket = bucket ?? "bkt\(number)"
        scenario.origin = HTTPOrigin(scheme: .https, host: host)
        return scenario
    }

    private static func report(
        _ items: [ProbeItem], _ server: ScriptedServer, _ options: ProbeOptions = ProbeOptions(), time: Scenario.Time = Scenario.Time()
    ) async -> ProbeReport {
        await ProbeRun(options: options, exchange: server, surroundings: Scenario.surroundings(time)).report(on: items, tool: "rcsops test")
    }

    private static func good(_ asked: ScriptedServer.Asked) -> Result<HTTPResponse, HTTPFailure> {
        (asked.step == .signed ? Canned("200:0", ["x-rgw-object-count": "1"]) : Canned("403:213")).result
    }

    @Test("12 remotes of one endpoint, two of them the same: 11 probes, one request at a time, 12 results in order (case 49)")
    func sameRemotesAreProbedOnce() async {
        var scenarios = (0..<11).map { Self.scenario($0) }
        scenarios.insert(Self.scenario(99, bucket: "bkt3"), at: 6)
        let server = ScriptedServer { asked, _ in
            try? await Task.sleep(for: .milliseconds(1))
            return Self.good(asked)
        }
        let report = await Self.report(scenarios.map(\.item), server)
        #expect(report.results.map(\.remote) == scenarios.map(\.remote))
        #expect(report.results.allSatisfy { $0.diagnosis.id == .ok && $0.diagnosis.confidence == .certain })
        #expect(server.asked.count { $0.step == .signed } == 11)
        #expect(server.asked.count { $0.step == .control } == 1)
        #expect(server.mostAtOneOrigin == 1)
    }

    @Test("a wrong secret used by many remotes of an endpoint is named for each, with one control")
    func wrongSecretIsNamedForEach() async {
        let server = ScriptedServer { asked, _ in
            switch asked.step {
            case .anon: Canned("403:232").result
            case .akid: Canned("403:210").result
            default: Canned("403:213").result
            }
        }
        let report = await Self.report((0..<4).map { Self.scenario($0).item }, server)
        #expect(report.results.map(\.diagnosis.id) == [.wrongSecret, .wrongSecret, .wrongSecret, .wrongSecret])
        #expect(report.results.map(\.diagnosis.confidence) == [.strong, .likely, .likely, .likely])
        #expect(server.asked.count { $0.step == .control } == 1 && server.asked.count { $0.step == .akid } == 1)
    }

    @Test("a secret beside the good one of the same key is named as wrong, without a second control")
    func secondSecretsAreNamed() async {
        let server = ScriptedServer { asked, _ in
            (asked.step == .signed && asked.request.target == "/bkt0" ? Canned("200") : Canned("403:213")).result
        }
        var other = Self.scenario(1)
        other.secret = "another-secret-of-the-same-key-0123456789"
        let time = Scenario.Time()
        let run = ProbeRun(
            options: ProbeOptions(), exchange: server, surroundings: Scenario.surroundings(time, secrets: [Scenario.secret, other.secret]))
        let report = await run.report(on: [Self.scenario(0).item, other.item], tool: "rcsops test")
        #expect(report.results.map(\.diagnosis.id) == [.ok, .wrongSecret] && report.results[1].diagnosis.confidence == .strong)
        #expect(server.asked.count { $0.step == .control } == 1)
    }

    /// Two secrets of one key, asked in this order, on a server that knows the key (or not) and its one secret. Lengths are radosgw's.
    private static func pair(_ buckets: [String], secrets: [String], isKnown: Bool = true, mayHead: Bool = true) async -> (ProbeReport, ScriptedServer) {
        let scenarios = zip(buckets, secrets).enumerated().map { index, one in
            var scenario = Self.scenario(index, bucket: one.0)
            scenario.secret = one.1
            return scenario
        }
        // The scripted signer hides who signed: signed requests come in the order of the remotes.
        let count = Atomic<Int>(0)
        let server = ScriptedServer { asked, _ in
            let bucket = asked.request.target.utf8.count
            func denied(_ length: Int) -> Result<HTTPResponse, HTTPFailure> {
                Canned("403:" + String(length + bucket), ["Date": "Fri, 15 Jan 2027 08:00:00 GMT"]).result
            }
            switch asked.step {
            case .anon: return denied(232)
            case .akid: return denied(210)
            case .signed:
                let index = count.add(1, ordering: .sequentiallyConsistent).oldValue
                guard isKnown, secrets[index] == Scenario.secret else { return denied(isKnown ? 213 : 210) }
                return mayHead ? Canned("200").result : denied(232)
            default: return denied(isKnown ? 213 : 210)
            }
        }
        let run = ProbeRun(options: ProbeOptions(), exchange: server, surroundings: Scenario.surroundings(secrets: secrets))
        return (await run.report(on: scenarios.map(\.item), tool: "rcsops test"), server)
    }

    @Test("each of two secrets of a key is named as it would be alone, whichever comes first, with one control")
    func twoSecretsAreTwo() async {
        let (good, wrong, other) = (Scenario.secret, "a-typing-error-in-the-secret-0123456789ab", "another-secret-of-the-same-key-0123456789")
        for buckets in [["bkt", "bkt"], ["bkt", "other-bkt"]] {
            let isSame = buckets[0] == buckets[1]
            let cases: [(secrets: [String], isKnown: Bool, mayHead: Bool, ids: [DiagnosisID], confidence: Confidence)] = [
                ([wrong, good], true, true, [.wrongSecret, .ok], .certain), ([good, wrong], true, true, [.ok, .wrongSecret], .strong),
                ([wrong, other], true, true, [.wrongSecret, .wrongSecret], isSame ? .strong : .likely),
                ([wrong, other], false, true, [.unknownAccessKey, .unknownAccessKey], isSame ? .strong : .likely),
                ([wrong, good], true, false, [.wrongSecret, .accessDenied], isSame ? .strong : .likely),
            ]
            for one in cases {
                let (report, server) = await Self.pair(buckets, secrets: one.secrets, isKnown: one.isKnown, mayHead: one.mayHead)
                #expect(report.results.map(\.diagnosis.id) == one.ids, "\(buckets) \(one.ids)")
                #expect(report.results[1].diagnosis.confidence == one.confidence, "\(buckets) \(one.ids) \(report.results[1].diagnosis)")
                #expect(server.asked.count { $0.step == .control } == 1)
            }
        }
    }

    @Test("what is known of a temporary key with one token says nothing of it with another")
    func tokensAreKeptApart() async {
        func key(_ secret: UInt8, _ token: UInt8) -> HostStanding.Key {
            HostStanding.Key(endpoint: Scenario().origin, accessKeyID: "A", secret: [secret], token: [token])
        }
        let standing = HostStanding()
        await standing.note(ProbeDiagnosis(.ok, .certain), of: key(1, 1))
        #expect(await standing.known(key(2, 1)).isOtherSecretGood)
        #expect(await !standing.known(key(2, 2)).isOtherSecretGood)
        await standing.note(SentControl(target: Scenario().target, token: [1]), of: key(1, 1))
        #expect(await standing.control(of: key(2, 1), at: Scenario().target) != nil)
        #expect(await standing.control(of: key(1, 2), at: Scenario().target) == nil)
        #expect(await standing.control(of: key(2, 1), at: Scenario(bucket: "other").target) == nil)
    }

    @Test("as many remotes at once as allowed, never two at one server, and free servers are not kept waiting")
    func remotesRunAtOnce() async {
        var options = ProbeOptions()
        options.jobs = 4
        // Eight remotes of one server first: the others must not wait behind them.
        let scenarios = (0..<8).map { Self.scenario($0, host: "slow.test") } + (8..<20).map { Self.scenario($0, host: "h\($0).test") }
        let server = ScriptedServer { asked, _ in
            try? await Task.sleep(for: .milliseconds(3))
            return Self.good(asked)
        }
        let report = await Self.report(scenarios.map(\.item), server, options)
        #expect(report.results.allSatisfy { $0.diagnosis.id == .ok })
        #expect(server.mostAtOneOrigin == 1)
        #expect(server.mostAtAll > 1 && server.mostAtAll <= 4)
    }

    @Test("after one throttling the server gets no more than it must")
    func throttledServersAreSpared() async {
        let server = ScriptedServer { asked, _ in
            if asked.request.target == "/bkt0" { return Canned("503", ["Retry-After": "60"]).result }
            return Self.good(asked)
        }
        let report = await Self.report([Self.scenario(0).item, Self.scenario(1).item], server)
        #expect(report.results.map(\.diagnosis.id) == [.throttled, .ok])
        #expect(report.results[1].diagnosis.confidence == .likely)
        #expect(!server.steps.contains(.control))
    }

    @Test("stopped in the second remote: the first one's result, interrupted for the rest, 130 (case 50)")
    func stoppedRunsTellWhatIsKnown() async {
        let reached = AsyncStream<Void>.makeStream()
        let server = ScriptedServer { asked, _ in
            if asked.step == .signed, asked.request.target == "/bkt1" {
                reached.continuation.yield()
                try? await Task.sleep(for: .seconds(60))
                return .failure(.cancelled)
            }
            return Self.good(asked)
        }
        let items = (0..<4).map { Self.scenario($0).item }
        let task = Task { await Self.report(items, server) }
        for await _ in reached.stream { break }
        task.cancel()
        let report = await task.value
        #expect(report.results.map(\.diagnosis.id) == [.ok, .interrupted, .interrupted, .interrupted])
        #expect(report.results[1].steps.map(\.step) == [.anon, .signed])
        #expect(report.exitCode(isStrict: false) == 130)
        #expect(report.json(ReportForm()).hasPrefix("{\"schema\":\"rcsops.probe/1\""))
    }

    @Test("the run's deadline ends it, and is no interruption")
    func runDeadlineEnds() async {
        let hanging = Hanging()
        var surroundings = Scenario.surroundings()
        surroundings.deadline = { await hanging.wait(isOver: $0 == .seconds(300)) }
        let server = ScriptedServer { asked, _ in
            if asked.request.target == "/bkt1" { await hanging.hang() }
            return Task.isCancelled ? .failure(.cancelled) : Self.good(asked)
        }
        let report = await ProbeRun(options: ProbeOptions(), exchange: server, surroundings: surroundings)
            .report(on: (0..<3).map { Self.scenario($0).item }, tool: "rcsops test")
        #expect(report.results.map(\.diagnosis.id) == [.ok, .interrupted, .interrupted])
        #expect(!report.isInterrupted && report.exitCode(isStrict: false) == 6)
    }

    @Test("a remote's own deadline ends its steps, and what is known by then is told")
    func remoteDeadlineEnds() async {
        let hanging = Hanging()
        var surroundings = Scenario.surroundings()
        surroundings.deadline = { await hanging.wait(isOver: $0 != .seconds(300)) }
        let server = ScriptedServer { asked, _ in
            if asked.step == .control || asked.request.target == "/bkt1" && asked.step == .signed { await hanging.hang() }
            return Task.isCancelled ? .failure(.cancelled) : Self.good(asked)
        }
        let report = await ProbeRun(options: ProbeOptions(), exchange: server, surroundings: surroundings)
            .report(on: (0..<2).map { Self.scenario($0).item }, tool: "rcsops test")
        #expect(report.results.map(\.diagnosis.id) == [.ok, .responseTimeout])
        #expect(report.results[0].diagnosis.confidence == .likely)
    }

    @Test("what needs no server is told without one (cases 33, 35, 37, 39)")
    func refusedItemsAskNobody() async {
        let server = ScriptedServer { _, _ in .failure(.nameNotFound) }
        let items = [
            ProbeItem(remote: "a", .refused(ProbeDiagnosis(.configInvalid, .certain, detail: "secret_access_key not found"))),
            ProbeItem(remote: "b", .refused(ProbeDiagnosis(.credentialsUnavailable, .certain))), ProbeItem(remote: "c", .notProbed(reason: "a remote of type drive")),
        ]
        let report = await Self.report(items, server)
        #expect(server.asked.isEmpty)
        #expect(report.results.map(\.diagnosis.id) == [.configInvalid, .credentialsUnavailable, .notProbed])
        #expect(report.exitCode(isStrict: true) == 2)
        // What is said of the case stands in the place of the general advice.
        #expect(ProbeDiagnosis(.configInvalid, .certain, hints: ["write https://"]).hints == ["write https://"])
        #expect(ProbeDiagnosis(.wrongSecret, .certain, hints: ["first"]).hints == ["first"] + DiagnosisID.wrongSecret.hints)
        let harmless = await Self.report([items[2]], server)
        #expect(harmless.exitCode(isStrict: true) == 0)
    }

    @Test("keys are not shown over plain http beyond this machine and private networks")
    func plainHTTPIsRefused() async {
        func ending(_ host: String, allows: Bool = false, token: Bool = false) async -> Scenario.Ending {
            var scenario = Scenario()
            scenario.origin = HTTPOrigin(scheme: .http, host: host)
            scenario.hasToken = token
            scenario.options.allowsHTTP = allows
            scenario.script = [.anon: ["403:232"], .signed: ["200"], .control: ["403:213"]]
            return await scenario.run()
        }
        for host in ["s3.example.test", "8.8.8.8", "172.32.0.1", "2001:db8::1", "a.localhost", "fc::1", "fd::1"] {
            let refused = await ending(host)
            #expect(refused.id == .plaintextRefused && refused.server.asked.isEmpty && refused.exit() == 2, "\(host)")
        }
        for host in ["127.0.0.1", "localhost", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1"] {
            let allowed = await ending(host)
            #expect(allowed.id == .ok && allowed.warns(.plaintextTransport), "\(host)")
        }
        #expect(await ending("s3.example.test", allows: true).id == .ok)
        // A session token goes nowhere in the clear.
        #expect(await ending("s3.example.test", allows: true, token: true).id == .plaintextRefused)
        #expect(await ending("10.1.2.3", token: true).id == .plaintextRefused)
        #expect(await ending("127.0.0.1", token: true).id == .ok)
    }

    @Test("how far each request may go in the clear goes with it, and one that would go too far ends as the rule says")
    func reachGoesAlong() async {
        func reach(allows: Bool = false, token: Bool = false, host: String = "127.0.0.1") async -> [HTTPReach?] {
            var scenario = Scenario()
            scenario.origin = HTTPOrigin(scheme: .http, host: host)
            scenario.hasToken = token
            scenario.options.allowsHTTP = allows
            scenario.script = [.anon: ["403:232"], .signed: ["200"], .control: ["403:213"]]
            return await scenario.run().server.asked.map(\.request.reach)
        }
        #expect(await reach() == [nil, .privateNetwork, .privateNetwork])
        #expect(await reach(allows: true) == [nil, nil, nil])
        #expect(await reach(allows: true, token: true) == [nil, .machine, .machine])
        var scenario = Scenario()
        scenario.origin = HTTPOrigin(scheme: .http, host: "10.1.2.3")
        scenario.script = [.anon: ["403:232"], .signed: [Canned(failing: .beyondReach)]]
        let ending = await scenario.run()
        #expect(ending.id == .plaintextRefused && ending.exit() == 2 && ending.server.steps == [.anon, .signed])
    }

    @Test("without the control nothing is more than likely, and no wrong secret is sent")
    func controlCanBeLeftOut() async {
        var scenario = Scenario()
        scenario.options.isControlOff = true
        scenario.script = [.anon: ["403:232"], .signed: ["200"]]
        let good = await scenario.run()
        #expect(good.id == .ok && good.result.diagnosis.confidence == .likely && good.server.steps == [.anon, .signed])
        scenario.script = [.anon: ["403:232"], .signed: ["403:213"], .nobucket: ["403:213"]]
        let denied = await scenario.run()
        #expect(denied.id == .deniedUnspecified && denied.server.steps == [.anon, .signed, .nobucket])
    }

    @Test("control and random key never go twice, and carry a secret that is not the remote's")
    func controlsAreNotRepeated() async {
        var scenario = Scenario()
        scenario.script = [.anon: ["403:232"], .signed: ["403:213"], .control: ["503"]]
        let ending = await scenario.run()
        #expect(ending.server.asked.count { $0.step == .control } == 1)
        // The server was throttling: no question that is not needed.
        #expect(!ending.server.steps.contains(.nobucket))
    }

    @Test("credentials that are over are not sent; those that soon are are told")
    func expiryIsTold() async {
        var scenario = Scenario()
        scenario.hasToken = true
        scenario.expiry = Scenario.now
        scenario.script = [.anon: ["403:232"], .signed: ["200"], .control: ["403:213"]]
        let over = await scenario.run()
        #expect(over.id == .tokenExpired && over.server.asked.isEmpty && over.exit() == 3)
        scenario.expiry = Scenario.now + 600
        let soon = await scenario.run()
        #expect(soon.id == .ok && soon.warns(.tokenExpiresSoon) && soon.result.expiresIn == 600)
    }

    @Test("another region is asked at AWS' own host only, within the partition, once")
    func regionsAreFollowed() async {
        var scenario = Scenario()
        scenario.provider = "AWS"
        scenario.style = .virtualHost
        scenario.origin = HTTPOrigin(scheme: .https, host: "bkt.s3.us-east-1.amazonaws.com")
        scenario.options.followsRegion = true
        func server(_ region: String) -> ScriptedServer {
            ScriptedServer { asked, _ in
                if asked.origin.host.contains("us-east-1") {
                    return Canned("301", ["x-amz-bucket-region": region, "Location": "https://evil.test/"]).result
                }
                return Self.good(asked)
            }
        }
        let there = server("eu-west-1")
        let followed = await scenario.run(on: there)
        #expect(followed.id == .wrongRegion && followed.warns(.followedRegion) && followed.exit() == 4)
        #expect(followed.result.warnings.contains { $0.detail == "asked again in eu-west-1: ok" })
        #expect(Set(there.asked.map(\.origin.host)) == ["bkt.s3.us-east-1.amazonaws.com", "bkt.s3.eu-west-1.amazonaws.com"])
        // Both together have the time of one remote.
        let slow = ScriptedServer { asked, before in
            let wait = Canned("503", ["Retry-After": "9"]).result
            return asked.origin.host.contains("us-east-1") && before > 1 ? Canned("301", ["x-amz-bucket-region": "eu-west-1"]).result : wait
        }
        #expect(await scenario.run(on: slow).time.pauses == [.seconds(9), .seconds(9), .seconds(9)])
        for region in ["cn-north-1", "us-gov-west-1"] {
            let beyond = server(region)
            let stayed = await scenario.run(on: beyond)
            #expect(!stayed.warns(.followedRegion))
            #expect(Set(beyond.asked.map(\.origin.host)).count == 1)
        }
    }

    @Test("waits grow, differ by chance, and end")
    func waitsAreJittered() async {
        var scenario = Scenario()
        scenario.script = [.anon: ["403"], .signed: ["500"]]
        let ending = await scenario.run()
        #expect(ending.id == .serverError)
        #expect(ending.time.pauses.count == 2)
        #expect(ending.time.pauses[0] <= .milliseconds(250) && ending.time.pauses[1] <= .milliseconds(500))
        // A wait that goes beyond ten seconds is not waited for.
        scenario.script = [.anon: [Canned("503", ["Retry-After": "11"])]]
        #expect(await scenario.run().time.pauses.isEmpty)
        scenario.script = [.anon: [Canned(failing: .closedEarly), "403:232"], .signed: ["200"], .control: ["403:213"]]
        #expect(await scenario.run().id == .ok)
        for status in ["301", "400", "403", "404"] {
            scenario.script = [.anon: ["403"], .signed: [Canned(status)], .control: ["403"], .nobucket: ["403"]]
            #expect(await scenario.run().server.asked.count { $0.step == .signed } == 1)
        }
    }
}
