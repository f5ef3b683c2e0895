import AWSSigning
import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif
import HTTPTransport
import SecretMemory
import Synchronization
import TestVectors
import Testing

@testable import CredentialProbe

/// What leaves the program.
@Suite("Probe report")
struct ProbeReportTests {
    /// A report with one of everything.
    private static func mixed() async -> ProbeReport {
        var scenarios = AcceptanceTests.cases.filter { ["1", "2", "9", "14", "44"].contains($0.number) }.map(\.scenario)
        for index in scenarios.indices {
            scenarios[index].remote = "r\(index)"
            scenarios[index].origin = HTTPOrigin(scheme: .https, host: "h\(index).test")
        }
        var results: [ProbeResult] = []
        for scenario in scenarios { results += await scenario.run().report.results }
        let plain = await ProbeRun(options: ProbeOptions(), exchange: scenarios[0].server(), surroundings: Scenario.surroundings()).report(
            on: [
                ProbeItem(remote: "x <&\"\u{1}", .refused(ProbeDiagnosis(.configInvalid, .certain, detail: "write the scheme"))),
                ProbeItem(remote: "drive", .notProbed(reason: "a remote of type drive")),
            ], tool: "rcsops test")
        return ProbeReport(
            results: results + plain.results, tool: "rcsops test", started: Scenario.now, duration: .milliseconds(412), isInterrupted: false,
            secrets: SecretFilter([]))
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("real reports fit docs/probe.schema.json, and so do lines")
    func reportsFitTheSchema() async throws {
        let check = try SchemaCheck("probe")
        let report = await Self.mixed()
        for isDeterministic in [false, true] {
            var form = ReportForm()
            form.isDeterministic = isDeterministic
            #expect(check.faults(of: try Self.object(report.json(form))) == [])
            for line in report.jsonLines(form).split(separator: "\n") { #expect(check.faults(of: try Self.object(String(line)), "result") == []) }
        }
        // The check can fail.
        var broken = try Self.object(report.json(ReportForm()))
        broken["exit_code"] = "3"
        broken["tool"] = nil
        #expect(check.faults(of: broken).count == 2)
        let ids = Set(DiagnosisID.allCases.map(\.rawValue))
        let named = ((check.root["$defs"] as? [String: Any])?["diagnosis"] as? [String: Any])?["examples"] as? [String] ?? []
        #expect(Set(named) == ids, "the schema lists the causes of this version")
    }

    @Test("the document says what was seen, with every key")
    func documentSaysWhatWasSeen() async throws {
        let report = await AcceptanceTests.cases.first { $0.number == "2" }!.scenario.run().report
        let document = try Self.object(report.json(ReportForm()))
        #expect(document["schema"] as? String == "rcsops.probe/1" && document["exit_code"] as? Int == 3 && document["started"] as? String == "2027-01-15T08:00:00Z")
        let result = try #require((document["results"] as? [[String: Any]])?.first)
        #expect(result["remote"] as? String == "prod" && result["endpoint"] as? String == "https://s3.example.test" && result["access_key_id"] as? String == "AKIA…LE")
        #expect(result["diagnosis"] as? String == "wrong_secret" && result["verdict"] as? String == "fail" && result["confidence"] as? String == "strong")
        let steps = try #require(result["steps"] as? [[String: Any]])
        #expect(steps.map { $0["step"] as? String } == ["anon", "signed", "control", "akid", "nobucket"])
        #expect(steps[1]["status"] as? Int == 403 && steps[1]["content_length"] as? Int == 213)
    }

    @Test("two runs give the same text where asked for")
    func deterministicReportsAreEqual() async {
        var form = ReportForm()
        form.isDeterministic = true
        let first = await Self.mixed()
        let second = await Self.mixed()
        // The residue's name is drawn by chance, and must be told.
        func same(_ text: String) -> String { text.replacing(/\.rcsops-probe-[0-9a-f]{32}/, with: "KEY") }
        #expect(same(first.json(form)) == same(second.json(form)))
        #expect(same(first.junit(form)) == same(second.junit(form)))
        #expect(!first.json(form).contains("17A2B3C4D5E6F708"))
    }

    @Test("text has a line a remote with cause and fix, and colours only if told")
    func textIsForPeople() async {
        let report = await Self.mixed()
        let text = report.text(ReportForm(), isColoured: false)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix(" ") }
        #expect(lines.count == report.results.count)
        #expect(lines[0].hasPrefix("✓ r0") && lines[0].hasSuffix("  ok"))
        #expect(lines[1].hasPrefix("✗ r1") && lines[1].contains("wrong_secret: the access key is known") && lines[1].contains("; fix: check secret_access_key"))
        #expect(lines[3].hasPrefix("? r3") && lines[5].hasPrefix("✗ x <&\"\\u{1}") && lines[6].hasPrefix("- drive"))
        #expect(!text.contains("\u{1B}") && text.contains("answers: anon 403, signed 403"))
        #expect(report.text(ReportForm(), isColoured: true).contains("\u{1B}[31m✗\u{1B}[0m"))
        var scenario = Scenario()
        scenario.script = [.anon: [Canned(failing: .addressRefused("169.254.169.254", .metadata))]]
        #expect(await scenario.run().report.text(ReportForm(), isColoured: false).contains("\n    not asked: https://s3.example.test"))
        #expect(text.contains("\n    asked: "))
        let quiet = report.text(ReportForm(), isColoured: false, isQuiet: true)
        #expect(!quiet.contains("✓") && !quiet.contains("asked:") && quiet.contains("wrong_secret"))
        #expect(report.summary == "2 ok, 3 failed, 1 unproven, 1 not probed")
    }

    @Test("a chain that was refused is shown under the advice, which comes first")
    func refusedChainIsShown() async throws {
        let own = TLSFailure.Certificate(subject: "CN=o\u{1B}", issuer: "CN=ca", names: ["other.test"], notBefore: 0, notAfter: 1)
        let report = await Scenario(script: [.anon: [Canned(failing: .tls(TLSFailure(.certificate(code: 20), chain: [own])))]]).run().report
        let shown = "certificate: CN=o\\x1B, issued by CN=ca, valid from 1970-01-01T00:00:00Z to 1970-01-01T00:00:01Z"
        let text = report.text(ReportForm(), isColoured: false)
        #expect(text.contains("tls_unknown_ca") && text.contains("; fix: give the authority's certificate") && text.contains("\n    " + shown + "\n"))
        #expect(report.junit(ReportForm()).contains("&#10;" + shown + "</failure>"))
        let result = try #require((Self.object(report.json(ReportForm()))["results"] as? [[String: Any]])?.first)
        let chain = (result["tls"] as? [String: Any])?["refused_chain"] as? [[String: Any]]
        #expect(chain?.count == 1 && chain?[0]["subject"] as? String == "CN=o\\x1B" && chain?[0]["names"] as? [String] == ["other.test"])
    }

    @Test("a note is no warning")
    func notesAreNoWarnings() async {
        let item = ProbeItem(
            remote: "r", .refused(ProbeDiagnosis(.configInvalid, .certain)), warnings: [ProbeWarning(.note, "asked through to s:b"), ProbeWarning(.weakSignature)])
        let report = await ProbeRun(options: ProbeOptions(), exchange: Scenario().server(), surroundings: Scenario.surroundings()).report(on: [item], tool: "t")
        let text = report.text(ReportForm(), isColoured: false)
        #expect(text.contains("\n    note: asked through to s:b\n    warning: weak_signature: "))
    }

    @Test("JUnit is XML, with a failure for each remote that fails")
    func junitIsXML() async throws {
        let report = await Self.mixed()
        var form = ReportForm()
        for (isStrict, failures) in [(false, 3), (true, 4)] {
            form.isStrict = isStrict
            let text = report.junit(form)
            let counter = ElementCounter()
            let parser = XMLParser(data: Data(text.utf8))
            parser.delegate = counter
            #expect(parser.parse())
            #expect(counter.counts["testcase"] == 7 && counter.counts["failure"] == failures && counter.counts["skipped"] == 1)
            #expect(text.contains("failures=\"\(failures)\""))
        }
    }

    private final class ElementCounter: NSObject, XMLParserDelegate {
        var counts: [String: Int] = [:]
        func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
            counts[name, default: 0] += 1
        }
    }

    @Test("the weightiest of several causes is the exit code")
    func exitCodesAreOrdered() async {
        func code(_ ids: [DiagnosisID], strict: Bool = false) -> Int32 {
            ProbeReport(
                results: ids.map { ProbeResult(ProbeItem(remote: "r", .refused(ProbeDiagnosis($0, .certain))), ProbeDiagnosis($0, .certain)) }, tool: "t",
                started: 0, duration: .zero, isInterrupted: false, secrets: SecretFilter([])
            ).exitCode(isStrict: strict)
        }
        #expect(code([]) == 0 && code([.ok, .notProbed]) == 0)
        #expect(code([.wrongSecret, .configInvalid, .residueLeft]) == 2)
        #expect(code([.wrongSecret, .residueLeft]) == 5)
        #expect(code([.accessDenied, .wrongSecret, .throttled]) == 3)
        #expect(code([.throttled, .accessDenied]) == 4)
        #expect(code([.throttled, .publicBucket], strict: true) == 6)
        #expect(code([.publicBucket]) == 0 && code([.publicBucket], strict: true) == 7)
    }

    @Test("access keys are shown in parts: the first four and the last two, of a short one nothing")
    func accessKeysAreShortened() {
        var form = ReportForm()
        #expect(form.accessKey("AKIAIOSFODNN7EXAMPLE") == "AKIA…LE")
        #expect(form.accessKey("short") == "…" && form.accessKey(nil) == nil)
        form.showsFullKeyID = true
        #expect(form.accessKey("AKIAIOSFODNN7EXAMPLE") == "AKIAIOSFODNN7EXAMPLE")
    }

    @Test("a server that sends back all it gets, in every place, puts no secret into any output (case 48)")
    func reflectedSecretsAreHidden() async throws {
        let signatures = SeenSignatures()
        @Sendable func reflection(_ asked: ScriptedServer.Asked, _ status: Int, _ spell: @Sendable (String) -> String) -> Result<HTTPResponse, HTTPFailure> {
            signatures.add(asked.request)
            let all = (["authorization", "x-amz-security-token"].compactMap { asked.request.fields[$0] } + [Scenario.secret]).map(spell)
            var fields: [HTTPField] = []
            for text in all {
                for name in ["Server", "Location", "x-amz-request-id", "x-amz-bucket-region", "ETag", "x-amz-version-id", "Via"] {
                    fields.append(HTTPField(name, name == "Location" ? "https://" + text + "/" : text))
                }
            }
            fields.shuffle()
            // A cut must not leave the half of a secret that is no longer found.
            fields.insert(HTTPField("Server", String(repeating: "x", count: 110) + all.joined(separator: " ")), at: 0)
            let body = ErrorText.body(all.last!, more: "<Region>" + all.last! + "</Region>")
            return .success(HTTPResponse(status: status, fields: fields, body: Array(body.utf8)))
        }
        for spell in [{ $0 }, Self.percentEncoded, Self.base64] as [@Sendable (String) -> String] {
            var scenario = Scenario()
            scenario.hasToken = true
            scenario.options.isExplaining = true
            scenario.options.writeCheck = .real
            for status in [200, 301, 400, 403, 404] {
                let server = ScriptedServer { asked, _ in reflection(asked, asked.step == .anon ? 403 : status, spell) }
                let report = await scenario.run(on: server).report
                let output = report.json(ReportForm()) + report.jsonLines(ReportForm()) + report.junit(ReportForm())
                    + report.text(ReportForm(), isColoured: true)
                for secret in [Scenario.secret, Scenario.token] + signatures.all {
                    for form in [secret, Self.percentEncoded(secret), Self.base64(secret), Self.quotedForm(secret)] {
                        #expect(!output.contains(form), "\(status)")
                    }
                    // No part of it either.
                    #expect(!output.contains(secret.prefix(16)), "\(status)")
                }
            }
        }
    }

    @Test("an error code that is a signature, of this request or of an earlier one, is in no output", arguments: [true, false])
    func signaturesAreNoErrorCodes(isEarlier: Bool) async {
        let seen = Mutex<[String]>([])
        let server = ScriptedServer { asked, _ in
            let signature = String((asked.request.fields["authorization"] ?? "").split(separator: "=").last ?? "")
            let known = seen.withLock { seen in
                seen.append(signature)
                return seen
            }
            let code = isEarlier && known.count > 1 ? known[1] : signature
            return Canned("403:c", asked.request.method == "HEAD" ? [:] : ["Server": code], body: ErrorText.body(code)).result
        }
        var scenario = Scenario()
        scenario.options.isExplaining = true
        scenario.options.writeCheck = .dry
        let report = await scenario.run(on: server).report
        #expect(server.steps.contains(.explain) && server.steps.contains(.writePart))
        let output = report.json(ReportForm()) + report.text(ReportForm(), isColoured: false) + report.junit(ReportForm())
        for signature in seen.withLock({ $0 }) where !signature.isEmpty { #expect(!output.contains(signature)) }
        // Of version 2, without the sign at its end.
        let request = HTTPRequest(method: "GET", target: "/", fields: [HTTPField("Authorization", "AWS AKID:frJIUN8DYpKDtOLCwo8yllqDzg0=")])
        #expect(SecretFilter([]).hiding(request).redacted("frJIUN8DYpKDtOLCwo8yllqDzg0") == "[redacted]")
    }

    private final class SeenSignatures: @unchecked Sendable {
        private let lock = NSLock()
        private var found: Set<String> = []
        func add(_ request: HTTPRequest) {
            guard let value = request.fields["authorization"], let signature = value.split(separator: "=").last else { return }
            lock.withLock { _ = found.insert(String(signature)) }
        }
        var all: [String] { lock.withLock { Array(found) } }
    }

    private static let percentEncoded: @Sendable (String) -> String = { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics)! }
    private static let base64: @Sendable (String) -> String = { Data($0.utf8).base64EncodedString() }
    private static func quotedForm(_ text: String) -> String { text.replacingOccurrences(of: "/", with: "\\/") }

    @Test("a server that shows the secret, in a field that is printed, is not repeated: on the way in, and on the way out")
    func shownSecretsAreHidden() async {
        let server = ScriptedServer { asked, _ in
            Canned(asked.step == .signed ? "200" : "403:213", ["Server": "before " + Scenario.secret + " after"]).result
        }
        var scenario = Scenario()
        func outputs(_ report: ProbeReport) -> [String] {
            [report.json(ReportForm()), report.jsonLines(ReportForm()), report.junit(ReportForm()), report.text(ReportForm(), isColoured: false)]
        }
        let report = await scenario.run(on: server).report
        #expect(report.results[0].software == "before [redacted] after")
        for output in outputs(report) { #expect(!output.contains(Scenario.secret.prefix(16))) }
        // The last fence alone: what was put into another option never passed the first.
        scenario.region = Scenario.secret
        scenario.warnings = [ProbeWarning(.note, "it says " + Scenario.secret)]
        let pasted = await scenario.run(on: server).report
        #expect(pasted.results[0].target?.region == Scenario.secret)
        for output in outputs(pasted) { #expect(!output.contains(Scenario.secret.prefix(16)) && output.contains("[redacted]")) }
        #expect(outputs(pasted)[0].contains("\"region\":\"[redacted]\""))
    }

    @Test("results of several files, and of one remote with several ways, are told apart in every form")
    func resultsAreToldApart() async throws {
        func item(_ remote: String, _ file: String, via: [String] = [], storage: String?, path: String) -> ProbeItem {
            ProbeItem(
                remote: remote, origin: ProbeOrigin(file: file, via: via, storage: storage, path: path), .notProbed(reason: "a test"))
        }
        func report(_ items: [ProbeItem]) async -> ProbeReport {
            await ProbeRun(options: ProbeOptions(), exchange: ScriptedServer { _, _ in .failure(.cancelled) }, surroundings: Scenario.surroundings()).report(on: items, tool: "t")
        }
        let union = [
            item("u", "a.conf", storage: "s", path: "x"), item("u", "a.conf", via: ["c\u{7}"], storage: "t", path: "y"),
            item("s", "a.conf", storage: "s", path: "x/1"), item("s", "a.conf", storage: "s", path: "x/2"),
        ]
        let one = await report(union)
        #expect(one.labels == ["u → s", "u → c\\u{7} → t", "s:x/1", "s:x/2"])
        #expect(!one.text(ReportForm(), isColoured: false).contains("a.conf"))
        let several = await report(union + [item("s", "b.conf", storage: "s", path: "x/1")])
        #expect(several.text(ReportForm(), isColoured: false).contains("- b.conf: s  ") && several.junit(ReportForm()).contains("name=\"s:x/2\" file=\"a.conf\""))
        let results = try #require(try Self.object(several.json(ReportForm()))["results"] as? [[String: Any]])
        #expect(results.map { $0["file"] as? String } == ["a.conf", "a.conf", "a.conf", "a.conf", "b.conf"])
        #expect(results[1]["via"] as? [String] == ["c\u{7}"] && results[1]["storage"] as? String == "t")
    }

    @Test("the last filter finds a secret raw, percent-encoded and in base64, and leaves the rest")
    func filterFindsForms() {
        let secret = "a+b/c d\"é=="
        let filter = SecretFilter([AWSCredentials(accessKeyID: "k", secretAccessKey: SecretBytes(copying: Array(secret.utf8)))])
        #expect(filter.redacted("x" + secret + secret + "y") == "x[redacted][redacted]y" && filter.redacted(secret.dropLast() + secret).hasSuffix("[redacted]"))
        #expect(filter.redacted("p=a%2Bb%2Fc%20d%22%C3%A9%3D%3D&") == "p=[redacted]&")
        #expect(filter.redacted("p=a%2bb%2fc%20d%22%c3%a9%3d%3d&") == "p=[redacted]&")
        #expect(!filter.redacted(Self.base64(secret)).contains(Self.base64(secret).prefix(12)))
        #expect(filter.redacted("nothing here") == "nothing here" && filter.redacted("") == "")
        // In the base64 of a whole file, whatever stands before it.
        for before in ["", "x", "xy", "xyz"] {
            let text = filter.redacted(Self.base64(before + secret + " and more"))
            #expect(text.contains("[redacted]") && text.utf8.count < 40, "\(text)")
        }
        // A secret that the replacement holds does not loop.
        let odd = SecretFilter([AWSCredentials(accessKeyID: "k", secretAccessKey: SecretBytes(copying: Array("redacted".utf8)))])
        #expect(odd.redacted("redacted") == "[redacted]")
    }
}
