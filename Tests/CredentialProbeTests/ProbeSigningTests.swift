import AWSSigning
import HTTPTransport
import ObjectStorage
import SecretMemory
import Synchronization
import Testing

@testable import CredentialProbe

/// What goes on the wire with the real signer.
@Suite("Signed probes")
struct ProbeSigningTests {
    /// Answers by what a request looks like, since nothing else tells the steps apart.
    private final class Recorder: HTTPExchange {
        private let requests = Mutex<[HTTPRequest]>([])
        private let lengths: [Int]
        init(lengths: [Int]) { self.lengths = lengths }
        var asked: [HTTPRequest] { requests.withLock { $0 } }

        func response(to request: HTTPRequest, at origin: HTTPOrigin, within deadlines: HTTPDeadlines) async throws(HTTPFailure) -> HTTPResponse {
            let place = requests.withLock { requests in
                requests.append(request)
                return requests.count - 1
            }
            let length = lengths[min(place, lengths.count - 1)]
            return HTTPResponse(status: 403, fields: [HTTPField("Content-Length", String(length)), HTTPField("x-amz-request-id", "A")])
        }
    }

    private static func asked(_ change: (inout Scenario) -> Void = { _ in }) async -> (requests: [HTTPRequest], report: ProbeReport) {
        var scenario = Scenario()
        change(&scenario)
        let recorder = Recorder(lengths: [232, 213, 213, 210, 213])
        var surroundings = Scenario.surroundings()
        surroundings.signer = { $0.wireRequest($1, credentials: $2, time: $3, bucket: $4) }
        surroundings.errorDocument = { S3ErrorDocument(xml: $0) }
        surroundings.isList = { S3ErrorDocument.kind(of: $0) == .listing }
        let run = ProbeRun(options: scenario.options, exchange: recorder, surroundings: surroundings)
        let report = await run.report(on: [scenario.item], tool: "rcsops test")
        return (recorder.asked, report)
    }

    private static func plain(_ request: HTTPRequest) -> [String] {
        [request.method, request.target] + request.fields.filter { $0.name.lowercased() != "authorization" }.map { $0.name + ": " + $0.value }
    }

    private static func keyID(_ request: HTTPRequest) -> Substring? {
        request.fields["authorization"].flatMap { $0.split(separator: "Credential=").last?.split(separator: "/").first }
    }

    @Test("the control is the signed request but for the signature, the random key's but for the key")
    func controlsDifferInTheSignatureOnly() async {
        let (requests, report) = await Self.asked()
        #expect(report.results[0].diagnosis.id == .wrongSecret)
        #expect(requests.count == 5)
        guard requests.count == 5 else { return }
        #expect(requests[0].fields["authorization"] == nil && requests[0].target == "/bkt" && requests[0].fields["host"] == "s3.example.test")
        #expect(Self.plain(requests[1]) == Self.plain(requests[2]) && Self.plain(requests[1]) == Self.plain(requests[3]))
        #expect(requests[1].fields["authorization"] != requests[2].fields["authorization"])
        #expect(Self.keyID(requests[1]) == Self.keyID(requests[2]) && Self.keyID(requests[1])! == Scenario.keyID)
        let other = String(Self.keyID(requests[3])!)
        #expect(other != Scenario.keyID && other.count == Scenario.keyID.count && other.utf8.allSatisfy { $0 < 0x5B })
        #expect(requests[4].target.hasPrefix("/rcsops-probe-") && requests[4].target.count == 46)
    }

    @Test("signatures of version 2 are sent where the remote wants them, without its token (case 40)")
    func version2IsSent() async {
        let (requests, report) = await Self.asked {
            $0.signer = .v2
            $0.hasToken = true
        }
        #expect(requests[1].fields["authorization"]?.hasPrefix("AWS " + Scenario.keyID + ":") == true)
        #expect(requests.allSatisfy { $0.fields["x-amz-security-token"] == nil })
        #expect(report.results[0].warnings.contains { $0.id == .weakSignature })
        // The signature is in no output.
        let signature = requests[1].fields["authorization"]!.split(separator: ":").last!
        #expect(!report.json(ReportForm()).contains(signature))
    }

    @Test("with the bucket in the host, a bucket that can't exist is asked in path style at the endpoint")
    func virtualHostsAreAsked() async {
        let (requests, _) = await Self.asked {
            $0.style = .virtualHost
            $0.origin = HTTPOrigin(scheme: .https, host: "bkt.s3.example.test")
        }
        #expect(requests.prefix(4).allSatisfy { $0.target == "/" && $0.fields["host"] == "bkt.s3.example.test" })
        #expect(requests.last!.target.hasPrefix("/rcsops-probe-") && requests.last!.fields["host"] == "s3.example.test")
    }
}
