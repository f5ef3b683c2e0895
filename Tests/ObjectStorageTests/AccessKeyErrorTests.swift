import Foundation
import HTTPTransport
import SecretMemory
import TestVectors
import Testing

@testable import ObjectStorage

private typealias Script = ScriptedKeyService

/// What an error of any of the four shapes means (spec of rotation, §1 and the tables of §1a and §1b).
@Suite struct AccessKeyErrorTests {
    private func error(_ status: Int, _ body: String, fields: [HTTPField] = []) -> AccessKeyError {
        AccessKeyAnswer(HTTPResponse(status: status, fields: fields, body: Array(body.utf8)), sent: Script.now).error(of: "iam:CreateAccessKey")
    }

    static let shapes = [
        "<ErrorResponse xmlns='https://iam.amazonaws.com/doc/2010-05-08/'><Error><Type>Sender</Type><Code>#</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
        "<ErrorResponse><Errors><Error><Code>#</Code><Message>m</Message><message>m</message></Error></Errors><RequestID>r</RequestID></ErrorResponse>",
        "<?xml version=\"1.0\"?><Error><Code>#</Code><Message>m</Message><Resource>/</Resource></Error>", "{\"Code\":\"#\",\"Message\":\"\",\"RequestId\":\"tx\",\"HostId\":\"h\"}",
        " \n{\"Message\":\"a\\/b\",\"Code\":\"#\"}", "<x:Error xmlns:x='y'><x:Code> # </x:Code></x:Error>",
    ]

    static let rows: [(Int, String, AccessKeyError)] = [
        (409, "LimitExceeded", .limitReached), (403, "InvalidClientTokenId", .unknownSigner(code: "InvalidClientTokenId")),
        (403, "InvalidAccessKeyId", .unknownSigner(code: "InvalidAccessKeyId")), (403, "UserSuspended", .unknownSigner(code: "UserSuspended")),
        (403, "SignatureDoesNotMatch", .wrongSecret), (403, "AccessDenied", .denied(action: "iam:CreateAccessKey", code: "AccessDenied")),
        (404, "NoSuchEntity", .notFound), (404, "NoSuchUser", .notFound), (409, "EntityTemporarilyUnmodifiable", .busy(code: "EntityTemporarilyUnmodifiable")),
        (409, "ConcurrentModification", .busy(code: "ConcurrentModification")), (400, "ValidationError", .refused(status: 400, code: "ValidationError")),
        (400, "InvalidInput", .refused(status: 400, code: "InvalidInput")), (400, "RequestExpired", .clockSkew(seconds: nil)), (403, "RequestTimeTooSkewed", .clockSkew(seconds: nil)),
        (400, "Throttling", .unavailable(status: 400, code: "Throttling")), (429, "X", .unavailable(status: 429, code: "X")),
        (500, "ServiceFailure", .unavailable(status: 500, code: "ServiceFailure")), (503, "ServiceUnavailable", .unavailable(status: 503, code: "ServiceUnavailable")),
        (501, "NotImplemented", .unsupported(action: "iam:CreateAccessKey")), (405, "MethodNotAllowed", .unsupported(action: "iam:CreateAccessKey")),
        (409, "KeyExists", .refused(status: 409, code: "KeyExists")), (400, "InvalidKeyType", .refused(status: 400, code: "InvalidKeyType")),
        (404, "XMinioInvalidIAMCredentials", .notFound), (403, "XMinioInvalidIAMCredentials", .denied(action: "iam:CreateAccessKey", code: "XMinioInvalidIAMCredentials")),
        // Of an S3 server that takes the path for a bucket's: nobody has looked for a key.
        (404, "NoSuchBucket", .refused(status: 404, code: "NoSuchBucket")), (404, "NoSuchKey", .refused(status: 404, code: "NoSuchKey")),
    ]

    @Test("each row of the tables, in each of the shapes", arguments: rows, shapes)
    func codes(_ row: (status: Int, code: String, error: AccessKeyError), _ shape: String) {
        #expect(error(row.status, shape.replacingOccurrences(of: "#", with: row.code)) == row.error)
    }

    @Test("without a code the status tells, and a page that isn't there is no key that isn't there", arguments: [
        (401, .unknownSigner(code: "401")), (403, .denied(action: "iam:CreateAccessKey", code: nil)), (404, .refused(status: 404, code: nil)), (500, .unavailable(status: 500, code: nil)),
        (429, .unavailable(status: 429, code: nil)), (302, .redirected(host: nil)), (400, .refused(status: 400, code: nil)),
    ] as [(Int, AccessKeyError)])
    func statuses(_ status: Int, _ expected: AccessKeyError) {
        for body in ["", "<html><body>no</body></html>", "not found", "{}", "[]", "<!DOCTYPE Error><Error><Code>NoSuchEntity</Code></Error>", "{\"Code\":\"a b\"}", "{\"Code\":1}"] {
            #expect(error(status, body) == expected)
        }
    }

    @Test("of a change only the service's own words say that it was not done: a firewall's page may come in place of them", arguments: [401, 403, 404, 302, 400, 405, 501])
    func pagesOverChanges(_ status: Int) async {
        for body in ["", "<html><body>blocked</body></html>", "<Error><Message>no</Message></Error>", "{\"error\":\"blocked\"}", "{}", "<Error><Code>AccessDenied"] {
            let service = Script.iam(Script.exchange([(status, body)], fields: [HTTPField("Location", "https://other.example.com/")]))
            let errors = [
                await Script.error { () throws(AccessKeyError) in _ = try await service.create(nil, for: "u", signedBy: Script.signer) },
                await Script.error { () throws(AccessKeyError) in try await service.setActive(false, id: "A", of: "u", signedBy: Script.signer) },
                await Script.error { () throws(AccessKeyError) in try await service.delete(id: "A", of: "u", signedBy: Script.signer) },
            ]
            #expect(errors.allSatisfy { $0 == .unusableAnswer(status: status) && $0?.mayBeDone == true }, "\(body) \(errors)")
        }
        // In the service's own words, in whatever shape, it was not done.
        for shape in Self.shapes {
            let service = Script.iam(Script.exchange([(status, shape.replacingOccurrences(of: "#", with: "AccessDenied"))]))
            let error = await Script.error { () throws(AccessKeyError) in _ = try await service.create(nil, for: "u", signedBy: Script.signer) }
            #expect(error?.mayBeDone == false, "\(shape) \(String(describing: error))")
        }
    }

    @Test("of a change too a server that is too busy for words is asked later", arguments: [429, 500, 502, 503])
    func busyOverChanges(_ status: Int) async {
        let service = Script.iam(Script.exchange([(status, "<html></html>")]))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.create(nil, for: "u", signedBy: Script.signer) } == .unavailable(status: status, code: nil))
    }

    @Test("a signature that doesn't match may be the clock's fault")
    func skew() {
        let body = "<Error><Code>SignatureDoesNotMatch</Code></Error>"
        #expect(error(403, body, fields: [HTTPField("Date", "Mon, 23 Nov 2026 22:35:00 GMT")]) == .clockSkew(seconds: 1200))
        #expect(error(403, body, fields: [HTTPField("Date", "Mon, 23 Nov 2026 22:12:00 GMT")]) == .wrongSecret)
        // The date of something kept is not the server's clock.
        #expect(error(403, body, fields: [HTTPField("Date", "Mon, 23 Nov 2026 20:12:00 GMT"), HTTPField("Age", "7200")]) == .wrongSecret)
        #expect(error(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>", fields: [HTTPField("Date", "Mon, 23 Nov 2026 21:55:00 GMT")]) == .clockSkew(seconds: -1200))
    }

    @Test("a redirect is told by its host, and not followed", arguments: [
        ("https://s3.example.com/a?b", "s3.example.com"), ("http://u@evil/", nil), ("/path", nil), ("https://[::1]:80/", "::1"), ("ftp://x/", nil),
    ] as [(String, String?)])
    func redirects(_ location: String, _ host: String?) async {
        let exchange = Script.exchange([(307, "")], fields: [HTTPField("Location", location)])
        #expect(await Script.error { () throws(AccessKeyError) in try await Script.iam(exchange).keys(of: nil, signedBy: Script.signer) } == .redirected(host: host))
        #expect(exchange.asked.count == 1)
    }

    private struct Failing: HTTPExchange {
        let failure: HTTPFailure

        func response(to request: HTTPRequest, at origin: HTTPOrigin, within deadlines: HTTPDeadlines) async throws(HTTPFailure) -> HTTPResponse { throw failure }
    }

    @Test("what may have been done is told apart from what was never sent", arguments: [
        (.nameNotFound, false), (.connectionRefused, false), (.connectTimeout, false), (.beyondReach, false), (.tls(TLSFailure(.certificate(code: 20))), false), (.plainServer, false),
        (.proxyRefused(status: 500), false), (.responseTimeout, true), (.closedEarly, true), (.notHTTP, true), (.cancelled, true), (.tls(TLSFailure(.alert(80))), true), (.local(12), true),
    ] as [(HTTPFailure, Bool)])
    func transport(_ failure: HTTPFailure, _ mayBeDone: Bool) async {
        let service = Script.iam(Failing(failure: failure))
        let error = await Script.error { () throws(AccessKeyError) in try await service.create(nil, for: "u", signedBy: Script.signer) }
        #expect(error == (mayBeDone ? .noAnswer(failure) : .notReached(failure)) && error?.mayBeDone == mayBeDone)
    }

    @Test("an answer that is cut at any byte is no whole one, and never a key")
    func cuts() async {
        let whole = Array("<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><UserName>u</UserName><AccessKeyId>AKIDNEW0000000000000</AccessKeyId><SecretAccessKey>s/+=&amp;x</SecretAccessKey></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>".utf8)
        for end in 0..<whole.count {
            let body = String(decoding: whole[..<end], as: UTF8.self)
            let error = await Script.error { () throws(AccessKeyError) in try await Script.iam(Script.exchange([(200, body)])).create(nil, for: "u", signedBy: Script.signer) }
            #expect(error == .unusableAnswer(status: 200))
        }
        let json = Array("{\"keys\":[{\"user\":\"u\",\"access_key\":\"A\",\"secret_key\":\"a\\/b\"}]}".utf8)
        for end in 0..<json.count {
            let exchange = Script.exchange([(200, String(decoding: json[..<end], as: UTF8.self))])
            let service = CephAdminKeys(at: Script.endpoint, by: Script.wire(exchange))
            #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: "u", signedBy: Script.signer) } == .unusableAnswer(status: 200))
        }
    }

    @Test("random and damaged answers end in an error or a list, never in a trap", arguments: 0..<4)
    func randomAnswers(_ part: Int) async {
        let seed = TestRun.seed(of: "answers") &+ UInt64(part)
        var random = SplitMix(seed: seed)
        let samples = Self.shapes.map { Array($0.utf8) } + [
            Array("<ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata><member><UserName>u</UserName><AccessKeyId>A</AccessKeyId><Status>Active</Status></member></AccessKeyMetadata></ListAccessKeysResult></ListAccessKeysResponse>".utf8),
            Array("{\"keys\":[{\"user\":\"u\",\"access_key\":\"A\",\"secret_key\":\"s\"}]}".utf8), [],
        ]
        for _ in 0..<400 {
            var body = samples[Int.random(in: 0..<samples.count, using: &random)]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...body.count, using: &random)
                if Bool.random(using: &random) { body.insert(UInt8.random(in: 0...255, using: &random), at: place) } else if place < body.count { body.remove(at: place) }
            }
            let response = HTTPResponse(status: Int.random(in: 100...599, using: &random), fields: [], body: body)
            _ = AccessKeyAnswer(response, sent: 0).error(of: "a")
            let exchange = FixedExchange(HTTPResponse(status: 200, fields: [], body: body))
            _ = await Script.error { () throws(AccessKeyError) in try await Script.iam(.iam, exchange).keys(of: nil, signedBy: Script.signer) }
            let ceph = CephAdminKeys(at: Script.endpoint, by: Script.wire(exchange))
            _ = await Script.error { () throws(AccessKeyError) in try await ceph.create(nil, for: "u", signedBy: Script.signer) }
        }
    }

    @Test("an answer of more than a mebibyte is none, and one of almost that much is read")
    func size() async throws {
        func list(_ filler: Int) -> HTTPResponse {
            let body = "<ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata><member><AccessKeyId>A</AccessKeyId></member></AccessKeyMetadata></ListAccessKeysResult><!--"
                + String(repeating: "x", count: filler) + "--></ListAccessKeysResponse>"
            return HTTPResponse(status: 200, fields: [], body: Array(body.utf8))
        }
        #expect(try await Script.iam(FixedExchange(list(1_000_000))).keys(of: nil, signedBy: Script.signer).keys.count == 1)
        #expect(await Script.error { () throws(AccessKeyError) in try await Script.iam(FixedExchange(list(1 << 20))).keys(of: nil, signedBy: Script.signer) } == .unusableAnswer(status: 200))
        let cut = HTTPResponse(status: 200, fields: [], body: list(1).body, isBodyCut: true)
        #expect(await Script.error { () throws(AccessKeyError) in try await Script.iam(FixedExchange(cut)).keys(of: nil, signedBy: Script.signer) } == .unusableAnswer(status: 200))
    }
}

/// The same answer to all.
struct FixedExchange: HTTPExchange {
    private let answer: HTTPResponse

    init(_ answer: HTTPResponse) { self.answer = answer }

    func response(to request: HTTPRequest, at origin: HTTPOrigin, within deadlines: HTTPDeadlines) async throws(HTTPFailure) -> HTTPResponse { answer }
}
