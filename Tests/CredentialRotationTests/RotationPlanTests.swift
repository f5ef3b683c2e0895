import AWSSigning
import CredentialRotation
import ObjectStorage
import SecretMemory
import Testing

/// What is refused before anything is made (§1, §2; §6, cases 10 and 21).
@Suite struct RotationPlanTests {
    private let origin = RotationOrigin(id: "id", tool: "rcsops", host: "host", pid: 1, bootID: "boot")
    private let target = VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1")

    private func findings(_ keys: [AccessKeyRecord] = [.init(id: PairTable.id(0), isActive: true)]) -> RotationFindings {
        RotationFindings(
            source: "aws", old: PairTable.pairs[0], owner: AccessKeyOwner(kind: .user, user: "backup", account: "123456789012"),
            list: .success(AccessKeyList(keys: keys, serverTime: 1000)),
            uses: [RotationUse(path: "b", remote: "s3", hashBefore: ""), RotationUse(path: "a", remote: "s3", hashBefore: "")], targets: [target],
            now: 1000)
    }

    private func refusal(_ backEnd: Simulation.BackEnd = .aws, _ found: RotationFindings, evicted: String? = nil) -> RotationRefusal? {
        var options = RotationMachine.Options()
        options.evicted = evicted
        do throws(RotationRefusal) {
            _ = try Simulation(backEnd).machine(options).plan(found, by: origin)
            return nil
        } catch { return error }
    }

    @Test("a journal says who owns the key, which keys were there, and names the files in order")
    func journal() throws {
        let (journal, secrets) = try Simulation(.aws).machine().plan(findings(), by: origin)
        #expect(journal.user == "backup" && journal.account == "123456789012" && journal.beforeIDs == [PairTable.id(0)])
        #expect(journal.uses.map(\.path) == ["a", "b"] && journal.state == .planned && secrets.new == nil)
    }

    @Test("temporary pairs and root's keys are refused")
    func owners() {
        var found = findings()
        found.owner = AccessKeyOwner(kind: .temporary, user: nil)
        #expect(refusal(found) == .temporary)
        found.owner = AccessKeyOwner(kind: .root, user: nil)
        #expect(refusal(found) == .root)
        found = findings()
        found.old = AWSCredentials(
            accessKeyID: "ASIA", secretAccessKey: SecretBytes(copying: [65]), sessionToken: SecretBytes(copying: [66]))
        #expect(refusal(found) == .temporary)
    }

    private func refusal(_ found: RotationFindings) -> RotationRefusal? { refusal(.aws, found) }

    @Test("both places taken are told with both ids, before anything is made; a key that may go makes room")
    func full() {
        let found = findings([.init(id: PairTable.id(0), isActive: true), .init(id: PairTable.id(30), isActive: false)])
        #expect(refusal(found) == .limitReached(ids: [PairTable.id(0), PairTable.id(30)]))
        #expect(refusal(found)?.exitCode == 7)
        #expect(refusal(.aws, found, evicted: PairTable.id(30)) == nil)
        #expect(refusal(.aws, found, evicted: PairTable.id(0)) != nil)
        #expect(refusal(.ceph, found) == nil)
    }

    @Test("a list that is forbidden is refused where lost answers need it")
    func noList() {
        var found = findings()
        found.list = .failure(.denied(action: "iam:ListAccessKeys", code: "AccessDenied"))
        #expect(refusal(found) == .listForbidden(action: "iam:ListAccessKeys"))
        found.list = nil
        #expect(refusal(found) == .listForbidden(action: "list"))
        #expect(refusal(.clientPicked, found) == nil)
    }

    @Test("clocks that differ by more than four minutes are refused", arguments: [(240, true), (241, false), (-240, true), (-241, false)])
    func skew(seconds: Int, isTaken: Bool) {
        var found = findings()
        found.now = 1000 - Int64(seconds)
        #expect(refusal(found) == (isTaken ? nil : .clockSkew(seconds: Int64(seconds))))
        if !isTaken { #expect(refusal(found)?.exitCode == 6) }
    }

    @Test("a key that the back end does not know, or has switched off, is not the one to rotate")
    func oldKey() {
        #expect(refusal(findings([])) == .oldKeyUnknown)
        #expect(refusal(findings([.init(id: PairTable.id(0), isActive: false)])) == .oldKeyInactive)
        var found = findings()
        found.uses = []
        #expect(refusal(found) == .noUse)
        found = findings()
        found.targets = []
        #expect(refusal(found) == .noTarget)
    }

    @Test("a pair that a person brings is another one, and can be kept in a file")
    func given() throws {
        var found = findings()
        found.source = "manual"
        found.list = nil
        #expect(refusal(found) == .givenPairUnusable)
        found.given = PairTable.pairs[0]
        #expect(refusal(found) == .givenPairIsOld)
        found.given = AWSCredentials(accessKeyID: PairTable.id(0), secretAccessKey: SecretBytes(copying: Array("other".utf8)))
        #expect(refusal(found) == .givenIDIsOld)
        _ = try Simulation(.aws).machine().plan(found, by: origin, allowsSameID: true)
        for secret in ["", " a", "a ", "a\nb"] {
            found.given = AWSCredentials(accessKeyID: "AKIANEW", secretAccessKey: SecretBytes(copying: Array(secret.utf8)))
            #expect(refusal(found) == .givenPairUnusable)
        }
    }

    @Test("a rotation's id is a UUID of version 7 that sorts by time")
    func identifier() {
        let id = RotationIdentifier.make(milliseconds: 0x0102_0304_0506)
        #expect(id.hasPrefix("01020304-0506-7") && id.utf8.count == 36)
        #expect(["8", "9", "a", "b"].contains(Array(id)[19]))
        #expect(RotationIdentifier.make(milliseconds: 1) < RotationIdentifier.make(milliseconds: 2))
    }
}
