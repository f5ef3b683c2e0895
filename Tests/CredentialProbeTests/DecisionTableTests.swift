import HTTPTransport
import ObjectStorage
import TestVectors
import Testing

@testable import CredentialProbe

/// The decision table apart from the network.
@Suite("Decision table")
struct DecisionTableTests {
    /// An observation with what its steps saw.
    static func seen(_ answers: [ProbeStep: Canned], _ change: (inout Scenario, inout ProbeObservation) -> Void = { _, _ in }) -> ProbeObservation {
        var scenario = Scenario()
        var observation = ProbeObservation(target: scenario.target, isAnonymous: false, hasToken: false)
        change(&scenario, &observation)
        var result = ProbeObservation(target: scenario.target, isAnonymous: !scenario.hasKeys, hasToken: scenario.hasToken)
        result.role = observation.role
        result.isObjectNamed = observation.isObjectNamed
        result.isControlOff = observation.isControlOff
        result.explained = observation.explained
        result.write = observation.write
        result.known = observation.known
        result.skew = observation.skew
        result.isClockBehindBuild = observation.isClockBehindBuild
        for (step, canned) in answers {
            switch canned.result {
            case .success(let response): result.answers[step] = .response(ProbeEvidence(response, hiding: SecretFilter([]), now: Scenario.now))
            case .failure(let failure): result.answers[step] = .failure(failure)
            }
        }
        return result
    }

    private static func failed(_ failure: HTTPFailure) -> ProbeObservation { seen([.anon: Canned(failing: failure)]) }
    private static func refused(_ code: Int32) -> ProbeObservation { failed(.tls(TLSFailure(.certificate(code: code)))) }

    private static func plainHTTP(_ scenario: inout Scenario, _ seen: inout ProbeObservation) {
        scenario.origin = HTTPOrigin(scheme: .http, host: "s3.example.test", port: 8443)
    }

    /// At least one observation for every row, and for every cause that a row can give where a HEAD can show it.
    static let examples: [(row: String, id: DiagnosisID, confidence: Confidence, seen: ProbeObservation)] = [
        ("W1", .residueLeft, .certain, seen([.anon: "403", .signed: "200"]) { $1.write = written { $0.residue = "k" } }),
        ("0", .endpointRefused, .certain, failed(.addressRefused("10.0.0.1", .notPublic))),
        ("1", .dnsNotFound, .certain, failed(.nameNotFound)),
        ("1", .dnsFailed, .certain, failed(.nameServiceFailed)),
        ("1", .dnsFailed, .certain, failed(.nameTimeout)),
        ("2", .connectionRefused, .certain, failed(.connectionRefused)),
        ("3", .connectTimeout, .certain, failed(.connectTimeout)),
        ("3", .unreachable, .certain, failed(.unreachable)),
        ("4", .tlsUnknownCA, .certain, refused(18)), ("4", .tlsUnknownCA, .certain, refused(19)),
        ("4", .tlsUnknownCA, .certain, refused(20)), ("4", .tlsUnknownCA, .certain, refused(21)),
        ("4", .tlsExpired, .certain, refused(10)), ("4", .tlsNotYetValid, .certain, refused(9)),
        ("4", .tlsNameMismatch, .certain, refused(62)), ("4", .tlsNameMismatch, .certain, refused(64)),
        ("4", .tlsInvalid, .certain, refused(67)), ("4", .tlsInvalid, .certain, refused(23)),
        ("4", .tlsNoRoots, .certain, failed(.tls(TLSFailure(.noRoots)))),
        ("5", .tlsVersion, .certain, failed(.tls(TLSFailure(.version)))),
        ("6", .tlsClientCertRequired, .certain, failed(.tls(TLSFailure(.clientCertificateRequired(isCertain: true))))),
        ("6", .tlsClientCertRequired, .likely, failed(.tls(TLSFailure(.clientCertificateRequired(isCertain: false))))),
        ("6", .tlsClientCertRequired, .likely, failed(.tls(TLSFailure(.clientCertificateRefused(alert: 48))))),
        ("6b", .tlsFailed, .certain, failed(.tls(TLSFailure(.alert(80))))),
        ("6b", .tlsFailed, .certain, failed(.tls(TLSFailure(.handshake)))),
        ("7", .schemeMismatch, .strong, failed(.plainServer)),
        ("8", .schemeMismatch, .likely, seen([.anon: Canned(failing: .tlsServer)], plainHTTP)),
        ("8", .schemeMismatch, .likely, seen([.anon: Canned(failing: .closedEarly)], plainHTTP)),
        ("8", .schemeMismatch, .likely, seen([.anon: Canned("400:250", ["Content-Type": "text/html"], hasID: false)], plainHTTP)),
        ("9", .tlsTimeout, .certain, failed(.tlsTimeout)),
        ("9", .responseTimeout, .certain, failed(.responseTimeout)),
        ("9", .responseTimeout, .certain, seen([.anon: "403", .signed: Canned(failing: .responseTimeout)])),
        ("10", .proxyFailed, .certain, failed(.proxyRefused(status: 502))),
        ("10", .proxyFailed, .certain, failed(.proxyUnreachable)),
        ("10", .proxyAuthRequired, .certain, failed(.proxyAuthenticationRequired)),
        ("10", .proxyAuthRequired, .certain, seen([.anon: Canned("407", hasID: false)])),
        ("10b", .connectionClosed, .certain, failed(.closedEarly)),
        ("10b", .notS3, .certain, failed(.notHTTP)),
        ("10b", .localTrouble, .certain, failed(.local(24))),
        ("10b", .interrupted, .certain, failed(.cancelled)),
        ("11", .captivePortal, .strong, seen([.anon: Canned("511", hasID: false)])),
        ("11", .captivePortal, .strong, seen([.anon: Canned("307", ["Location": "//login.test/x"], hasID: false)])),
        ("11", .notS3, .strong, seen([.anon: Canned("200", ["Content-Type": "text/html"], hasID: false)])),
        ("11", .notS3, .strong, seen([.anon: Canned("403:10", ["content-length": "11"])])),
        ("11b", .notS3, .likely, seen([.anon: Canned("401", ["WWW-Authenticate": "Basic"], hasID: false), .signed: Canned("401", ["WWW-Authenticate": "Basic"], hasID: false)])),
        ("11b", .notS3, .likely, seen([.anon: Canned("404", ["Content-Type": "text/html"], hasID: false), .signed: Canned("404", ["Content-Type": "text/html"], hasID: false)])),
        ("11b", .notS3, .likely, seen([.anon: "403", .signed: Canned("200", hasID: false), .control: "403", .nobucket: "200"])),
        ("12", .wrongRegion, .certain, seen([.anon: Canned("301", ["x-amz-bucket-region": "eu-west-1"])])),
        ("12", .wrongRegion, .certain, seen([.anon: Canned("307", ["Location": "https://bkt.s3.eu-west-1.amazonaws.com/"])]) { scenario, _ in
            scenario.origin = HTTPOrigin(scheme: .https, host: "s3.us-east-1.amazonaws.com")
        }),
        ("E1", .wrongSecret, .certain, explained("SignatureDoesNotMatch")), ("E1", .unknownAccessKey, .certain, explained("InvalidAccessKeyId")),
        ("E1", .clockSkew, .certain, explained("RequestTimeTooSkewed")), ("E1", .tokenExpired, .certain, explained("ExpiredToken")),
        ("E1", .tokenExpired, .certain, explained("TokenRefreshRequired")), ("E1", .tokenRejected, .certain, explained("InvalidToken")),
        ("E1", .accessDenied, .certain, explained("AccessDenied")), ("E1", .accessDenied, .certain, explained("AllAccessDisabled")),
        ("E1", .accessDenied, .certain, explained("AccountProblem")), ("E1", .userSuspended, .certain, explained("UserSuspended")),
        ("E1", .wrongRegion, .certain, explained("AuthorizationHeaderMalformed")), ("E1", .wrongRegion, .certain, explained("PermanentRedirect")),
        ("E1", .wrongRegion, .certain, explained("TemporaryRedirect")), ("E1", .wrongRegion, .certain, explained("IllegalLocationConstraintException")),
        ("E1", .bucketNotFound, .certain, explained("NoSuchBucket")), ("E1", .configInvalid, .certain, explained("InvalidBucketName")),
        ("E1", .throttled, .certain, explained("SlowDown")), ("E1", .throttled, .certain, explained("ServiceUnavailable")),
        ("E1", .throttled, .certain, explained("RequestLimitExceeded")), ("E1", .methodNotSupported, .certain, explained("NotImplemented")),
        ("E1", .methodNotSupported, .certain, explained("MethodNotAllowed")), ("E1", .unexpectedError, .certain, explained("Whatever")),
        ("E1", .unexpectedError, .certain, explained("InvalidRequest")), ("E1", .v2Refused, .certain, explained("InvalidRequest", wantsV4: true)),
        ("E2", .ok, .certain, seen([.anon: "403", .signed: "403", .control: "403"]) { $1.explained = .list }),
        ("E2", .ok, .likely, seen([.anon: "405", .signed: "405"]) { $1.explained = .list }),
        ("13", .wrongRegion, .strong, seen([.anon: Canned("403", ["x-amz-bucket-region": "eu-west-1"]), .signed: "400"])),
        ("14", .redirected, .likely, seen([.anon: Canned("301", ["Location": "https://other.test/"])])),
        ("15", .throttled, .certain, seen([.anon: "503"])), ("15", .throttled, .certain, seen([.anon: "403", .signed: "429"])),
        ("15", .serverError, .certain, seen([.anon: "500", .signed: "500"])), ("15", .serverError, .certain, seen([.anon: "502"])),
        ("16", .clockSkew, .strong, seen([.anon: "403:212", .signed: "403:212", .control: "403:212", .akid: "403:212"]) { $1.skew = -1_200 }),
        ("0", .plaintextRefused, .certain, seen([.anon: Canned(failing: .beyondReach)])),
        ("O3", .accessDenied, .likely, seen([.anon: "403", .signed: "200", .control: "403", .object: "400"]) { $1.isObjectNamed = true }),
        ("W2", .accessDenied, .likely, seen([.anon: "403", .signed: "200", .control: "403"]) {
            $1.role = .destination
            $1.write = written { $0.put = .no }
        }),
        ("W3", .writeOnly, .likely, seen([.anon: "403", .signed: "403", .control: "403"]) { $1.write = written { $0.put = .yes } }),
        ("O1", .ok, .strong, seen([.anon: "403", .signed: "403", .control: "403", .object: "404"])),
        ("O2", .accessDenied, .likely, seen([.anon: "403", .signed: "200", .control: "403", .object: "403"]) { $1.role = .source }),
        ("17a", .anonymousRemote, .certain, seen([.anon: "200"]) { scenario, _ in scenario.hasKeys = false }),
        ("17", .ok, .certain, seen([.anon: "403", .signed: "200", .control: "403"])),
        ("17", .ok, .certain, seen([.anon: "403", .signed: "200", .control: "400"])),
        ("17", .ok, .certain, seen([.anon: "403", .signed: "200"]) { $1.known.control = 403 }),
        ("18", .signatureNotChecked, .strong, seen([.anon: "403", .signed: "200", .control: "200"])),
        ("19", .publicBucket, .certain, seen([.anon: "200", .signed: "200", .control: "200"])),
        ("20", .ok, .likely, seen([.anon: "403", .signed: "200"]) { $1.isControlOff = true }),
        ("20", .publicBucket, .likely, seen([.anon: "200", .signed: "200"]) { $1.isControlOff = true }),
        ("21", .bucketNotFound, .strong, seen([.anon: "404", .signed: "404", .control: "403"])),
        ("22", .bucketNotFound, .likely, seen([.anon: "404", .signed: "404", .control: "404"])),
        ("23a", .accessDenied, .likely, seen([.anon: "403"]) { scenario, _ in scenario.hasKeys = false }),
        ("23k", .wrongSecret, .likely, seen([.anon: "403", .signed: "403"]) { $1.known = KnownKey(control: 403, cause: .wrongSecret) }),
        ("23k", .unknownAccessKey, .likely, seen([.anon: "403", .signed: "403"]) { $1.known = KnownKey(control: 403, cause: .unknownAccessKey) }),
        ("23k", .userSuspended, .likely, seen([.anon: "403", .signed: "403"]) { $1.known = KnownKey(control: 403, cause: .userSuspended) }),
        ("23m", .wrongSecret, .strong, seen([.anon: "403", .signed: "403", .nobucket: "403"]) { $1.known = KnownKey(control: 403, isOtherSecretGood: true) }),
        ("W3", .writeOnly, .likely, seen([.anon: "403", .signed: "403", .control: "403"]) {
            $1.explained = .error(code: "AccessDenied", region: nil, wantsV4: false)
            $1.write = written { $0.put = .yes }
        }),
        ("27c", .unknownAccessKey, .likely, seen([.anon: "403", .signed: "403", .nobucket: "403"]) { $1.known = KnownKey(control: 403, isIDUnknown: true) }),
        ("27a", .accessDenied, .likely, seen([.anon: "403:232", .signed: "403:232", .nobucket: "403"]) { $1.known = KnownKey(control: 403, tellsByLength: true) }),
        (
            "27b", .wrongSecret, .likely,
            seen([.anon: "403:232", .signed: "403:213", .nobucket: "403"]) { $1.known = KnownKey(control: 403, isIDKnown: true, tellsByLength: true) }
        ),
        ("23l", .accessDenied, .strong, seen([.anon: "403", .signed: "403"]) { $1.known = KnownKey(control: 403, cause: .ok) }),
        ("23", .accessDenied, .strong, seen([.anon: "403", .signed: "403", .control: "403", .nobucket: "404"])),
        ("23", .accessDenied, .likely, seen([.anon: "403", .signed: "403", .nobucket: "404"]) { $1.isControlOff = true }),
        ("24", .accessDenied, .strong, seen([.anon: "403:212", .signed: "403:212", .control: "403:320", .nobucket: "403:296"])),
        ("25", .accessDenied, .likely, seen([.anon: "500", .signed: "403:279", .control: "403:416", .nobucket: "403:270"])),
        // radosgw's arithmetic: base 192, the code's letters, and 25 with the bucket's name.
        ("25", .userSuspended, .likely, radosgw(233, bucket: "bkt")), ("25", .userSuspended, .likely, radosgw(205, bucket: nil)),
        ("25", .clockSkew, .likely, radosgw(212, bucket: "bkt")), ("25", .unknownAccessKey, .likely, radosgw(210, bucket: "bkt")),
        ("25", .accessDenied, .likely, radosgw(234, bucket: "other")),
        ("26", .wrongSecret, .strong, seen([.anon: "403:232", .signed: "403:213", .control: "403:213", .akid: "403:210", .nobucket: "403:213"])),
        ("27", .unknownAccessKey, .strong, seen([.anon: "403:232", .signed: "403:210", .control: "403:210", .akid: "403:210"]) { $1.skew = 0 }),
        ("27", .unknownAccessKey, .likely, seen([.anon: "403:232", .signed: "403:210", .control: "403:210", .akid: "403:210"])),
        ("28", .tokenRejected, .likely, seen([.anon: "403", .signed: "400", .control: "403"]) { scenario, _ in scenario.hasToken = true }),
        ("29", .badRequest, .guess, seen([.anon: "403", .signed: "400", .control: "400"])),
        ("30", .deniedUnspecified, .certain, seen([.anon: "403:c", .signed: "403:c", .control: "403:c", .nobucket: "403:c"])),
        ("30", .deniedUnspecified, .certain, seen([.anon: "403:210", .signed: "403:210", .control: "403:210", .akid: "403:210"]) { $1.skew = 0 }),
        ("31a", .serviceHeadUnsupported, .strong, seen([.anon: "405", .signed: "405"]) { scenario, _ in scenario.bucket = nil }),
        ("31", .methodNotSupported, .strong, seen([.anon: "405", .signed: "501"])),
        ("32", .unexpectedStatus, .certain, seen([.anon: "403", .signed: "414"])),
        ("33", .interrupted, .certain, seen([:])),
    ]

    private static func written(_ change: (inout WriteObservation) -> Void) -> WriteObservation {
        var write = WriteObservation()
        change(&write)
        return write
    }

    private static func explained(_ code: String, wantsV4: Bool = false) -> ProbeObservation {
        seen([.anon: "403:c", .signed: "403:c", .control: "403:c"]) { $1.explained = .error(code: code, region: nil, wantsV4: wantsV4) }
    }

    private static func radosgw(_ length: Int, bucket: String?) -> ProbeObservation {
        let id = ["x-amz-request-id": "tx000000000000000000001-006a1b2c3d-1034-default"]
        return seen([
            .anon: Canned("403:232", id, hasID: false), .signed: Canned("403:\(length)", id, hasID: false), .control: Canned("403:213", id, hasID: false),
        ]) { scenario, _ in scenario.bucket = bucket }
    }

    @Test("each example is decided by its row, and gives that row's cause")
    func examplesGiveTheirRow() {
        var good = 0
        for example in Self.examples {
            let diagnosis = DecisionTable.diagnosis(of: example.seen)
            let isExpected = diagnosis.row == example.row && diagnosis.id == example.id && diagnosis.confidence == example.confidence
            if isExpected { good += 1 }
            #expect(
                isExpected,
                "row \(example.row) \(example.id.rawValue): got row \(diagnosis.row ?? "-"), \(diagnosis.id.rawValue), \(diagnosis.confidence.rawValue)")
        }
        print("decision table: \(good) of \(Self.examples.count) examples, \(DecisionTable.rows.count) rows")
    }

    @Test("every row has an example, a number of its own and words")
    func everyRowHasAnExample() {
        let numbers = DecisionTable.rows.map(\.number)
        #expect(Set(numbers).count == numbers.count)
        #expect(Set(numbers) == Set(Self.examples.map(\.row)))
        for row in DecisionTable.rows {
            #expect(!row.observation.isEmpty && !row.causes.isEmpty)
            let shown = Set(Self.examples.filter { $0.row == row.number }.map(\.id))
            #expect(shown == Set(row.causes), "row \(row.number): examples \(shown.map(\.rawValue)), causes \(row.causes.map(\.rawValue))")
        }
    }

    /// What HEAD alone showed of real servers: anon, signed, control, random access key, bucket that does not exist.
    struct Measured: Sendable {
        let name: String
        let answers: [Canned]
        let id: DiagnosisID
    }

    static let measured = [
        Measured(name: "radosgw, good", answers: ["403:232", "200:0", "403:213", "403:210", "404:274"], id: .ok),
        Measured(name: "radosgw, wrong secret", answers: ["403:232", "403:213", "403:213", "403:210", "403:213"], id: .wrongSecret),
        Measured(name: "radosgw, unknown key", answers: ["403:232", "403:210", "403:210", "403:210", "403:210"], id: .unknownAccessKey),
        Measured(name: "radosgw, no rights", answers: ["403:232", "403:232", "403:213", "403:210", "404:274"], id: .accessDenied),
        Measured(name: "SeaweedFS, good", answers: ["403:212", "200:0", "403:320", "403:265", "404:317"], id: .ok),
        Measured(name: "SeaweedFS, wrong secret", answers: ["403:212", "403:320", "403:320", "403:265", "403:404"], id: .wrongSecret),
        Measured(name: "SeaweedFS, unknown key", answers: ["403:212", "403:265", "403:265", "403:265", "403:349"], id: .unknownAccessKey),
        Measured(name: "SeaweedFS, no rights", answers: ["403:212", "403:212", "403:320", "403:265", "403:296"], id: .accessDenied),
        Measured(name: "moto, good", answers: ["500", "200", "403:416", "403:365", "404"], id: .ok),
        Measured(name: "moto, wrong secret", answers: ["500", "403:416", "403:416", "403:365", "403:416"], id: .wrongSecret),
        Measured(name: "moto, unknown key", answers: ["500", "403:365", "403:365", "403:365", "403:365"], id: .unknownAccessKey),
        Measured(name: "moto, no rights", answers: ["500", "403:279", "403:416", "403:365", "403:279"], id: .accessDenied),
        Measured(name: "radosgw, missing bucket", answers: ["404:237", "404:237", "403:213", "403:210", "404:274"], id: .bucketNotFound),
        Measured(name: "SeaweedFS, missing bucket", answers: ["403:212", "404:243", "403:320", "403:265", "404:317"], id: .bucketNotFound),
    ]

    @Test("what was measured of real servers is named rightly")
    func measuredAnswersAreNamed() async {
        var good = 0
        for one in Self.measured {
            var scenario = Scenario()
            for (step, answer) in zip([ProbeStep.anon, .signed, .control, .akid, .nobucket], one.answers) { scenario.script[step] = [answer] }
            let ending = await scenario.run()
            if ending.id == one.id { good += 1 }
            #expect(ending.id == one.id, "\(one.name): \(ending.id.rawValue), row \(ending.result.diagnosis.row ?? "-")")
            #expect(ending.server.asked.filter { ![.anon, .signed].contains($0.step) || $0.step == .signed }.count <= 6)
        }
        print("measured servers: \(good) of \(Self.measured.count)")
    }

    @Test("any observation gives one diagnosis, of the causes of its row")
    func everyObservationGivesOneDiagnosis() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let statuses = [0, 100, 200, 204, 301, 302, 304, 307, 400, 401, 403, 404, 405, 407, 411, 416, 429, 500, 501, 502, 503, 504, 511, 599]
        let failures: [HTTPFailure] = [
            .nameNotFound, .connectionRefused, .closedEarly, .cancelled, .notHTTP, .tlsServer, .plainServer, .tls(TLSFailure(.certificate(code: 10))), .local(24),
        ]
        let codes = DecisionTable.meanings.keys.sorted() + ["InvalidRequest", "Other"]
        let rows = Dictionary(uniqueKeysWithValues: DecisionTable.rows.map { ($0.number, $0) })
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func canned() -> Canned {
            if chance(8) { return Canned(failing: failures.randomElement(using: &random)!) }
            var fields: [String: String] = [:]
            if chance(15) { fields["Content-Type"] = "text/html" }
            if chance(10) { fields["x-amz-bucket-region"] = chance(50) ? "us-east-1" : "eu-west-1" }
            if chance(10) { fields["Location"] = chance(50) ? "https://s3.eu-west-1.amazonaws.com/x" : "https://x.test/" }
            if chance(10) { fields["X-RGW-Object-Count"] = "1" }
            if chance(5) { fields["WWW-Authenticate"] = "Basic" }
            let length = chance(60) ? ":\([0, 205, 210, 212, 213, 232, 233].randomElement(using: &random)!)" : chance(30) ? ":c" : ""
            return Canned(String(statuses.randomElement(using: &random)!) + length, fields, hasID: chance(70))
        }
        for _ in 0..<5_000 {
            var answers: [ProbeStep: Canned] = [:]
            for step in [ProbeStep.anon, .signed, .control, .akid, .nobucket, .object] where chance(75) { answers[step] = canned() }
            let right = ProbeRight.allCases
            let observation = Self.seen(answers) { scenario, seen in
                scenario.hasKeys = chance(85)
                scenario.hasToken = chance(30)
                if chance(20) { scenario.bucket = nil }
                if chance(30) { scenario.origin = HTTPOrigin(scheme: chance(50) ? .http : .https, host: "s3.us-east-1.amazonaws.com", port: chance(50) ? 443 : 80) }
                seen.role = chance(40) ? ProbeRole.allCases.randomElement(using: &random) : nil
                seen.isControlOff = chance(20)
                seen.isObjectNamed = chance(20)
                if chance(40) { seen.skew = Int64.random(in: -2_000...2_000, using: &random) }
                if chance(20) { seen.explained = chance(30) ? .list : .error(code: codes.randomElement(using: &random)!, region: nil, wantsV4: chance(20)) }
                if chance(20) {
                    var write = WriteObservation()
                    write.put = right.randomElement(using: &random)!
                    write.residue = chance(10) ? "k" : nil
                    seen.write = write
                }
                if chance(20) { seen.known = KnownKey(control: statuses.randomElement(using: &random), cause: DiagnosisID.allCases.randomElement(using: &random)) }
            }
            let diagnosis = DecisionTable.diagnosis(of: observation)
            guard let row = diagnosis.row.flatMap({ rows[$0] }) else {
                Issue.record("no row")
                return
            }
            #expect(row.causes.contains(diagnosis.id), "row \(row.number) gives \(diagnosis.id.rawValue)")
            #expect(!diagnosis.message.isEmpty)
            // Credentials are called good only where an answer was.
            if diagnosis.id == .ok { #expect(observation.main != nil) }
        }
    }

    @Test("every cause has words and a way out")
    func everyCauseHasWords() {
        for id in DiagnosisID.allCases {
            #expect(!id.message.isEmpty && !id.message.hasSuffix("."))
            #expect(id == .ok || id == .notProbed || !id.hints.isEmpty, "\(id.rawValue)")
            switch id.verdict {
            case .ok: #expect(id.exitCode == 0)
            case .warn, .unproven: #expect(id.exitCode == 7 || id == .notProbed)
            case .fail, .error: #expect([2, 3, 4, 5, 6].contains(id.exitCode))
            }
        }
        for id in ProbeWarning.ID.allCases { #expect(!id.meaning.isEmpty) }
    }

    @Test("a clock before the program's own making is named before the certificate")
    func clockBeforeBuildIsNamed() {
        let early = Self.seen([.anon: Canned(failing: .tls(TLSFailure(.certificate(code: 9))))]) { $1.isClockBehindBuild = true }
        #expect(DecisionTable.diagnosis(of: early).hints[0].contains("clock"))
    }

    @Test("a redirect from http to https of the same host says so")
    func redirectsToTLSAreTold() {
        let seen = Self.seen([.anon: Canned("301", ["Location": "https://s3.example.test/bkt"], hasID: false)]) { scenario, _ in
            scenario.origin = HTTPOrigin(scheme: .http, host: "s3.example.test")
        }
        let diagnosis = DecisionTable.diagnosis(of: seen)
        #expect(diagnosis.id == .redirected && diagnosis.hints[0] == "write https:// in the option endpoint")
    }

    @Test("a connection that plain http gets closed may be one for TLS")
    func closedPlainConnectionNamesTLS() {
        func hints(_ scheme: HTTPOrigin.Scheme) -> [String] {
            let seen = Self.seen([.anon: Canned(failing: .closedEarly)]) { scenario, _ in scenario.origin = HTTPOrigin(scheme: scheme, host: "h.test", port: 9000) }
            return DecisionTable.diagnosis(of: seen).hints
        }
        #expect(hints(.http).contains { $0.contains("https://") } && !hints(.https).contains { $0.contains("https://") })
    }

    @Test("the names that a certificate is for are listed")
    func certificateNamesAreListed() {
        let chain = [TLSFailure.Certificate(subject: "CN=other.test", issuer: "CN=ca", names: ["other.test", "b\u{1B}.test"], notBefore: 0, notAfter: 1)]
        let hints = DecisionTable.diagnosis(of: Self.failed(.tls(TLSFailure(.certificate(code: 62), chain: chain)))).hints
        #expect(hints == ["write a name in endpoint that the certificate is for: other.test, b\\x1B.test"])
    }
}
