import HTTPTransport
import Testing

@testable import CredentialProbe

/// The write check leaves nothing, or says what.
@Suite("Write check")
struct WriteCheckTests {
    private static func scenario(_ script: [ProbeStep: [Canned]], _ check: ProbeOptions.WriteCheck = .real) -> Scenario {
        var scenario = Scenario()
        scenario.options.writeCheck = check
        scenario.prefix = "in/here"
        scenario.script = [.anon: ["403:232"], .signed: ["200"], .control: ["403:213"], .writeLock: ["404"], .writeHead: ["200:29"]].merging(script) { $1 }
        return scenario
    }

    @Test("an object is written on condition, looked at and deleted")
    func objectIsWrittenAndDeleted() async {
        let ending = await Self.scenario([.writePut: ["200"], .writeDelete: ["204"]]).run()
        #expect(ending.server.steps == [.anon, .signed, .control, .writeLock, .writePut, .writeHead, .writeDelete])
        let put = ending.server.asked.first { $0.step == .writePut }!.request
        #expect(put.target.hasPrefix("/bkt/in/here/.rcsops-probe-") && put.fields["if-none-match"] == "*" && put.body == Array("rcsops probe, safe to delete\n".utf8))
        #expect(ending.server.asked.last!.request.target == put.target)
        #expect(ending.result.rights.put == .yes && ending.result.rights.delete == .yes && ending.result.residue == nil && ending.exit() == 0)
    }

    @Test("the test object asks for the encryption that the remote's uploads ask for")
    func uploadsAskForEncryption() async {
        var scenario = Self.scenario([.writePut: ["200"], .writeDelete: ["204"]])
        (scenario.traits.serverSideEncryption, scenario.traits.kmsKeyID) = ("aws:kms", "alias/backup")
        let ending = await scenario.run()
        for asked in ending.server.asked {
            let isPut = asked.step == .writePut
            #expect(asked.request.fields["x-amz-server-side-encryption"] == (isPut ? "aws:kms" : nil))
            #expect(asked.request.fields["x-amz-server-side-encryption-aws-kms-key-id"] == (isPut ? "alias/backup" : nil))
        }
    }

    @Test("a HEAD that is denied after an upload is told, since rclone sends one unless no_head is set", arguments: [false, true])
    func deniedLooksAreTold(skipsHead: Bool) async {
        var scenario = Self.scenario([.writePut: ["200"], .writeHead: ["403"], .writeDelete: ["204"]])
        scenario.traits.skipsHead = skipsHead
        scenario.traits.setsACL = true
        let ending = await scenario.run()
        #expect(ending.warns(.objectDenied) != skipsHead && ending.result.rights.put == .yes && ending.result.residue == nil)
        // The test object is written without one.
        #expect(ending.result.unverified == ["acl"])
    }

    @Test("an ETag of an MD5's form has to be that of what was written, unless KMS or a customer's key is at work")
    func etagsAreCompared() async {
        func warns(_ tag: String, _ more: [String: String] = [:], usesKMS: Bool = false, customerKey: String? = nil) async -> Bool {
            let head = Canned("200:29", ["ETag": tag].merging(more) { $1 })
            var scenario = Self.scenario([.writePut: ["200"], .writeHead: [head], .writeDelete: ["204"]])
            (scenario.usesKMS, scenario.customerKey) = (usesKMS, customerKey)
            return await scenario.run().warns(.objectDiffers)
        }
        // md5sum of the text.
        let (own, other) = ("\"ae0c9b4bc193c5de5a4594e9d5431393\"", "\"0123456789abcdef0123456789abcdef\"")
        #expect(await !warns(own))
        #expect(await !warns(own.uppercased()))
        #expect(await warns(other))
        #expect(await warns(other, ["x-amz-server-side-encryption": "AES256"]))
        #expect(await !warns(other, ["x-amz-server-side-encryption": "aws:kms"]))
        #expect(await !warns(other, ["x-amz-server-side-encryption": "aws:kms:dsse"]))
        #expect(await !warns(other, ["x-amz-server-side-encryption-customer-algorithm": "AES256"]))
        #expect(await !warns(other, usesKMS: true))
        #expect(await !warns(other, customerKey: "0123456789abcdefghijklmnopqrstuv"))
        for form in ["\"0123456789abcdef0123456789abcdef-1\"", "W/" + other, "0123456789abcdef0123456789abcdef", "\"0123456789abcdef0123456789abcdeX\"", ""] {
            #expect(await !warns(form), "\(form)")
        }
    }

    @Test("as a source the object is read too")
    func sourceReads() async {
        var scenario = Self.scenario([.object: ["404"], .writePut: ["200"], .writeGet: [Canned("200", body: "other")], .writeDelete: ["204"]])
        scenario.options.role = .source
        let ending = await scenario.run()
        #expect(ending.server.steps.contains(.writeGet) && ending.warns(.objectDiffers) && ending.exit() == 0)
    }

    @Test("a version of the object is deleted by its id, and named when that is denied")
    func versionsAreDeleted() async {
        let version = ["x-amz-version-id": "v1"]
        let gone = await Self.scenario([.writePut: [Canned("200", version)], .writeDelete: ["204"]]).run()
        #expect(gone.server.asked.last!.request.target.hasSuffix("?versionId=v1") && gone.result.residueVersion == nil)
        let server = ScriptedServer { asked, _ in
            if asked.request.target.contains("versionId") { return Canned("403").result }
            return (asked.step == .writePut ? Canned("200", version) : asked.step == .signed ? "200" : asked.step == .writeDelete ? "204" : "403").result
        }
        let left = await Self.scenario([:]).run(on: server)
        #expect(left.result.residueVersion == "v1" && left.result.residue == nil)
        // Without its name nobody finds it.
        let key = server.asked.first { $0.step == .writePut }?.request.target.dropFirst("/bkt/".count) ?? "-"
        #expect(left.result.warnings.contains { $0.id == .residue && $0.detail.contains(key) })
    }

    @Test("a server without conditional writes is written to only where nothing is")
    func conditionIsReplacedByALook() async {
        let server = ScriptedServer { asked, _ in
            switch asked.step {
            case .writePut: (asked.request.fields["if-none-match"] != nil ? Canned("501") : Canned("200")).result
            case .signed: Canned("200").result
            case .writeHead: Canned("404").result
            case .writeDelete: Canned("204").result
            default: Canned("403:213").result
            }
        }
        let ending = await Self.scenario([:]).run(on: server)
        #expect(ending.warns(.conditionalPutUnsupported) && ending.result.rights.put == .yes && ending.result.residue == nil)
        #expect(server.asked.count { $0.step == .writePut } == 2)
    }

    @Test("a bucket that locks objects by default is not written to")
    func lockedBucketsAreNotWritten() async {
        let lock = Canned("200", body: "<ObjectLockConfiguration><Rule><DefaultRetention/></Rule></ObjectLockConfiguration>")
        let refused = await Self.scenario([.writeLock: [lock]]).run()
        #expect(refused.warns(.objectLocked) && !refused.server.steps.contains(.writePut))
        var scenario = Self.scenario([.writeLock: [lock], .writePut: ["200"], .writeDelete: ["403"]])
        scenario.options.allowsLockedBucket = true
        let written = await scenario.run()
        #expect(written.id == .residueLeft)
        // Such a bucket wants a digest; others are not asked to know one.
        #expect(written.server.asked.first { $0.step == .writePut }?.request.fields["content-md5"] == "rgybS8GTxd5aRZTp1UMTkw==")
        let other = await Self.scenario([.writePut: ["200"], .writeDelete: ["204"]]).run()
        #expect(other.server.asked.first { $0.step == .writePut }.map { $0.request.fields["content-md5"] == nil } ?? false)
    }

    @Test("an object that is not taken, for whatever reason, is told")
    func refusedObjectsAreTold() async {
        let refused = await Self.scenario([.writePut: [Canned("400", body: ErrorText.body("EntityTooSmall"))]]).run()
        #expect(refused.result.warnings.contains { $0.id == .writeCheckSkipped && $0.detail == "the test object was not written: 400 EntityTooSmall" })
        #expect(!refused.server.steps.contains(.writeDelete) && refused.result.rights.put == .unknown)
        let lost = await Self.scenario([.writePut: [Canned(failing: .connectionRefused)]]).run()
        #expect(lost.result.warnings.contains { $0.detail == "the test object was not written: connection_refused" })
        let denied = await Self.scenario([.writePut: ["403"]]).run()
        #expect(!denied.warns(.writeCheckSkipped) && denied.result.rights.put == .no)
        let taken = await Self.scenario([.writePut: ["412"]]).run()
        #expect(!taken.warns(.writeCheckSkipped) && taken.warns(.probeKeyTaken))
    }

    @Test("an upload without an answer is deleted, for it may be there")
    func unclearUploadsAreDeleted() async {
        let gone = await Self.scenario([.writePut: [Canned(failing: .closedEarly)], .writeDelete: ["204"]]).run()
        #expect(gone.server.asked.count { $0.step == .writePut } == 1 && gone.result.residue == nil)
        #expect(!gone.warns(.residue))
        let marked = await Self.scenario([.writePut: [Canned(failing: .closedEarly)], .writeDelete: [Canned("204", ["x-amz-version-id": "m1"])]]).run()
        #expect(marked.result.warnings.contains { $0.id == .residue && $0.detail.contains(".rcsops-probe-") && $0.detail.contains("versions") })
        let unknown = await Self.scenario([.writePut: [Canned(failing: .responseTimeout)], .writeDelete: [Canned(failing: .connectionRefused)]]).run()
        #expect(unknown.result.residue != nil && unknown.exit() == 5)
    }

    @Test("a conflict gets one new name")
    func conflictsGetANewName() async {
        let ending = await Self.scenario([.writePut: ["409", "200"], .writeDelete: ["204"]]).run()
        let keys = ending.server.asked.filter { $0.step == .writePut }.map(\.request.target)
        #expect(keys.count == 2 && keys[0] != keys[1] && ending.result.residue == nil)
    }

    @Test("stopped while it writes: the object is deleted, or named (case 51)", arguments: [true, false])
    func stoppedWritesAreCleaned(mayDelete: Bool) async {
        let reached = AsyncStream<Void>.makeStream()
        let server = ScriptedServer { asked, _ in
            switch asked.step {
            case .signed: return Canned("200").result
            case .writePut:
                reached.continuation.yield()
                try? await Task.sleep(for: .milliseconds(50))
                return Canned("200").result
            case .writeDelete: return Canned(mayDelete ? "204" : "403").result
            default: return Canned("403:213").result
            }
        }
        let scenario = Self.scenario([:])
        let task = Task { await scenario.run(on: server) }
        for await _ in reached.stream { break }
        task.cancel()
        let ending = await task.value
        #expect(server.steps.last == .writeDelete && !server.steps.contains(.writeHead))
        #expect((ending.result.residue == nil) == mayDelete)
        #expect(ending.exit() == 130)
    }

    @Test("a dry check asks, and reads the server's code")
    func dryChecksAsk() async {
        func rights(_ part: Canned, _ abort: Canned, signed: Canned = "200") async -> ProbeRights {
            var scenario = Self.scenario([.writePart: [part], .writeAbort: [abort], .nobucket: ["403:c"]], .dry)
            scenario.script[.signed] = [signed]
            return await scenario.run().result.rights
        }
        let missing = Canned("404", body: ErrorText.body("NoSuchUpload"))
        #expect(await rights(missing, missing).multipart == .yes)
        #expect(await rights(missing, "403").multipart == .no)
        #expect(await rights(Canned("404", body: ErrorText.body("NoSuchKey")), missing).put == .unknown)
        #expect(await rights("404", "404").put == .unknown)
        #expect(await rights("403", "403").put == .no)
        // 403 from a key that may itself be the trouble.
        #expect(await rights("403", "403", signed: "403:c").put == .unknown)
    }

    @Test("a key that may only write is named so")
    func writeOnlyKeysAreNamed() async {
        let missing = Canned("404", body: ErrorText.body("NoSuchUpload"))
        var scenario = Self.scenario([.writePart: [missing], .writeAbort: [missing], .signed: ["403:212"], .control: ["403:320"], .nobucket: ["403:296"]], .dry)
        scenario.script[.anon] = ["403:212"]
        let ending = await scenario.run()
        #expect(ending.id == .writeOnly && ending.exit() == 4)
    }

    @Test("keys that are bad write nothing")
    func badKeysWriteNothing() async {
        let ending = await Self.scenario([.signed: ["403:213"], .akid: ["403:210"], .nobucket: ["403:213"]]).run()
        #expect(ending.id == .wrongSecret && ending.warns(.writeCheckSkipped) && !ending.server.steps.contains(.writePut))
    }
}
