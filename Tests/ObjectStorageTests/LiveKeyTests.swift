import AWSSigning
import CommandDriver
import Cryptography
import Foundation
import HTTPTransport
import SecretMemory
import Testing

@testable import ObjectStorage

/// A client of its own for each test.
struct LiveKeys {
    let server: S3Server
    let client: HTTPClient
    let wire: AccessKeyWire
    let endpoint: ServiceEndpoint
    let acceptance: S3KeyAcceptance

    init(_ kind: S3Server.Kind) throws {
        server = try S3Server.shared(kind)
        client = try HTTPClient(roots: try TrustStore(usesSystemRoots: false, environment: { _ in nil }, additional: []))
        let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
        wire = AccessKeyWire(exchange: client, userAgent: "rcsops/test", allowsPlainHTTP: false, now: now)
        endpoint = try ServiceEndpoint(url: server.endpoint, region: "us-east-1")
        acceptance = S3KeyAcceptance(exchange: client, userAgent: "rcsops/test", allowsPlainHTTP: false, now: now)
    }

    func iam(_ flavour: IAMAccessKeys.Flavour) -> IAMAccessKeys { IAMAccessKeys(flavour, at: endpoint, by: wire) }

    func pair(of user: String) throws -> AWSCredentials {
        let key = try server.key(of: user)
        return AWSCredentials(accessKeyID: key.id, secretAccessKey: SecretBytes(copying: Array(key.secret.utf8)))
    }

    func accepts(_ pair: AWSCredentials, bucket: String? = "bkt") async -> KeyAcceptance {
        await acceptance.acceptance(of: pair, at: VerificationTarget(endpoint: server.endpoint, region: "us-east-1", bucket: bucket))
    }
}

func isAccepted(_ acceptance: KeyAcceptance, isAllowed: Bool = true) -> Bool {
    if case .accepted(_, isAllowed, _) = acceptance { true } else { false }
}

private typealias Script = ScriptedKeyService

/// Keys of moto, which looks at rights, but takes a key that is switched off (measured).
@Suite(.serialized) struct MotoKeyTests {
    @Test("a key is made, accepted, switched off, on, and deleted by the new one", arguments: [IAMAccessKeys.Flavour.aws, .iam])
    func life(_ flavour: IAMAccessKeys.Flavour) async throws {
        let live = try LiveKeys(.moto)
        let service = live.iam(flavour)
        let user = flavour == .aws ? "rotator1" : "rotator2"
        let old = try live.pair(of: user)
        // GetUser is not among the rights of the policy: the generic flavour goes on to STS.
        let owner = try await service.owner(signedBy: old)
        #expect(owner.kind == .user && owner.user == user && owner.account == "123456789012" && owner.serverTime != nil)
        let before = try await service.keys(of: user, signedBy: old)
        #expect(before.keys.map(\.id) == [old.accessKeyID] && before.keys[0].isActive && before.keys[0].created != nil)

        let new = try await service.create(nil, for: user, signedBy: old)
        #expect(isAccepted(await live.accepts(new)))
        #expect(isAccepted(await live.accepts(old)))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.create(nil, for: user, signedBy: old) } == .limitReached)
        #expect(Set(try await service.keys(of: user, signedBy: new).keys.map(\.id)) == [old.accessKeyID, new.accessKeyID])
        #expect(try await service.owner(of: old.accessKeyID, signedBy: new).user == user)
        #expect(try await service.lastUse(of: old.accessKeyID, signedBy: new)?.date != nil)

        try await service.setActive(false, id: old.accessKeyID, of: user, signedBy: new)
        #expect(try await service.keys(of: user, signedBy: new).keys.first { $0.id == old.accessKeyID }?.isActive == false)
        // A key that is off takes a place all the same.
        #expect(await Script.error { () throws(AccessKeyError) in try await service.create(nil, for: user, signedBy: new) } == .limitReached)
        try await service.setActive(true, id: old.accessKeyID, of: user, signedBy: new)
        #expect(try await service.keys(of: user, signedBy: new).keys.allSatisfy { $0.isActive })

        try await service.delete(id: old.accessKeyID, of: user, signedBy: new)
        #expect(await Script.error { () throws(AccessKeyError) in try await service.delete(id: old.accessKeyID, of: user, signedBy: new) } == .notFound)
        #expect(await Script.error { () throws(AccessKeyError) in try await service.setActive(false, id: old.accessKeyID, of: user, signedBy: new) } == .notFound)
        #expect(await live.accepts(old) == .unknown(code: "InvalidAccessKeyId"))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: user, signedBy: old) } == .unknownSigner(code: "InvalidClientTokenId"))
        #expect(try await service.keys(of: user, signedBy: new).keys.map(\.id) == [new.accessKeyID])
    }

    @Test("an administrator's key manages another user's, and what the service refuses is told")
    func refusals() async throws {
        let live = try LiveKeys(.moto)
        let service = live.iam(.aws)
        let admin = try live.pair(of: "owner")
        #expect(try await service.keys(of: "rotator3", signedBy: admin).keys.count == 1)
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: "ghost", signedBy: admin) } == .notFound)
        let stranger = try live.pair(of: "stranger")
        #expect(await Script.error { () throws(AccessKeyError) in try await service.create(nil, for: "stranger", signedBy: stranger) } == .denied(action: "iam:CreateAccessKey", code: "AccessDenied"))
        let wrong = AWSCredentials(accessKeyID: admin.accessKeyID, secretAccessKey: SecretBytes(copying: Array("wrong".utf8)))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: "owner", signedBy: wrong) } == .wrongSecret)
        #expect(await live.accepts(wrong) == .wrongSecret)
        #expect(isAccepted(await live.accepts(stranger), isAllowed: false))
        #expect(isAccepted(await live.accepts(admin, bucket: "missing-bucket")))
        #expect(isAccepted(await live.accepts(admin, bucket: nil)))
    }
}

/// Keys of SeaweedFS 4.48, by the IAM at its S3 port.
@Suite(.serialized) struct SeaweedKeyTests {
    @Test("a key is made, accepted, switched off, on, and deleted by the new one")
    func life() async throws {
        let live = try LiveKeys(.seaweedfs)
        let service = live.iam(.seaweedfs)
        let old = try live.pair(of: "rotator1")
        let owner = try await service.owner(signedBy: old)
        #expect(owner.kind == .user && owner.user == "rotator1")
        #expect(try await service.keys(of: "rotator1", signedBy: old).keys == [AccessKeyRecord(id: old.accessKeyID, isActive: true)])

        let new = try await service.create(nil, for: "rotator1", signedBy: old)
        #expect(Set(try await service.keys(of: "rotator1", signedBy: old).keys.map(\.id)) == [old.accessKeyID, new.accessKeyID])
        #expect(isAccepted(await live.accepts(new)))
        #expect(isAccepted(await live.accepts(old)))

        try await service.setActive(false, id: old.accessKeyID, of: "rotator1", signedBy: new)
        #expect(await live.accepts(old) == .unknown(code: "InvalidAccessKeyId"))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: "rotator1", signedBy: old) } == .unknownSigner(code: "InvalidAccessKeyId"))
        #expect(try await service.keys(of: "rotator1", signedBy: new).keys.contains(AccessKeyRecord(id: old.accessKeyID, isActive: false)))
        try await service.setActive(true, id: old.accessKeyID, of: "rotator1", signedBy: new)
        #expect(isAccepted(await live.accepts(old)))

        try await service.delete(id: old.accessKeyID, of: "rotator1", signedBy: new)
        // It says that it deleted what isn't there.
        try await service.delete(id: old.accessKeyID, of: "rotator1", signedBy: new)
        #expect(await Script.error { () throws(AccessKeyError) in try await service.setActive(false, id: old.accessKeyID, of: "rotator1", signedBy: new) } == .notFound)
        #expect(await live.accepts(old) == .unknown(code: "InvalidAccessKeyId"))
        #expect(try await service.keys(of: "rotator1", signedBy: new).keys.map(\.id) == [new.accessKeyID])
        #expect(try await service.lastUse(of: new.accessKeyID, signedBy: new) == nil)
        #expect(try await live.iam(.iam).lastUse(of: new.accessKeyID, signedBy: try live.pair(of: "owner")) == nil)
    }

    @Test("a key for a user of its file is said to be made, and never is: the list doesn't show it")
    func fileIdentity() async throws {
        let live = try LiveKeys(.seaweedfs)
        let service = live.iam(.seaweedfs)
        let admin = try live.pair(of: "owner")
        let new = try await service.create(nil, for: "reader", signedBy: admin)
        #expect(try await service.keys(of: "reader", signedBy: admin).keys.contains { $0.id == new.accessKeyID } == false)
        #expect(await live.accepts(new) == .unknown(code: "InvalidAccessKeyId"))
    }

    @Test("what it refuses is told")
    func refusals() async throws {
        let live = try LiveKeys(.seaweedfs)
        let service = live.iam(.seaweedfs)
        let pair = try live.pair(of: "rotator2")
        #expect(await Script.error { () throws(AccessKeyError) in try await service.create(nil, for: "ghost", signedBy: try! live.pair(of: "owner")) } == .notFound)
        let wrong = AWSCredentials(accessKeyID: pair.accessKeyID, secretAccessKey: SecretBytes(copying: Array("wrong".utf8)))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: "rotator2", signedBy: wrong) } == .wrongSecret)
        #expect(await live.accepts(wrong) == .wrongSecret)
        let late = S3KeyAcceptance(exchange: live.client, userAgent: "t", allowsPlainHTTP: false, now: { Int64(Date().timeIntervalSince1970) - 1200 })
        #expect(await late.acceptance(of: pair, at: VerificationTarget(endpoint: live.server.endpoint, region: "us-east-1", bucket: "bkt")) == .clockSkew)
        let missing = await live.accepts(pair, bucket: "missing-bucket")
        #expect(isAccepted(missing) || isAccepted(missing, isAllowed: false))
    }
}
