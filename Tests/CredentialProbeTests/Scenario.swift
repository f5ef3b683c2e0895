import AWSSigning
import HTTPTransport
import ObjectStorage
import SecretMemory
import Synchronization

@testable import CredentialProbe

/// One probe with a scripted server, a clock that stands still, and a signer whose signatures show which step they are for.
struct Scenario: Sendable {
    static let now: Int64 = 1_800_000_000
    static let keyID = "AKIAIOSFODNN7EXAMPLE"
    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let token = "FwoGZXIvYXdzEBYaDHVuaXF1ZS1zZXNzaW9uLXRva2Vu/+=="

    var bucket: String? = "bkt"
    var origin = HTTPOrigin(scheme: .https, host: "s3.example.test")
    var style = S3Target.Style.path
    var region = "us-east-1"
    var signer = S3Target.Signer.v4
    var provider = "Ceph"
    var prefix = ""
    var traits = ProbeSubject.Traits()
    var remote = "prod"
    var hasKeys = true
    var hasToken = false
    var expiry: Int64?
    var keyID = Scenario.keyID
    var secret = Scenario.secret
    var options = ProbeOptions()
    var warnings: [ProbeWarning] = []
    /// `sse_customer_key`, of 32 letters.
    var customerKey: String?
    var usesKMS = false
    /// Answers of each step, the last one for all that follow; a step without any must not be asked.
    var script: [ProbeStep: [Canned]] = [:]

    var target: S3Target {
        S3Target(
            origin: origin, pathPrefix: "", style: style, region: region, signer: signer, provider: provider, bucket: bucket, isRequesterPays: false)
    }

    var subject: ProbeSubject {
        let token: SecretBytes? = if hasToken { SecretBytes(copying: Array(Self.token.utf8)) } else { nil }
        let credentials = AWSCredentials(
            accessKeyID: keyID, secretAccessKey: SecretBytes(copying: Array(secret.utf8)), sessionToken: token, expiry: expiry)
        let arena = SecretArena()
        let options = try? S3Options { name in
            switch name {
            case "sse_customer_key": customerKey.map { arena.store(Array($0.utf8)) }
            case "sse_customer_algorithm": customerKey.map { _ in arena.store(Array("AES256".utf8)) }
            default: nil
            }
        }
        var traits = traits
        if customerKey != nil { traits.usesCustomerKey = true }
        if usesKMS { traits.serverSideEncryption = "aws:kms" }
        return ProbeSubject(
            remote: remote, target: target, credentials: hasKeys ? credentials : nil, credentialSource: "config", prefix: prefix, traits: traits,
            customerKey: options?.customerKey)
    }

    var item: ProbeItem { ProbeItem(remote: remote, .subject(subject), warnings: warnings) }

    func server() -> ScriptedServer {
        let script = script
        return ScriptedServer { asked, before in
            guard let answers = script[asked.step], !answers.isEmpty else { return .failure(.local(-1)) }
            return answers[min(before, answers.count - 1)].result
        }
    }

    /// Time passes by pauses only.
    final class Time: Sendable {
        private let state = Mutex((elapsed: Duration.zero, paused: [Duration]()))
        var elapsed: Duration { state.withLock { $0.elapsed } }
        var pauses: [Duration] { state.withLock { $0.paused } }
        func pause(_ duration: Duration) {
            state.withLock { state in
                state.elapsed += duration
                state.paused.append(duration)
            }
        }
    }

    static func surroundings(_ time: Time = Time(), secrets: [String] = [Scenario.secret]) -> ProbeSurroundings {
        ProbeSurroundings(
            now: { Scenario.now }, elapsed: { time.elapsed }, pause: { time.pause($0) },
            deadline: { _ in try? await Task.sleep(for: .seconds(3_600)) },
            signer: { signer, request, credentials, seconds, bucket in
                wireRequest(signer.target, request, credentials, seconds, bucket, secrets)
            },
            errorDocument: { ErrorText.document($0) }, isList: { String(decoding: $0, as: UTF8.self).contains("<ListBucketResult") })
    }

    private static func wireRequest(
        _ target: S3Target, _ request: S3Request, _ credentials: AWSCredentials?, _ time: Int64, _ bucket: String?, _ secrets: [String]
    ) -> (origin: HTTPOrigin, request: HTTPRequest) {
        var step: ProbeStep?
        let names = request.query.map(\.name)
        switch request.method {
        case "PUT": step = names.contains("uploadId") ? .writePart : .writePut
        case "DELETE": step = names.contains("uploadId") ? .writeAbort : .writeDelete
        case "GET": step = names.contains("object-lock") ? .writeLock : request.key != nil ? .writeGet : .explain
        default: break
        }
        if step == nil, bucket != nil { step = .nobucket }
        if step == nil, let key = request.key { step = key.contains(".rcsops-probe-") ? .writeHead : .object }
        var fields = [HTTPField("Host", target.origin.authority)] + request.fields.map { HTTPField($0.name, $0.value) }
        if let credentials {
            let bytes = credentials.secretAccessKey.withBytes { Array($0) }
            let isTrue = secrets.contains { Array($0.utf8) == bytes }
            if step == nil { step = isTrue ? .signed : keyIDs.withLock { $0.contains(credentials.accessKeyID) } ? .control : .akid }
            // A stand-in of the right form: it depends on the secret, the time and what is asked.
            let asked = request.method + (request.key ?? "") + names.joined() + (bucket ?? "")
            let digest = (bytes + Array(asked.utf8)).reduce(UInt64(time)) { ($0 &* 31) &+ UInt64($1) }
            fields.append(
                HTTPField(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/20270115/\(target.region)/s3/aws4_request, SignedHeaders=host, Signature=\(String(digest, radix: 16))\(String(digest, radix: 16))"))
            if let token = tokenText(credentials) {
                fields.append(HTTPField("x-amz-security-token", token))
            }
        }
        if step == nil { step = .anon }
        fields.append(HTTPField("x-test-step", step!.rawValue))
        let path = "/" + (bucket ?? target.bucket ?? "") + (request.key.map { "/" + $0 } ?? "")
        let query = request.query.map { $0.name + ($0.value.map { "=" + $0 } ?? "") }.joined(separator: "&")
        return (target.origin, HTTPRequest(method: request.method, target: path + (query.isEmpty ? "" : "?" + query), fields: fields, body: request.body))
    }

    private static func tokenText(_ credentials: AWSCredentials) -> String? {
        switch credentials.sessionToken {
        case .some(let token): token.withBytes { String(decoding: $0, as: UTF8.self) }
        case .none: nil
        }
    }

    /// Access keys that remotes have: any other is the probe's own.
    static let keyIDs = Mutex<Set<String>>([Scenario.keyID])

    struct Ending {
        let report: ProbeReport
        let server: ScriptedServer
        let time: Time
        var result: ProbeResult { report.results[0] }
        var id: DiagnosisID { result.diagnosis.id }
        func exit(isStrict: Bool = false) -> Int32 { report.exitCode(isStrict: isStrict) }
        func warns(_ id: ProbeWarning.ID) -> Bool { result.warnings.contains { $0.id == id } }
    }

    func run() async -> Ending { await run(on: server()) }

    func run(on server: ScriptedServer) async -> Ending {
        let time = Time()
        let run = ProbeRun(options: options, exchange: server, surroundings: Self.surroundings(time))
        return Ending(report: await run.report(on: [item], tool: "rcsops test"), server: server, time: time)
    }
}

/// Reads what these tests need of an error's XML.
enum ErrorText {
    static func document(_ body: [UInt8]) -> S3ErrorDocument? {
        let text = String(decoding: body, as: UTF8.self)
        guard text.contains("<Error>") else { return nil }
        func element(_ name: String) -> String? {
            let parts = text.split(separator: "<" + name + ">", omittingEmptySubsequences: false)
            return parts.count == 2 ? parts[1].split(separator: "</", omittingEmptySubsequences: false).first.map(String.init) : nil
        }
        return S3ErrorDocument(code: element("Code"), region: element("Region"), wantsV4: text.contains("Please use AWS4-HMAC-SHA256"))
    }

    static func body(_ code: String, more: String = "") -> String {
        "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code>" + more + "</Error>"
    }
}
