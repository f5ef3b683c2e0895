import HTTPTransport
import Testing

@testable import CredentialProbe

/// The acceptance cases that need no network, each with what it must give and what must not be sent.
@Suite("Acceptance cases")
struct AcceptanceTests {
    struct Case: Sendable {
        let number: String
        let scenario: Scenario
        let id: DiagnosisID
        let confidence: Confidence
        let exit: Int32
        var strictExit: Int32?
        var check: @Sendable (Scenario.Ending) -> Bool = { _ in true }
    }

    private static func scenario(_ script: [ProbeStep: [Canned]], _ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario()
        scenario.script = script
        change(&scenario)
        return scenario
    }

    private static let date1800 = ["Date": "Fri, 15 Jan 2027 08:30:00 GMT"]
    private static let date412 = ["Date": "Fri, 15 Jan 2027 08:06:52 GMT"]
    private static let awsLike: [ProbeStep: [Canned]] = [.anon: ["403:c"], .signed: ["403:c"], .control: ["403:c"], .nobucket: ["403:c"]]

    private static func explained(_ answer: Canned) -> Scenario {
        scenario(awsLike.merging([.explain: [answer]]) { $1 }) { $0.options.isExplaining = true }
    }

    private static let rgw = Canned("200:0", ["X-RGW-Object-Count": "7"])
    private static let weed = Canned("200:0", ["Server": "SeaweedFS 4.48"])
    private static let good: [ProbeStep: [Canned]] = [.anon: ["403:232"], .signed: [rgw], .control: ["403:213"]]

    static let cases: [Case] = [
        Case(number: "1", scenario: scenario(good), id: .ok, confidence: .certain, exit: 0) { $0.result.kind == .radosgw && $0.result.rights.list == .yes },
        Case(
            number: "2",
            scenario: scenario([.anon: ["403:232"], .signed: ["403:213"], .control: ["403:213"], .akid: ["403:210"], .nobucket: ["403:213"]]),
            id: .wrongSecret, confidence: .strong, exit: 3),
        Case(
            number: "3",
            scenario: scenario([
                .anon: [Canned("403:232", ["Date": "Fri, 15 Jan 2027 08:00:00 GMT"])], .signed: ["403:210"], .control: ["403:210"], .akid: ["403:210"],
                .nobucket: ["403:210"],
            ]),
            id: .unknownAccessKey, confidence: .strong, exit: 3),
        Case(
            number: "3, no Date",
            scenario: scenario([.anon: ["403:232"], .signed: ["403:210"], .control: ["403:210"], .akid: ["403:210"], .nobucket: ["403:210"]]),
            id: .unknownAccessKey, confidence: .likely, exit: 3) { $0.result.diagnosis.hints.contains { $0.contains("clocks") } },
        Case(
            number: "4", scenario: scenario([.anon: ["403:232"], .signed: ["403:232"], .control: ["403:213"], .nobucket: ["404:274"]]),
            id: .accessDenied, confidence: .strong, exit: 4) { $0.result.rights.list == .no && !$0.server.steps.contains(.akid) },
        Case(
            number: "5", scenario: scenario([.anon: ["403:c"], .signed: ["403:c"], .control: ["403:c"], .nobucket: ["404:c"]]),
            id: .accessDenied, confidence: .strong, exit: 4) { !$0.server.steps.contains(.akid) },
        Case(number: "6", scenario: scenario(awsLike), id: .deniedUnspecified, confidence: .certain, exit: 3) {
            $0.result.diagnosis.hints.contains { $0.contains("--explain") }
        },
        Case(
            number: "7",
            scenario: explained(
                Canned(
                    "403:c",
                    body: ErrorText.body(
                        "SignatureDoesNotMatch", more: "<StringToSign>AWS4-HMAC-SHA256 x-amz-security-token:" + Scenario.token + "</StringToSign>"))),
            id: .wrongSecret, confidence: .certain, exit: 3
        ) { ending in
            let all = ending.report.json(ReportForm()) + ending.report.text(ReportForm(), isColoured: false)
            return !all.contains("StringToSign") && !all.contains(Scenario.token)
        },
        Case(
            number: "8", scenario: explained(Canned("403:c", body: ErrorText.body("InvalidAccessKeyId"))), id: .unknownAccessKey,
            confidence: .certain, exit: 3),
        Case(
            number: "9", scenario: explained(Canned("200:c", body: "<ListBucketResult/>")), id: .ok, confidence: .certain, exit: 0
        ) { $0.warns(.headBucketDenied) && $0.result.rights.list == .yes },
        Case(
            number: "10",
            scenario: scenario([.anon: [Canned("403:212", date1800)], .signed: [Canned("403:212", date1800)]]), id: .clockSkew,
            confidence: .strong, exit: 3
        ) { abs(($0.result.skew ?? 0) - 1_800) <= 2 && $0.server.steps == [.anon, .signed] },
        Case(
            number: "11",
            scenario: scenario([.anon: [Canned("403:232", date412)], .signed: [Canned("200:0", date412.merging(["x-rgw-object-count": "7"]) { $1 })], .control: ["403:213"]]),
            id: .ok, confidence: .certain, exit: 0
        ) { $0.warns(.clockDrift) && $0.result.warnings.contains { $0.detail == "the server is 412 s ahead" } },
        Case(
            number: "12", scenario: scenario([.anon: ["404:237"], .signed: ["404:237"], .control: ["403:213"]]), id: .bucketNotFound,
            confidence: .strong, exit: 4) { !$0.server.steps.contains(.nobucket) },
        Case(
            number: "13", scenario: scenario([.anon: ["404"], .signed: ["404"], .control: ["404"]]), id: .bucketNotFound, confidence: .likely, exit: 4
        ) { $0.warns(.credentialsUnproven) },
        Case(
            number: "14", scenario: scenario([.anon: ["200"], .signed: ["200"], .control: ["200"]]), id: .publicBucket, confidence: .certain, exit: 0,
            strictExit: 7) { $0.result.diagnosis.verdict == .unproven },
        Case(
            number: "15", scenario: scenario([.anon: ["403"], .signed: ["200"], .control: ["200"]]), id: .signatureNotChecked, confidence: .strong,
            exit: 0, strictExit: 7),
        Case(
            number: "16",
            scenario: scenario([.anon: [Canned("301", ["x-amz-bucket-region": "eu-west-1", "Location": "https://elsewhere.test/bkt"])]]), id: .wrongRegion,
            confidence: .certain, exit: 4
        ) { ending in ending.result.bucketRegion == "eu-west-1" && ending.server.asked.allSatisfy { $0.origin.host == "s3.example.test" } },
        Case(
            number: "16, signed, explained",
            scenario: scenario([
                .anon: ["403"], .signed: ["301"],
                .explain: [Canned("301", body: ErrorText.body("PermanentRedirect", more: "<Region>eu-west-1</Region>"))],
            ]) { $0.options.isExplaining = true }, id: .wrongRegion, confidence: .certain, exit: 4
        ) { $0.server.steps == [.anon, .signed, .explain] && $0.result.diagnosis.hints == ["set region = eu-west-1"] },
        Case(
            number: "16, no S3's redirect, explained",
            scenario: scenario([.anon: [Canned("301", hasID: false)], .signed: [Canned("301", hasID: false)]]) { $0.options.isExplaining = true },
            id: .redirected, confidence: .likely, exit: 4) { !$0.server.steps.contains(.explain) },
        Case(
            number: "17",
            scenario: scenario([.anon: [Canned("403", ["x-amz-bucket-region": "eu-west-1"])], .signed: ["400"], .control: ["400"]]), id: .wrongRegion,
            confidence: .strong, exit: 4),
        Case(
            number: "18",
            scenario: scenario([.anon: [Canned("302", ["Location": "https://login.portal.test/", "Content-Type": "text/html"], hasID: false)]]),
            id: .captivePortal, confidence: .strong, exit: 6) { $0.server.steps == [.anon] },
        Case(
            number: "19", scenario: scenario([.anon: [Canned("200:512", ["Content-Type": "text/html; charset=utf-8"], hasID: false)]]), id: .notS3,
            confidence: .strong, exit: 6) { $0.server.steps == [.anon] },
        Case(
            number: "20", scenario: scenario([.anon: ["403"], .signed: ["400"], .control: ["400"]]) { $0.hasToken = true }, id: .tokenRejected,
            confidence: .likely, exit: 3),
        Case(
            number: "20, explained",
            scenario: scenario([.anon: ["403"], .signed: ["400"], .control: ["400"], .explain: [Canned("400", body: ErrorText.body("ExpiredToken"))]]) {
                $0.hasToken = true
                $0.options.isExplaining = true
            }, id: .tokenExpired, confidence: .certain, exit: 3),
        Case(
            number: "31",
            scenario: scenario([
                .anon: ["403:232"], .signed: [Canned("503", ["Retry-After": "1"]), Canned("503", ["Retry-After": "1"]), rgw], .control: ["403:213"],
            ]), id: .ok, confidence: .certain, exit: 0
        ) { $0.server.steps == [.anon, .signed, .signed, .signed, .control] && $0.time.pauses == [.seconds(1), .seconds(1)] },
        Case(
            number: "32", scenario: scenario([.anon: [Canned("503", ["Retry-After": "3600"])]]), id: .throttled, confidence: .certain, exit: 6
        ) { $0.server.steps == [.anon] && $0.time.elapsed < .seconds(1) },
        Case(
            number: "32, signed only", scenario: scenario([.anon: ["403"], .signed: [Canned("503", ["Retry-After": "3600"])]]), id: .throttled,
            confidence: .certain, exit: 6) { $0.server.steps == [.anon, .signed] },
        Case(
            number: "36", scenario: scenario([.anon: [Canned(failing: .addressRefused("169.254.169.254", .metadata))]]), id: .endpointRefused,
            confidence: .certain, exit: 2) { $0.server.steps == [.anon] },
        Case(
            number: "38", scenario: scenario([.anon: ["200"]]) { $0.hasKeys = false }, id: .anonymousRemote, confidence: .certain, exit: 0, strictExit: 7
        ) { $0.server.steps == [.anon] && $0.warns(.anonymousRemote) },
        Case(
            number: "40", scenario: scenario(good) { $0.signer = .v2 }, id: .ok, confidence: .certain, exit: 0) { $0.warns(.weakSignature) },
        Case(
            number: "41", scenario: scenario([.anon: [Canned("405", hasID: false)], .signed: [Canned("405", hasID: false)]]) { $0.bucket = nil },
            id: .serviceHeadUnsupported, confidence: .strong, exit: 0, strictExit: 7) { $0.result.diagnosis.hints[0].contains("name a bucket") },
        Case(
            number: "41, as AWS",
            scenario: scenario([.anon: [Canned("307", ["Location": "https://aws.amazon.com/s3/"])], .signed: ["405"]]) { $0.bucket = nil },
            id: .serviceHeadUnsupported, confidence: .strong, exit: 0, strictExit: 7),
        Case(
            number: "42",
            scenario: scenario(
                good.merging([
                    .writePart: [Canned("404", body: ErrorText.body("NoSuchUpload"))], .writeAbort: [Canned("404", body: ErrorText.body("NoSuchUpload"))],
                ]) { $1 }) { $0.options.writeCheck = .dry }, id: .ok, confidence: .certain, exit: 0
        ) { ending in
            let rights = ending.result.rights
            return rights.put == .yes && rights.multipart == .yes && rights.delete == .unknown && !ending.server.steps.contains(.writePut)
                && ending.result.unverified.contains("delete")
        },
        Case(
            number: "43",
            scenario: scenario(
                good.merging([
                    .writePart: [Canned("403", body: ErrorText.body("AccessDenied"))], .writeAbort: [Canned("403", body: ErrorText.body("AccessDenied"))],
                ]) { $1 }) {
                    $0.options.writeCheck = .dry
                    $0.options.role = .destination
                }, id: .accessDenied, confidence: .likely, exit: 4) { $0.result.rights.put == .no },
        Case(
            number: "44",
            scenario: scenario(good.merging([.writeLock: ["404"], .writePut: ["200"], .writeHead: ["200:29"], .writeDelete: ["403"]]) { $1 }) {
                $0.options.writeCheck = .real
            }, id: .residueLeft, confidence: .certain, exit: 5
        ) { ending in
            ending.result.residue.map { key in ending.server.asked.contains { $0.step == .writePut && $0.request.target == "/bkt/" + key } } ?? false
                && ending.result.diagnosis.verdict == .fail
        },
        Case(
            number: "45",
            scenario: scenario(good.merging([.writeLock: ["404"], .writePut: ["412"]]) { $1 }) { $0.options.writeCheck = .real }, id: .ok,
            confidence: .certain, exit: 0) { $0.warns(.probeKeyTaken) && !$0.server.steps.contains(.writeDelete) },
        Case(
            number: "46", scenario: scenario(good.merging([.object: ["404"]]) { $1 }) { $0.options.role = .source }, id: .ok, confidence: .certain, exit: 0
        ) { $0.result.rights.get == .yes && $0.result.rights.list == .yes },
        Case(
            number: "46, denied", scenario: scenario(good.merging([.object: ["403"]]) { $1 }) { $0.options.role = .source }, id: .accessDenied,
            confidence: .likely, exit: 4
        ) { $0.result.rights.get == .unknown && $0.result.diagnosis.message.contains("List or Get is missing") },
        Case(
            number: "46, SeaweedFS",
            scenario: scenario([.anon: ["403:212"], .signed: [weed], .control: ["403:320"], .object: ["404"]]) { $0.options.role = .source }, id: .ok,
            confidence: .certain, exit: 0
        ) { $0.result.rights.get == .yes && $0.result.rights.list == .unknown && $0.result.unverified == ["list"] },
        Case(
            number: "46, the list denied",
            scenario: scenario(good.merging([.object: ["404"], .explain: [Canned("403", body: ErrorText.body("AccessDenied"))]]) { $1 }) {
                ($0.options.role, $0.options.isExplaining) = (.source, true)
            }, id: .accessDenied, confidence: .certain, exit: 4) {
            $0.result.rights.get == .yes && $0.result.rights.list == .no && $0.result.diagnosis.message.hasSuffix("listing the bucket")
        },
        Case(
            number: "55", scenario: {
                var scenario = Self.scenario(good)
                scenario.warnings = [ProbeWarning(.configSuspicious, "secret_access_key ends in a blank, line 4")]
                return scenario
            }(), id: .ok, confidence: .certain, exit: 0) { $0.warns(.configSuspicious) },
    ]

    @Test("every scripted acceptance case gives its diagnosis, confidence and exit code, and sends nothing else")
    func acceptanceCases() async {
        var good = 0
        for one in Self.cases {
            let ending = await one.scenario.run()
            let diagnosis = ending.result.diagnosis
            let isExpected = diagnosis.id == one.id && diagnosis.confidence == one.confidence && ending.exit() == one.exit
                && ending.exit(isStrict: true) == one.strictExit ?? one.exit && one.check(ending)
                && ending.server.steps.allSatisfy { one.scenario.script[$0] != nil }
            if isExpected { good += 1 }
            #expect(
                isExpected,
                "case \(one.number): \(diagnosis.id.rawValue) \(diagnosis.confidence.rawValue) \(ending.exit()), row \(diagnosis.row ?? "-"), asked \(ending.server.steps.map(\.rawValue))"
            )
        }
        print("acceptance cases: \(good) of \(Self.cases.count)")
    }

    @Test("each try is signed anew, and no step but the failing one is sent again")
    func triesAreSignedAnew() async {
        let ending = await Self.cases.first { $0.number == "31" }!.scenario.run()
        #expect(ending.server.asked.filter { $0.step == .signed }.count == 3)
        #expect(ending.server.asked.filter { $0.step == .control }.count == 1)
        #expect(ending.result.steps.map(\.status) == [403, 503, 503, 200, 403])
    }
}
