import AWSSigning
import Cryptography
import HTTPTransport
import SecretMemory
import Testing

@testable import ObjectStorage

private typealias Script = ScriptedKeyService

@Suite struct MinIOServiceAccountsTests {
    private static func service(_ exchange: any HTTPExchange) -> MinIOServiceAccounts {
        MinIOServiceAccounts(at: Script.endpoint, by: Script.wire(exchange), random: { count in (0..<count).map { UInt8($0) } })
    }

    private static let pair = AWSCredentials(accessKeyID: "AK0", secretAccessKey: SecretBytes(copying: Array("SK000000".utf8)))

    @Test("a body is what an implementation of the description makes of it (spec of rotation, §1c)")
    func body() throws {
        let signer = AWSCredentials(accessKeyID: "x", secretAccessKey: SecretBytes(copying: Array("minio-secret-example".utf8)))
        let text = SecretArena().store(Array("{\"accessKey\":\"AK\",\"secretKey\":\"SK\"}".utf8))
        let made = try Self.service(Script.exchange([(200, "")])).encrypted(text, with: signer)
        let stream = "dcfd3ffff3b006a56941401717636d3aa8ab7f2f4b57872f31c4be3cefeeb63fa1c47e4c707e301c59642e7c24bc67ad8da369"
        #expect(PercentEncoding.hexText(made) == PercentEncoding.hexText(0..<32) + "02" + "0001020304050607" + stream)
        #expect(made.count == 92)
    }

    @Test("the pair is ours, and the server's answer is not needed")
    func create() async throws {
        let exchange = Script.exchange([(200, "\u{0}encrypted")])
        #expect(text(try await Self.service(exchange).create(Self.pair, for: "any", signedBy: Script.signer)) == ["AK0", "SK000000"])
        let request = exchange.asked[0].request
        #expect(request.method == "PUT" && request.target == "/minio/admin/v4/add-service-account" && request.body[32] == 2)
        #expect(request.fields["x-amz-content-sha256"] == SigV4.payloadHash(request.body))
        #expect(!request.body.contains("SK000000".utf8))
    }

    @Test("a server of version 3 is asked again there, also for a change, and no other answer is")
    func version3() async throws {
        let exchange = Script.exchange([(426, "{\"Code\":\"XMinioAdminVersionMismatch\"}"), (204, "")])
        try await Self.service(exchange).delete(id: "A/1", of: nil, signedBy: Script.signer)
        #expect(exchange.asked.map(\.request.target) == [
            "/minio/admin/v4/delete-service-account?accessKey=A%2F1", "/minio/admin/v3/delete-service-account?accessKey=A%2F1",
        ])
        let failing = Script.exchange([(500, "")])
        #expect(await Script.error { () throws(AccessKeyError) in try await Self.service(failing).setActive(false, id: "A", of: nil, signedBy: Script.signer) } == .unavailable(status: 500, code: nil))
        #expect(failing.asked.count == 1 && failing.asked[0].request.method == "POST")
    }

    @Test("done is 204 alone: another answer may be a page that was put in the server's place", arguments: [200, 201, 202, 205])
    func pages(_ status: Int) async {
        for body in ["", "<html>maintenance</html>", "{}"] {
            let service = Self.service(Script.exchange([(status, body)]))
            #expect(await Script.error { () throws(AccessKeyError) in try await service.setActive(false, id: "A", of: nil, signedBy: Script.signer) } == .unusableAnswer(status: status))
            #expect(await Script.error { () throws(AccessKeyError) in try await service.delete(id: "A", of: nil, signedBy: Script.signer) } == .unusableAnswer(status: status))
        }
    }

    @Test("a pair beyond the server's limits is not sent", arguments: [
        ("AK", "SK000000"), ("AK0", "short"), (String(repeating: "A", count: 21), "SK000000"), ("AK0", String(repeating: "s", count: 41)), ("AK0", "quote\"quote"), ("AK\\", "SK000000"),
    ])
    func limits(_ id: String, _ secret: String) async {
        let exchange = Script.exchange([(200, "")])
        let pair = AWSCredentials(accessKeyID: id, secretAccessKey: SecretBytes(copying: Array(secret.utf8)))
        #expect(await Script.error { () throws(AccessKeyError) in try await Self.service(exchange).create(pair, for: nil, signedBy: Script.signer) } == .unusablePair(id: nil))
        #expect(exchange.asked.isEmpty)
    }

    @Test("a user's own key, and the root's, are no service account's")
    func owner() async throws {
        let exchange = Script.exchange([(200, "{\"AccountName\":\"alice\"}"), (200, "{\"AccountName\":\"AKIDOLD0000000000000\"}"), (200, "{}")])
        let service = Self.service(exchange)
        #expect(try await service.owner(signedBy: Script.signer) == AccessKeyOwner(kind: .user, user: "alice"))
        #expect(try await service.owner(signedBy: Script.signer).kind == .root)
        #expect(await Script.error { () throws(AccessKeyError) in try await service.owner(signedBy: Script.signer) } == .unusableAnswer(status: 200))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: nil, signedBy: Script.signer) } == .unsupported(action: "admin:ListServiceAccounts"))
    }

    @Test("a pair of our choice is of letters and digits, and another each time")
    func randomPairs() {
        let pairs = (0..<200).map { _ in text(MadePair.random()) }
        #expect(Set(pairs.map { $0[0] }).count == 200 && Set(pairs.map { $0[1] }).count == 200)
        #expect(pairs.allSatisfy { $0[0].utf8.count == 20 && $0[1].utf8.count == 40 && ($0[0] + $0[1]).utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) } })
        #expect(Set(pairs.joined().joined()).count == 62)
    }
}
