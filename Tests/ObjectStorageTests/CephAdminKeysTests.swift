import AWSSigning
import HTTPTransport
import SecretMemory
import Testing

@testable import ObjectStorage

private typealias Script = ScriptedKeyService

/// Admin operations by what radosgw 16.2.15 answered; the live tests ask it itself.
@Suite struct CephAdminKeysTests {
    private static func key(_ id: String, _ secret: String = "s\\/1", user: String = "u", more: String = "") -> String {
        "{\"user\":\"\(user)\",\"access_key\":\"\(id)\",\"secret_key\":\"\(secret)\"\(more)}"
    }

    private static func user(_ keys: String...) -> String { "{\"tenant\":\"\",\"user_id\":\"u\",\"keys\":[\(keys.joined(separator: ","))],\"swift_keys\":[],\"caps\":[]}" }

    private static func service(_ exchange: any HTTPExchange, signer: CephAdminKeys.Signer = .v4, takesPair: Bool = false) -> CephAdminKeys {
        CephAdminKeys(at: Script.endpoint, signer: signer, takesPair: takesPair, by: Script.wire(exchange, allowsPlainHTTP: true))
    }

    @Test("a user's keys are listed, with what newer releases tell of them")
    func list() async throws {
        let exchange = Script.exchange([(200, Self.user(Self.key("A", user: "u/x"), Self.key("B", user: "u/x", more: ",\"active\":false,\"create_date\":\"2026-11-23T22:15:00.5Z\"")))])
        let list = try await Self.service(exchange).keys(of: "u/x", signedBy: Script.signer)
        #expect(list.keys == [AccessKeyRecord(id: "A", isActive: true), AccessKeyRecord(id: "B", isActive: false, created: 1_795_472_100)])
        let request = exchange.asked[0].request
        #expect(request.method == "GET" && request.target == "/admin/user?uid=u%2Fx&stats=false&format=json" && request.isAnswerSecret)
        #expect(request.fields["x-amz-content-sha256"] == SigV4.emptyPayload)
    }

    @Test("the new key is the one that was not there before, with its secret as it is")
    func create() async throws {
        let before = Self.user(Self.key("A"))
        let exchange = Script.exchange([(200, before), (200, "[" + Self.key("N", "a\\/b+=") + "," + Self.key("A") + "]")])
        #expect(text(try await Self.service(exchange).create(nil, for: "u", signedBy: Script.signer)) == ["N", "a/b+="])
        #expect(exchange.asked[1].request.method == "PUT" && exchange.asked[1].request.target == "/admin/user?key&uid=u&key-type=s3&generate-key=true&format=json")
        for after in ["[\(Self.key("A"))]", "[\(Self.key("A")),\(Self.key("N")),\(Self.key("O"))]", "", "{}", "[1]", "[{\"user\":\"u\"}]"] {
            let exchange = Script.exchange([(200, before), (200, after)])
            #expect(await Script.error { () throws(AccessKeyError) in try await Self.service(exchange).create(nil, for: "u", signedBy: Script.signer) } == .unusableAnswer(status: 200))
        }
    }

    @Test("a pair of our choice rides in the URL, never over plain http to another machine")
    func ownPair() async throws {
        let pair = AWSCredentials(accessKeyID: "MINE", secretAccessKey: SecretBytes(copying: Array("a/+".utf8)))
        let exchange = Script.exchange([(200, "[]")])
        let service = Self.service(exchange, takesPair: true)
        #expect(service.traits.takesPair && !Self.service(exchange).traits.takesPair)
        _ = try await service.create(pair, for: "u", signedBy: Script.signer)
        #expect(exchange.asked.count == 1 && exchange.asked[0].request.reach == .machine)
        #expect(exchange.asked[0].request.target == "/admin/user?key&uid=u&key-type=s3&generate-key=false&access-key=MINE&secret-key=a%2F%2B&format=json")
    }

    @Test("an unknown key and an unknown signer, which have one code, are told apart by the list")
    func delete() async throws {
        let unknown = (403, "{\"Code\":\"InvalidAccessKeyId\",\"Message\":\"\"}")
        func error(_ answers: [(Int, String)]) async -> AccessKeyError? {
            await Script.error { () throws(AccessKeyError) in try await Self.service(Script.exchange(answers)).delete(id: "A", of: "u", signedBy: Script.signer) }
        }
        #expect(await error([(200, "")]) == nil)
        #expect(await error([unknown, (200, Self.user(Self.key("B")))]) == .notFound)
        #expect(await error([unknown, unknown]) == .unknownSigner(code: "InvalidAccessKeyId"))
        #expect(await error([unknown, (200, Self.user(Self.key("A")))]) == .unknownSigner(code: "InvalidAccessKeyId"))
        #expect(await error([(404, "{\"Code\":\"NoSuchUser\"}")]) == .notFound)
        #expect(await error([(403, "{\"Code\":\"AccessDenied\"}")]) == .denied(action: "users=write", code: "AccessDenied"))
    }

    @Test("a key's secret and its user can be had, and a subuser's keys are left alone")
    func secrets() async throws {
        let exchange = Script.exchange([(200, Self.user(Self.key("A"), Self.key("S", user: "u:sub")))])
        let service = Self.service(exchange)
        #expect(try await service.secret(of: "A", of: "u", signedBy: Script.signer).map(text) == ["A", "s/1"])
        #expect(try await service.secret(of: "Z", of: "u", signedBy: Script.signer) == nil)
        #expect(try await service.owner(of: "S", signedBy: Script.signer).user == "u:sub")
        #expect(try await service.keys(of: "u", signedBy: Script.signer).keys.map(\.otherUser) == [nil, "u:sub"])
        #expect(exchange.asked[2].request.target == "/admin/user?access-key=S&stats=false&format=json")
        for user in [nil, "", "u:sub"] {
            #expect(await Script.error { () throws(AccessKeyError) in try await service.create(nil, for: user, signedBy: Script.signer) } == .unsupported(action: "keys of a subuser"))
        }
        #expect(exchange.asked.count == 4)
        #expect(await Script.error { () throws(AccessKeyError) in try await service.setActive(false, id: "A", of: "u", signedBy: Script.signer) } == .unsupported(action: "deactivate"))
    }

    @Test("version 2 signs the path alone")
    func version2() async throws {
        let exchange = Script.exchange([(200, "")])
        try await Self.service(exchange, signer: .v2).delete(id: "A", of: "u", signedBy: Script.signer)
        let fields = exchange.asked[0].request.fields
        let date = try #require(fields["date"])
        let expected = try SigV2.signature(of: "DELETE\n\n\n\(date)\n/admin/user", credentials: Script.signer)
        #expect(fields["authorization"] == "AWS AKIDOLD0000000000000:" + expected && fields["x-amz-date"] == nil)
    }
}
