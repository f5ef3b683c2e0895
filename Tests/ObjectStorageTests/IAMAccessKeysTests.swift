import AWSSigning
import HTTPTransport
import SecretMemory
import Testing

@testable import ObjectStorage

private typealias Script = ScriptedKeyService

/// The Query protocol by the tables of the spec of rotation, §1a; the texts are those of AWS' API Reference and of the servers measured.
@Suite struct IAMAccessKeysTests {
    private static func form(_ exchange: ScriptedExchange, _ index: Int = 0) -> String { String(decoding: exchange.asked[index].request.body, as: UTF8.self) }

    private static func result(_ action: String, _ inner: String) -> String {
        "<\(action)Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><\(action)Result>\(inner)</\(action)Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></\(action)Response>"
    }

    private static func member(_ id: String, _ status: String = "Active", user: String = "backup", more: String = "") -> String {
        "<member><UserName>\(user)</UserName><AccessKeyId>\(id)</AccessKeyId><Status>\(status)</Status>\(more)</member>"
    }

    private static func list(_ members: String, _ more: String = "<IsTruncated>false</IsTruncated>") -> String {
        result("ListAccessKeys", "<AccessKeyMetadata>\(members)</AccessKeyMetadata>\(more)")
    }

    @Test("a partition has its hosts and regions", arguments: [
        (nil, "iam.amazonaws.com", "us-east-1", "sts.amazonaws.com", "us-east-1"), ("eu-west-1", "iam.amazonaws.com", "us-east-1", "sts.eu-west-1.amazonaws.com", "eu-west-1"),
        ("cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1", "sts.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ("us-gov-east-1", "iam.us-gov.amazonaws.com", "us-gov-west-1", "sts.us-gov-east-1.amazonaws.com", "us-gov-east-1"),
        ("aws-global", "iam.amazonaws.com", "us-east-1", "sts.amazonaws.com", "us-east-1"), ("nowhere", "iam.amazonaws.com", "us-east-1", "sts.amazonaws.com", "us-east-1"),
    ] as [(String?, String, String, String, String)])
    func hosts(_ region: String?, _ iam: String, _ iamRegion: String, _ sts: String, _ stsRegion: String) throws {
        #expect(try ServiceEndpoint.amazonIAM(for: region) == ServiceEndpoint(origin: HTTPOrigin(scheme: .https, host: iam), region: iamRegion))
        #expect(try ServiceEndpoint.amazonSTS(for: region) == ServiceEndpoint(origin: HTTPOrigin(scheme: .https, host: sts), region: stsRegion))
    }

    @Test("an isolated partition wants an endpoint, and a region that can be no host's is refused")
    func isolated() {
        #expect(throws: ServiceEndpoint.Fault.partition("aws-iso")) { try ServiceEndpoint.amazonIAM(for: "us-iso-east-1") }
        #expect(throws: ServiceEndpoint.Fault.partition("aws-iso")) { try ServiceEndpoint.amazonSTS(for: "us-iso-east-1") }
        #expect(throws: ServiceEndpoint.Fault.region) { try ServiceEndpoint.amazonIAM(for: "a/b") }
        #expect(throws: ServiceEndpoint.Fault.url(.userInfo)) { try ServiceEndpoint(url: "https://a@b", region: "x") }
    }

    @Test("an ARN tells who signs", arguments: [
        ("arn:aws:iam::123456789012:user/team/x", .user, "x"), ("arn:aws-cn:iam::123456789012:user/backup", .user, "backup"),
        ("arn:aws:iam::123456789012:root", .root, nil), ("arn:aws:sts::123456789012:assumed-role/R/s", .temporary, nil),
        ("arn:aws:sts::123456789012:federated-user/Bob", .temporary, nil), ("arn:aws:iam::123456789012:user/", .unknown, nil), ("arn:aws:iam::123456789012:role/R", .unknown, nil),
    ] as [(String, AccessKeyOwner.Kind, String?)])
    func callers(_ arn: String, _ kind: AccessKeyOwner.Kind, _ user: String?) async throws {
        let exchange = Script.exchange([(200, Self.result("GetCallerIdentity", "<Arn>\(arn)</Arn><UserId>AIDA</UserId><Account>123456789012</Account>"))], fields: [
            HTTPField("Date", "Mon, 23 Nov 2026 22:15:00 GMT"),
        ])
        let sts = try ServiceEndpoint.amazonSTS(for: "eu-west-1")
        let owner = try await IAMAccessKeys(.aws, at: Script.endpoint, sts: sts, by: Script.wire(exchange)).owner(signedBy: Script.signer)
        #expect(owner == AccessKeyOwner(kind: kind, user: user, account: "123456789012", arn: arn, serverTime: 1_795_472_100))
        let asked = try #require(exchange.asked.first)
        #expect(asked.origin == sts.origin && Self.form(exchange) == "Action=GetCallerIdentity&Version=2011-06-15")
        #expect(asked.request.fields["authorization"]?.contains("/eu-west-1/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date,") == true)
    }

    @Test("elsewhere GetUser tells, or the list does; a signer that isn't known ends the search")
    func otherOwners() async throws {
        let user = Self.result("GetUser", "<User><UserName>alice</UserName><Arn>arn:aws:iam::000000000000:user/alice</Arn></User>")
        #expect(try await Script.iam(.seaweedfs, Script.exchange([(200, user)])).owner(signedBy: Script.signer).user == "alice")
        let denied = (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>")
        let list = Self.list(Self.member("AKIDOTHER00000000000", user: "bob") + Self.member("AKIDOLD0000000000000", user: "carol"))
        let exchange = Script.exchange([denied, (503, ""), (200, list)])
        #expect(try await Script.iam(.iam, exchange).owner(signedBy: Script.signer).user == "carol")
        #expect((0..<3).map { Self.form(exchange, $0).prefix(20) } == ["Action=GetUser&Versi", "Action=GetCallerIden", "Action=ListAccessKey"])
        let unknown = Script.exchange([(403, "<ErrorResponse><Errors><Error><Code>InvalidClientTokenId</Code></Error></Errors></ErrorResponse>")])
        #expect(await Script.error { () throws(AccessKeyError) in try await Script.iam(.iam, unknown).owner(signedBy: Script.signer) } == .unknownSigner(code: "InvalidClientTokenId"))
        #expect(unknown.asked.count == 1)
    }

    @Test("a list goes on from marker to marker")
    func paging() async throws {
        let exchange = Script.exchange([
            (200, Self.list(Self.member("AKIDONE0000000000000", more: "<CreateDate>2026-11-23T22:15:00.123456Z</CreateDate>"), "<IsTruncated>true</IsTruncated><Marker>m=1&amp;</Marker>")),
            (200, Self.list(Self.member("AKIDTWO0000000000000", "Inactive"))),
        ], fields: [HTTPField("Date", "Mon, 23 Nov 2026 22:16:00 GMT")])
        let list = try await Script.iam(exchange).keys(of: "backup", signedBy: Script.signer)
        #expect(list == AccessKeyList(keys: [
            AccessKeyRecord(id: "AKIDONE0000000000000", isActive: true, created: 1_795_472_100), AccessKeyRecord(id: "AKIDTWO0000000000000", isActive: false),
        ], serverTime: 1_795_472_160))
        #expect(Self.form(exchange) == "Action=ListAccessKeys&Version=2010-05-08&UserName=backup")
        #expect(Self.form(exchange, 1) == "Action=ListAccessKeys&Version=2010-05-08&UserName=backup&Marker=m%3D1%26")
    }

    @Test("a list without end, without its marker, of another user, or with a key without id is none", arguments: [
        list("", "<IsTruncated>true</IsTruncated><Marker>m</Marker>"), list("", "<IsTruncated>true</IsTruncated>"), list(member("AKIDONE0000000000000", user: "mallory")),
        list("<member><UserName>backup</UserName></member>"), list(member("AK ID")), "", "<html></html>", "{}", result("GetUser", ""),
    ])
    func refusedLists(_ body: String) async {
        let exchange = Script.exchange([(200, body)])
        #expect(await Script.error { () throws(AccessKeyError) in try await Script.iam(exchange).keys(of: "backup", signedBy: Script.signer) } == .unusableAnswer(status: 200))
        #expect(exchange.asked.count <= 2)
    }

    @Test("a new key comes out just as it is, and its request has the user's name")
    func create() async throws {
        let key = "<AccessKey><UserName>backup</UserName><AccessKeyId>AKIDNEW0000000000000</AccessKeyId><Status>Active</Status><SecretAccessKey>a/+=&amp;&lt;b&#x3e;c</SecretAccessKey></AccessKey>"
        let exchange = Script.exchange([(200, Self.result("CreateAccessKey", key))])
        #expect(text(try await Script.iam(exchange).create(nil, for: "backup", signedBy: Script.signer)) == ["AKIDNEW0000000000000", "a/+=&<b>c"])
        let asked = try #require(exchange.asked.first)
        #expect(Self.form(exchange) == "Action=CreateAccessKey&Version=2010-05-08&UserName=backup" && exchange.asked.count == 1)
        #expect(asked.request.method == "POST" && asked.request.target == "/" && asked.request.fields["content-type"] == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(asked.request.bodyLimit == 1 << 20 && asked.request.isAnswerSecret && asked.request.reach == .machine)
    }

    @Test("a pair that no file could keep is told with its id, so that it can be deleted", arguments: [
        ("AKIDNEW0000000000000", ""), ("AKIDNEW0000000000000", "two\nlines"), ("AKIDNEW0000000000000", " blank"),
        ("AKIDNEW0000000000000", "blank "), ("AKIDNEW0000000000000", "tab\t"),
    ])
    func unusablePairs(_ id: String, _ secret: String) async {
        let key = "<AccessKey><UserName>backup</UserName><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>\(secret)</SecretAccessKey></AccessKey>"
        let exchange = Script.exchange([(200, Self.result("CreateAccessKey", key))])
        #expect(await Script.error { () throws(AccessKeyError) in try await Script.iam(exchange).create(nil, for: "backup", signedBy: Script.signer) } == .unusablePair(id: id))
    }

    @Test("a key made for another user is told as that user's, with its id")
    func anothersPair() async {
        let key = "<AccessKey><UserName>mallory</UserName><AccessKeyId>AKIDNEW0000000000000</AccessKeyId><SecretAccessKey>secret</SecretAccessKey></AccessKey>"
        let exchange = Script.exchange([(200, Self.result("CreateAccessKey", key))])
        #expect(await Script.error { () throws(AccessKeyError) in try await Script.iam(exchange).create(nil, for: "backup", signedBy: Script.signer) } == .othersPair(id: "AKIDNEW0000000000000"))
    }

    @Test("an id that Amazon never gives is refused of Amazon alone")
    func ids() async throws {
        let exchange = Script.exchange([(200, Self.result("CreateAccessKey", "<AccessKey><AccessKeyId>short-1</AccessKeyId><SecretAccessKey>s</SecretAccessKey></AccessKey>"))])
        #expect(await Script.error { () throws(AccessKeyError) in try await Script.iam(.aws, exchange).create(nil, for: nil, signedBy: Script.signer) } == .unusablePair(id: "short-1"))
        #expect(text(try await Script.iam(.seaweedfs, exchange).create(nil, for: nil, signedBy: Script.signer)) == ["short-1", "s"])
    }

    @Test("a key is switched off and on, and deleted, by its user's name")
    func changes() async throws {
        let exchange = Script.exchange([(200, "<UpdateAccessKeyResponse/>"), (200, "<UpdateAccessKeyResponse/>"), (200, "<DeleteAccessKeyResponse/>"), (200, "<html/>")])
        let service = Script.iam(exchange)
        try await service.setActive(false, id: "A", of: "backup", signedBy: Script.signer)
        try await service.setActive(true, id: "A", of: "backup", signedBy: Script.signer)
        try await service.delete(id: "A", of: "backup", signedBy: Script.signer)
        #expect((0..<3).map { Self.form(exchange, $0) } == [
            "Action=UpdateAccessKey&Version=2010-05-08&UserName=backup&AccessKeyId=A&Status=Inactive",
            "Action=UpdateAccessKey&Version=2010-05-08&UserName=backup&AccessKeyId=A&Status=Active", "Action=DeleteAccessKey&Version=2010-05-08&UserName=backup&AccessKeyId=A",
        ])
        // A page that isn't the answer's is no proof of anything.
        #expect(await Script.error { () throws(AccessKeyError) in try await service.delete(id: "A", of: "backup", signedBy: Script.signer) } == .unusableAnswer(status: 200))
    }

    @Test("the request that was to change something has its name, once, and none where no answer came")
    func requestIDs() async throws {
        let denied = "<ErrorResponse><Error><Code>AccessDenied</Code></Error><RequestId>refused-1</RequestId></ErrorResponse>"
        let exchange = Script.exchange([
            (200, Self.result("DeleteAccessKey", "")), (200, Self.list("")), (403, denied), (200, "<UpdateAccessKeyResponse><RequestId>\u{7}</RequestId></UpdateAccessKeyResponse>"),
        ])
        let service = Script.iam(exchange)
        #expect(service.takeRequestID() == nil)
        try await service.delete(id: "A", of: "backup", signedBy: Script.signer)
        // A list changes nothing.
        _ = try await service.keys(of: "backup", signedBy: Script.signer)
        #expect(service.takeRequestID() == "r" && service.takeRequestID() == nil)
        _ = await Script.error { () throws(AccessKeyError) in try await service.delete(id: "A", of: "backup", signedBy: Script.signer) }
        #expect(service.takeRequestID() == "refused-1")
        _ = await Script.error { () throws(AccessKeyError) in try await service.setActive(false, id: "A", of: "backup", signedBy: Script.signer) }
        #expect(service.takeRequestID() == nil)
        let named = Script.iam(Script.exchange([(200, Self.result("DeleteAccessKey", ""))], fields: [HTTPField("x-amzn-RequestId", "4f1c")]))
        try await named.delete(id: "A", of: "backup", signedBy: Script.signer)
        #expect(named.takeRequestID() == "4f1c")
        let silent = Script.iam(ScriptedExchange { _, _ in nil })
        _ = await Script.error { () throws(AccessKeyError) in try await silent.delete(id: "A", of: "backup", signedBy: Script.signer) }
        #expect(silent.takeRequestID() == nil)
    }

    @Test("the last use is told, also that there was none, and whose key it is")
    func lastUse() async throws {
        func answer(_ used: String) -> String { Self.result("GetAccessKeyLastUsed", "<UserName>backup</UserName><AccessKeyLastUsed>\(used)</AccessKeyLastUsed>") }
        let exchange = Script.exchange([
            (200, answer("<Region>eu-west-1</Region><ServiceName>s3</ServiceName><LastUsedDate>2026-11-23T22:15:00Z</LastUsedDate>")),
            (200, answer("<Region>N/A</Region><ServiceName>N/A</ServiceName>")), (501, "<Error><Code>NotImplemented</Code></Error>"), (200, answer("")),
        ])
        let service = Script.iam(exchange)
        #expect(try await service.lastUse(of: "A", signedBy: Script.signer) == AccessKeyUse(date: 1_795_472_100, service: "s3", region: "eu-west-1"))
        #expect(try await service.lastUse(of: "A", signedBy: Script.signer) == AccessKeyUse(date: nil))
        #expect(try await service.lastUse(of: "A", signedBy: Script.signer) == nil)
        #expect(try await service.owner(of: "A", signedBy: Script.signer).user == "backup")
        let silent = Script.exchange([(500, "")])
        #expect(try await Script.iam(.seaweedfs, silent).lastUse(of: "A", signedBy: Script.signer) == nil)
        #expect(silent.asked.isEmpty)
    }

    @Test("Amazon's judgement of rights is asked for, and no answer is none")
    func judgement() async throws {
        func member(_ action: String, _ decision: String) -> String {
            "<member><EvalActionName>\(action)</EvalActionName><EvalDecision>\(decision)</EvalDecision><MatchedStatements><member><SourcePolicyId>p</SourcePolicyId></member></MatchedStatements></member>"
        }
        let results = member("iam:CreateAccessKey", "allowed") + member("iam:DeleteAccessKey", "implicitDeny") + member("iam:UpdateAccessKey", "explicitDeny")
        let exchange = Script.exchange([
            (200, Self.result("SimulatePrincipalPolicy", "<IsTruncated>false</IsTruncated><EvaluationResults>\(results)</EvaluationResults>")),
            (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"),
        ])
        let service = Script.iam(.aws, exchange)
        let (actions, arn) = (["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:UpdateAccessKey"], "arn:aws:iam::1:user/backup")
        let found = await service.judgement(of: actions, by: arn, signedBy: Script.signer)
        #expect(found == ["iam:CreateAccessKey": true, "iam:DeleteAccessKey": false, "iam:UpdateAccessKey": false])
        #expect(await service.judgement(of: actions, by: arn, signedBy: Script.signer) == nil)
        let silent = Script.exchange([(500, "")])
        #expect(await Script.iam(.seaweedfs, silent).judgement(of: actions, by: arn, signedBy: Script.signer) == nil)
        #expect(silent.asked.isEmpty)
    }

    @Test("the limit of keys is Amazon's two, and unknown elsewhere")
    func traits() throws {
        let exchange = Script.exchange([(500, "")])
        let amazon = try IAMAccessKeys.amazon(in: "cn-north-1", by: Script.wire(exchange))
        #expect(amazon.endpoint.origin.host == "iam.cn-north-1.amazonaws.com.cn" && amazon.sts.origin.host == "sts.cn-north-1.amazonaws.com.cn")
        #expect(Script.iam(.aws, exchange).traits.limit == 2 && Script.iam(.seaweedfs, exchange).traits.limit == nil)
        #expect(!Script.iam(.seaweedfs, exchange).traits.tellsCreationDates && !Script.iam(.cephIAM, exchange).traits.tellsLastUse)
    }

    @Test("nothing is asked over plain http on another machine, unless it is allowed")
    func plainHTTP() async throws {
        let exchange = Script.exchange([(200, Self.list(""))])
        let endpoint = try ServiceEndpoint(url: "http://iam.example.com/base/", region: "r")
        _ = try await IAMAccessKeys(.iam, at: endpoint, by: Script.wire(exchange, allowsPlainHTTP: true)).keys(of: nil, signedBy: Script.signer)
        _ = try await IAMAccessKeys(.iam, at: endpoint, by: Script.wire(exchange)).keys(of: nil, signedBy: Script.signer)
        #expect(exchange.asked.map(\.request.reach) == [nil, .machine] && exchange.asked[0].request.target == "/base/")
    }
}
