import HTTPTransport
import Testing

@testable import CredentialProbe

/// Objects under a customer's key (SSE-C): who gets the key, and what is told without it.
@Suite("Customer key")
struct CustomerKeyTests {
    private static let key = "0123456789abcdefghijklmnopqrstuv"
    private static let prefix = "x-amz-server-side-encryption-customer-"

    private static func scenario(_ script: [ProbeStep: [Canned]]) -> Scenario {
        var scenario = Scenario()
        scenario.customerKey = key
        scenario.script = [.anon: ["403:232"], .signed: ["200"], .control: ["403:213"], .writeLock: ["404"]].merging(script) { $1 }
        return scenario
    }

    private static func carriers(_ ending: Scenario.Ending) -> [ProbeStep] {
        ending.server.asked.filter { asked in asked.request.fields.contains { $0.name.hasPrefix(prefix) } }.map(\.step)
    }

    private static let shown = Canned("200:29", ["X-Amz-Server-Side-Encryption-Customer-Algorithm": "AES256"])

    @Test("a named object's HEAD, and what the write check writes and reads, have the headers; nothing else has")
    func headersGoWhereTheyMust() async {
        var scenario = Self.scenario([.object: [Self.shown], .writePut: ["200"], .writeHead: [Self.shown], .writeGet: ["200"], .writeDelete: ["204"]])
        scenario.options.object = "report.csv"
        scenario.options.writeCheck = .real
        scenario.options.role = .source
        let ending = await scenario.run()
        #expect(Self.carriers(ending) == [.object, .writePut, .writeHead, .writeGet])
        let fields = ending.server.asked.first { $0.step == .object }!.request.fields
        #expect(fields[Self.prefix + "algorithm"] == "AES256" && fields[Self.prefix + "key-md5"]?.count == 24)
        #expect(fields[Self.prefix + "key"] == "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=")
        #expect(ending.id == .ok && ending.result.unverified.isEmpty)
        // A server that shows nothing of it proves nothing.
        scenario.script[.object] = ["200"]
        scenario.script[.writeHead] = ["200:29"]
        #expect(await scenario.run().result.unverified == ["sse-c"])
    }

    @Test("a random object's HEAD and a dry check go without")
    func unneededKeysStay() async {
        var scenario = Self.scenario([.object: ["404"], .writePart: ["403"], .writeAbort: ["403"]])
        scenario.options.role = .source
        scenario.options.writeCheck = .dry
        let ending = await scenario.run()
        #expect(Self.carriers(ending) == [] && ending.result.unverified.contains("sse-c"))
    }

    @Test("the key goes over plain http on this machine alone, and to no other region's host")
    func keyStaysHome() async {
        var scenario = Self.scenario([.object: ["400"]])
        scenario.options.object = "report.csv"
        for (host, goes) in [("127.0.0.1", true), ("10.1.2.3", false), ("s3.example.test", false)] {
            scenario.origin = HTTPOrigin(scheme: .http, host: host)
            scenario.options.allowsHTTP = true
            let ending = await scenario.run()
            #expect(Self.carriers(ending) == (goes ? [.object] : []), "\(host)")
            #expect(ending.warns(.note) != goes)
            let request = ending.server.asked.first { $0.step == .object }!.request
            #expect(request.reach == (goes ? .machine : nil))
        }
        scenario.origin = HTTPOrigin(scheme: .https, host: "s3.us-east-1.amazonaws.com")
        scenario.provider = "AWS"
        scenario.options.followsRegion = true
        let server = ScriptedServer { asked, _ in
            if asked.origin.host.contains("us-east-1") { return Canned("301", ["x-amz-bucket-region": "eu-west-1"]).result }
            return Canned(asked.step == .control ? "403:213" : "200").result
        }
        let moved = await scenario.run(on: server)
        #expect(moved.warns(.followedRegion) && server.steps.contains(.object) && Self.carriers(moved) == [])
    }

    @Test("an object that wants another key, or any, is told so")
    func deniedObjectsAreTold() async {
        var scenario = Self.scenario([.object: ["403"]])
        scenario.options.object = "report.csv"
        let other = await scenario.run()
        #expect(other.id == .accessDenied && other.result.diagnosis.hints.contains { $0.contains("sse_customer_key") } && other.exit() == 4)
        scenario.customerKey = nil
        scenario.script[.object] = ["400"]
        let none = await scenario.run()
        #expect(none.id == .accessDenied && none.result.diagnosis.message.contains("SSE-C") && none.result.diagnosis.row == "O3")
    }

    @Test("two remotes that differ in the key alone are two")
    func keysTellRemotesApart() async {
        let script: [ProbeStep: [Canned]] = [.object: [Self.shown]]
        var (first, second) = (Self.scenario(script), Self.scenario(script))
        second.customerKey = String(Self.key.reversed())
        (first.options.object, second.options.object) = ("x", "x")
        let server = first.server()
        _ = await ProbeRun(options: first.options, exchange: server, surroundings: Scenario.surroundings()).report(
            on: [first.item, second.item, first.item], tool: "t")
        #expect(server.asked.count { $0.step == .object } == 2)
    }

    @Test("the key is in no output, whatever the server sends back")
    func keyIsHidden() async {
        var scenario = Self.scenario([:])
        scenario.options.object = "report.csv"
        let server = ScriptedServer { asked, _ in
            let sent = asked.request.fields[Self.prefix + "key"] ?? "nothing"
            return .success(HTTPResponse(status: asked.step == .anon ? 403 : 200, fields: [HTTPField("Server", sent + " " + Self.key)], body: []))
        }
        let report = await scenario.run(on: server).report
        let output = report.json(ReportForm()) + report.text(ReportForm(), isColoured: false) + report.junit(ReportForm())
        #expect(!output.contains(Self.key) && !output.contains("MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY"))
    }
}
