import AWSSigning
import CommandDriver
import Foundation
import HTTPTransport
import SecretMemory
import Testing

@testable import ObjectStorage

private typealias Script = ScriptedKeyService

/// Keys of radosgw 16.2.15, by its admin operations.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["RCSOPS_CEPH"] != nil, "scripts/test --ceph runs it"))
struct CephLiveKeyTests {
    private func service(_ live: LiveKeys, _ signer: CephAdminKeys.Signer = .v4, takesPair: Bool = false) -> CephAdminKeys {
        CephAdminKeys(at: live.endpoint, signer: signer, takesPair: takesPair, by: live.wire)
    }

    @Test("a key is made, accepted, found with its secret, and deleted, by both signatures", arguments: [CephAdminKeys.Signer.v4, .v2])
    func life(_ signer: CephAdminKeys.Signer) async throws {
        let live = try LiveKeys(.radosgw)
        let service = service(live, signer)
        let admin = try live.pair(of: "owner")
        let user = signer == .v4 ? "rotator1" : "rotator2"
        let old = try live.pair(of: user)
        #expect(try await service.owner(of: old.accessKeyID, signedBy: admin).user == user)
        #expect(try await service.owner(signedBy: admin).user == "owner")
        let list = try await service.keys(of: user, signedBy: admin)
        #expect(list.keys == [AccessKeyRecord(id: old.accessKeyID, isActive: true)] && list.serverTime != nil)

        let new = try await service.create(nil, for: user, signedBy: admin)
        #expect(new.accessKeyID != old.accessKeyID)
        #expect(isAccepted(await live.accepts(new)))
        #expect(isAccepted(await live.accepts(old)))
        // A key whose answer was lost can be adopted.
        #expect(try await service.secret(of: new.accessKeyID, of: user, signedBy: admin).map(text) == text(new))

        try await service.delete(id: old.accessKeyID, of: user, signedBy: admin)
        #expect(await Script.error { () throws(AccessKeyError) in try await service.delete(id: old.accessKeyID, of: user, signedBy: admin) } == .notFound)
        #expect(await live.accepts(old) == .unknown(code: "InvalidAccessKeyId"))
        #expect(try await service.keys(of: user, signedBy: admin).keys.map(\.id) == [new.accessKeyID])
    }

    @Test("a pair of our choice is made once, however often it is sent; another user's id is refused", arguments: [CephAdminKeys.Signer.v4, .v2])
    func ownPair(_ signer: CephAdminKeys.Signer) async throws {
        let live = try LiveKeys(.radosgw)
        let service = service(live, signer, takesPair: true)
        let admin = try live.pair(of: "owner")
        let user = signer == .v4 ? "rotator3" : "rotator4"
        let pair = AWSCredentials(accessKeyID: MadePair.random().accessKeyID, secretAccessKey: SecretBytes(copying: Array("a/+=&x%20~".utf8)))
        for _ in 0..<2 { #expect(text(try await service.create(pair, for: user, signedBy: admin)) == text(pair)) }
        #expect(try await service.keys(of: user, signedBy: admin).keys.count == 2)
        #expect(isAccepted(await live.accepts(pair)))
        let taken = await Script.error { () throws(AccessKeyError) in try await service.create(pair, for: "rotator5", signedBy: admin) }
        #expect(taken == .refused(status: 409, code: "KeyExists"))
        try await service.delete(id: pair.accessKeyID, of: user, signedBy: admin)
        #expect(try await service.keys(of: user, signedBy: admin).keys.count == 1)
    }

    @Test("what it refuses is told")
    func refusals() async throws {
        let live = try LiveKeys(.radosgw)
        let service = service(live)
        let admin = try live.pair(of: "owner")
        let user = try live.pair(of: "rotator6")
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: "rotator6", signedBy: user) } == .denied(action: "users=read", code: "AccessDenied"))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: "ghost", signedBy: admin) } == .notFound)
        #expect(await Script.error { () throws(AccessKeyError) in try await service.create(nil, for: "ghost", signedBy: admin) } == .notFound)
        let wrong = AWSCredentials(accessKeyID: admin.accessKeyID, secretAccessKey: SecretBytes(copying: Array("wrong".utf8)))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.keys(of: "rotator6", signedBy: wrong) } == .wrongSecret)
        let unknown = AWSCredentials(accessKeyID: "NOPE", secretAccessKey: SecretBytes(copying: Array("x".utf8)))
        #expect(await Script.error { () throws(AccessKeyError) in try await service.delete(id: "NOPE2", of: "rotator6", signedBy: unknown) } == .unknownSigner(code: "InvalidAccessKeyId"))
        // Its IAM has no keys: that came with Squid.
        #expect(await Script.error { () throws(AccessKeyError) in try await live.iam(.cephIAM).owner(signedBy: user) } == .unsupported(action: "iam:ListAccessKeys"))
        #expect(await live.accepts(try live.pair(of: "suspended")) == .unknown(code: "UserSuspended"))
        #expect(await live.accepts(wrong) == .wrongSecret)
        #expect(isAccepted(await live.accepts(try live.pair(of: "stranger")), isAllowed: false))
    }
}
