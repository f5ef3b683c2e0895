import AWSSigning
import HTTPTransport
import SecretMemory
import Testing

@testable import ObjectStorage

private typealias Script = ScriptedKeyService

/// What S3's answers say of a key (spec of rotation, §2.6).
@Suite struct S3KeyAcceptanceTests {
    private static let listing = "<ListBucketResult><Name>b</Name></ListBucketResult>"

    private static func error(_ code: String, _ message: String = "m") -> String { "<Error><Code>\(code)</Code><Message>\(message)</Message></Error>" }

    private static func acceptance(
        _ answers: [(Int, String)], bucket: String? = "b", fields: [HTTPField] = [], target: VerificationTarget? = nil
    ) async -> (KeyAcceptance, ScriptedExchange) {
        let exchange = Script.exchange(answers, fields: fields)
        let check = S3KeyAcceptance(exchange: exchange, userAgent: "rcsops/test", allowsPlainHTTP: false, now: { Script.now })
        let target = target ?? VerificationTarget(endpoint: "https://s3.example.com", region: "eu-west-1", bucket: bucket)
        return (await check.acceptance(of: Script.signer, at: target), exchange)
    }

    static let rows: [([(Int, String)], KeyAcceptance, Int)] = [
        ([(200, ""), (200, listing)], .accepted(status: 200, isAllowed: true, requestID: "r1"), 2),
        // It may see the bucket and not list it: that it is S3 which says so is in the document.
        ([(200, ""), (403, error("AccessDenied"))], .accepted(status: 200, isAllowed: true, requestID: "r1"), 2),
        ([(200, ""), (301, ""), (403, error("AccessDenied"))], .accepted(status: 200, isAllowed: true, requestID: "r1"), 3),
        // A portal or a page answers 200 to HEAD too.
        ([(200, ""), (200, "<html></html>")], .undecided(status: 200, nil), 2), ([(200, ""), (200, "")], .undecided(status: 200, nil), 2),
        ([(200, ""), (403, "<html>no</html>")], .undecided(status: 403, nil), 2), ([(200, ""), (503, "")], .undecided(status: 503, nil), 2),
        // A gateway that knows the key, and one that doesn't: neither that it works nor that it is refused.
        ([(200, ""), (403, error("InvalidAccessKeyId"))], .undecided(status: 403, nil), 2),
        ([(200, ""), (403, error("SignatureDoesNotMatch"))], .undecided(status: 403, nil), 2),
        ([(200, ""), (403, error("AccessDenied", "The key is inactive"))], .undecided(status: 403, nil), 2),
        ([(200, ""), (403, error("RequestTimeTooSkewed"))], .clockSkew, 2),
        ([(403, ""), (200, listing)], .accepted(status: 200, isAllowed: true, requestID: "r1"), 2),
        ([(403, ""), (403, error("AccessDenied"))], .accepted(status: 403, isAllowed: false, requestID: "r1"), 2),
        ([(403, ""), (403, error("AccessDenied", "The key is inactive"))], .unknown(code: "AccessDenied"), 2),
        ([(403, ""), (403, error("AccessDenied", "User disabled."))], .unknown(code: "AccessDenied"), 2),
        ([(403, ""), (403, error("InvalidAccessKeyId"))], .unknown(code: "InvalidAccessKeyId"), 2),
        ([(403, ""), (403, error("UserSuspended"))], .unknown(code: "UserSuspended"), 2),
        ([(401, ""), (401, "")], .unknown(code: "401"), 2),
        ([(403, ""), (403, error("SignatureDoesNotMatch"))], .wrongSecret, 2),
        ([(403, ""), (403, error("RequestTimeTooSkewed"))], .clockSkew, 2),
        ([(404, ""), (404, error("NoSuchBucket"))], .accepted(status: 404, isAllowed: true, requestID: "r1"), 2),
        // A firewall's page, a portal, a server of something else.
        ([(403, ""), (403, "<html>no</html>")], .undecided(status: 403, nil), 2), ([(404, ""), (404, "")], .undecided(status: 404, nil), 2),
        ([(403, ""), (200, "<html></html>")], .undecided(status: 200, nil), 2),
        ([(503, "")], .undecided(status: 503, nil), 1), ([(429, "")], .undecided(status: 429, nil), 1), ([(400, ""), (500, error("AccessDenied"))], .undecided(status: 500, nil), 2),
        // A bucket elsewhere says nothing of the key: the list of buckets does.
        ([(301, ""), (200, "<ListAllMyBucketsResult/>")], .accepted(status: 200, isAllowed: true, requestID: "r1"), 2),
        ([(307, ""), (403, error("InvalidAccessKeyId"))], .unknown(code: "InvalidAccessKeyId"), 2), ([(301, ""), (301, "")], .undecided(status: 301, nil), 2),
        ([(400, ""), (400, error("AuthorizationHeaderMalformed")), (403, error("AccessDenied"))], .accepted(status: 403, isAllowed: false, requestID: "r1"), 3),
    ]

    @Test("each answer of the table", arguments: rows)
    func table(_ row: (answers: [(Int, String)], acceptance: KeyAcceptance, asked: Int)) async {
        let (found, exchange) = await Self.acceptance(row.answers, fields: [HTTPField("x-amz-request-id", "r1")])
        #expect(found == row.acceptance && exchange.asked.count == row.asked)
    }

    @Test("the bucket is asked by HEAD, then by the least list; without one the list of buckets is")
    func requests() async {
        let (_, exchange) = await Self.acceptance([(403, ""), (403, Self.error("AccessDenied"))])
        #expect(exchange.asked.map { $0.request.method + " " + $0.request.target } == ["HEAD /b", "GET /b?list-type=2&max-keys=0"])
        #expect(exchange.asked.allSatisfy { $0.origin == HTTPOrigin(scheme: .https, host: "s3.example.com") && $0.request.reach == .machine })
        let (found, other) = await Self.acceptance([(200, "<ListAllMyBucketsResult/>")], bucket: nil)
        #expect(found == .accepted(status: 200, isAllowed: true, requestID: nil) && other.asked.map(\.request.target) == ["/"])
    }

    @Test("a virtual host keeps its name where one address is asked")
    func address() async {
        let target = VerificationTarget(endpoint: "s3.example.com", region: "r", isPathStyle: false, bucket: "b", address: "192.0.2.7")
        let (_, exchange) = await Self.acceptance([(200, "")], target: target)
        let asked = exchange.asked[0]
        #expect(asked.origin == HTTPOrigin(scheme: .https, host: "b.s3.example.com") && asked.request.fields["host"] == "b.s3.example.com")
        #expect(asked.request.address == "192.0.2.7" && asked.request.target == "/")
    }

    @Test("a target is asked where rclone asks", arguments: [
        (["provider": "AWS", "region": "eu-west-1", "force_path_style": "false"], "https://s3.eu-west-1.amazonaws.com", true),
        (["provider": "Ceph", "endpoint": "http://[::1]:8000/base"], "http://[::1]:8000/base", false),
    ])
    func targets(_ options: [String: String], _ endpoint: String, _ isVirtual: Bool) async throws {
        let rclone = try S3Endpoint(of: try S3Options(lookup(options)), bucket: "bucket").target
        let target = VerificationTarget(rclone, address: "192.0.2.7")
        #expect(target.endpoint == endpoint && target.isPathStyle == !isVirtual && target.bucket == "bucket" && target.address == "192.0.2.7")
        let (_, exchange) = await Self.acceptance([(200, "")], target: target)
        let wire = S3RequestSigner(for: rclone, userAgent: "t").wireRequest(S3Request("HEAD"), credentials: Script.signer, time: 0)
        #expect(exchange.asked[0].origin == wire.origin && exchange.asked[0].request.target == wire.request.target)
    }

    @Test("what can't be asked, and no answer, decide nothing")
    func undecided() async {
        let exchange = ScriptedExchange { _, _ in nil }
        let check = S3KeyAcceptance(exchange: exchange, userAgent: "t", allowsPlainHTTP: false, now: { Script.now })
        #expect(await check.acceptance(of: Script.signer, at: VerificationTarget(endpoint: "https://x", region: "r")) == .undecided(status: nil, .connectionRefused))
        #expect(await check.acceptance(of: Script.signer, at: VerificationTarget(endpoint: "https://", region: "r")) == .undecided(status: nil, .invalidRequest))
        let broken = AWSCredentials(accessKeyID: "A/B", secretAccessKey: SecretBytes(copying: [65]))
        #expect(await check.acceptance(of: broken, at: VerificationTarget(endpoint: "https://x", region: "r")) == .undecided(status: nil, .invalidRequest))
        #expect(exchange.asked.count == 1)
    }
}
