import CommandDriver
import Foundation
import TestVectors
import Testing

/// Options for users who have both keys, files with several names, and providers that keep an id; against moto.
@Suite(.waiting) struct RotationOptionTests {
    private static func text(_ key: S3Server.Key) -> Data { Data((key.id + "\n" + key.secret + "\n").utf8) }

    // MARK: --evict

    @Test func aKeyInAnyFileThatWasLookedAtIsNotEvicted() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        try FileManager.default.createDirectory(atPath: trial.workspace.path("more"), withIntermediateDirectories: true)
        // As another user would have it: at another endpoint, with another secret.
        try trial.put(S3Server.Key(id: other.id, secret: "FORMERSECRET"), "more/rclone.enc.ini")
        let asUse = try trial.begin(["--immediate", "--evict", other.id, "--scan", "more"])
        #expect(asUse.code == 7 && asUse.messages.contains("RC8514") && asUse.messages.contains("more/rclone.enc.ini: [s3prod]"), "\(asUse.messages)")
        try FileManager.default.removeItem(atPath: trial.workspace.path("more/rclone.enc.ini"))
        try trial.workspace.put("the key \(other.id) is bob's\n", "more/notes.txt")
        let asMention = try trial.begin(["--immediate", "--evict", other.id, "--scan", "more", "--accept-blind-spots"])
        #expect(asMention.code == 7 && asMention.messages.contains("notes.txt"), "\(asMention.messages)")
        #expect(try trial.user.keys.count == 2 && trial.journals.isEmpty)
    }

    @Test func anotherKeyMakesWayAndIsSwitchedOffBefore() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        let start = Date()
        let made = try trial.begin(["--immediate", "--evict", other.id, "--evict-wait", "3s"])
        #expect(made.code == 0 && Date().timeIntervalSince(start) >= 3, "\(made.messages)")
        #expect(try trial.faultsOfDone() == [])
        let acts = try trial.proxy.requests.map(\.action).filter { ["UpdateAccessKey", "DeleteAccessKey", "CreateAccessKey"].contains($0) }
        #expect(acts.first == "UpdateAccessKey" && acts.firstIndex(of: "DeleteAccessKey") ?? 9 < acts.firstIndex(of: "CreateAccessKey") ?? 0, "\(acts)")
    }

    @Test func whileItIsWaitedForAnObjectionTheOtherKeyIsOnlySwitchedOff() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        let started = try StartedProgram(
            Program.rcsops,
            [
                "credentials", "rotate", trial.files[0], "--remote", "s3prod", "--source", "iam", "--iam-endpoint", trial.proxy.gateways[0], "--yes", "--evict", other.id,
                "--evict-wait", "1h",
            ], environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 }, folder: trial.workspace.folder)
        for _ in 0..<40 {
            if try trial.proxy.requests.contains(where: { $0.action == "UpdateAccessKey" }) { break }
            usleep(500_000)
        }
        sleep(4)
        started.send(SIGINT)
        #expect(started.wait(seconds: 20).end == .exit(130))
        #expect(try trial.user.keys.contains(IAMUser.Key(id: other.id, active: false)) && trial.user.keys.count == 2)
        #expect(try !trial.proxy.requests.contains { $0.action == "CreateAccessKey" } && trial.journals.count == 1)
        let way = "aws iam update-access-key --endpoint-url \(trial.proxy.gateways[0]) --user-name \(trial.user.name) --access-key-id \(other.id) --status Active"
        let status = try trial.credentials(["status", "."])
        #expect(status.text.contains(other.id + ", which --evict named, is switched off") && status.text.contains(way), "\(status.text)")
        #expect(!status.text.contains("nothing was changed"), "\(status.text)")
        let aborted = try trial.credentials(["abort", "."])
        #expect(aborted.code == 0 && aborted.text.contains(way), "\(aborted.text)\(aborted.messages)")
        #expect(try trial.user.keys.contains(IAMUser.Key(id: other.id, active: false)))
    }

    @Test func aRotationThatEndsAfterAnEvictionTellsOfTheKeyThatIsGone() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        #expect(try trial.begin(["--evict", other.id, "--evict-active"], environment: ["RCSOPS_FAULT": "journal.saved@4:kill"]).ending == .signal)
        let status = try trial.credentials(["status", ".", "--json"])
        let value = try JSONSerialization.jsonObject(with: status.output)
        #expect(try SchemaCheck("rotation").faults(of: value) == [])
        #expect(((value as? [String: Any])?["evicted"] as? [String: String?]) == ["id": other.id, "status": "Deleted"], "\(status.text)")
        let aborted = try trial.credentials(["abort", "."])
        #expect(aborted.code == 0 && aborted.text.contains(other.id + ", which --evict named, was deleted"), "\(aborted.text)\(aborted.messages)")
        #expect(try trial.user.keys == [IAMUser.Key(id: trial.user.first.id, active: true)])
        let log = try trial.workspace.text(".local/state/rcsops/audit.log")
        #expect(log.contains(" evicted=\(other.id.prefix(4))…\(other.id.suffix(4)) note=evicted_deleted"), "\(log)")
    }

    @Test func theKeyThatSignsIsNotEvictedNorOneInTheFileOfTheAdministrator() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let elsewhere = folder.appendingPathComponent("admin.conf")
        let evicting = ["--immediate", "--evict", other.id, "--evict-active", "--admin-remote", "s3prod", "--admin-file", elsewhere.path]
        let (endpoint, owner) = (trial.proxy.gateways[0], try trial.server.key(of: "owner"))
        try Data(RotationTrial.config(other, endpoint: endpoint).utf8).write(to: elsewhere)
        let signing = try trial.begin(evicting)
        #expect(signing.code == 64 && signing.messages.contains("the key that signs (--admin-remote s3prod)"), "\(signing.code) \(signing.messages)")
        let both = RotationTrial.config(owner, endpoint: endpoint) + RotationTrial.config(other, endpoint: endpoint).replacingOccurrences(of: "[s3prod]", with: "[theirs]")
        try Data(both.replacingOccurrences(of: "[other]\ntype = local\nnounc = true\n", with: "").utf8).write(to: elsewhere)
        let kept = try trial.begin(evicting + ["--user", trial.user.name, "--accept-blind-spots"])
        #expect(kept.code == 7 && kept.messages.contains("admin.conf") && kept.messages.contains("theirs"), "\(kept.code) \(kept.messages)")
        #expect(try trial.user.keys.count == 2 && trial.journals.isEmpty)
    }

    @Test func aKeyThatIsUsedStaysUnlessSomebodySaysSo() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        // Its first use is now.
        #expect(try trial.user.works(other))
        try trial.workspace.put(RotationTrial.config(other, endpoint: trial.server.endpoint), "other.conf")
        _ = try trial.credentials(["list", "other.conf", "--allow-plaintext", "--source", "iam", "--iam-endpoint", trial.server.endpoint])
        try FileManager.default.removeItem(atPath: trial.workspace.path("other.conf"))
        let refused = try trial.begin(["--immediate", "--evict", other.id])
        #expect(refused.code == 7 && refused.messages.contains("was used at"), "\(refused.messages)")
        #expect(try trial.user.keys.count == 2)
        #expect(try trial.begin(["--immediate", "--evict", other.id, "--evict-active"]).code == 0)
        #expect(try trial.faultsOfDone() == [])
    }

    // MARK: --adopt

    @Test func theOtherKeyIsTakenOverWithoutMakingOne() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        let full = try trial.begin(["--immediate"])
        #expect(full.code == 7 && full.messages.contains("--adopt"), "\(full.messages)")
        // What the message says works as it is typed.
        #expect(try trial.journals.isEmpty && trial.archived.map(\.state) == ["aborted"])
        let made = try trial.begin(["--immediate", "--adopt", "--stdin"], input: Self.text(other))
        #expect(made.code == 0, "\(made.messages)")
        #expect(try trial.faultsOfDone(ended: ["aborted", "done"]) == [] && trial.pair().id == other.id)
        #expect(try trial.proxy.requests.filter { $0.action == "CreateAccessKey" && $0.status == 200 }.isEmpty)
    }

    @Test func aKeyThatWasTakenOverSurvivesAnAbort() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        #expect(try trial.begin(["--adopt", "--stdin"], input: Self.text(other)).code == 0)
        #expect(try trial.pair().id == other.id)
        let aborted = try trial.credentials(["abort", "."])
        #expect(aborted.code == 0, "\(aborted.messages)")
        #expect(try trial.pair().id == trial.user.first.id && trial.journals.isEmpty)
        #expect(try trial.user.keys.count == 2 && trial.user.works(other))
    }

    @Test(arguments: ["journal.saved@1:kill", "journal.saved@2:kill", "journal.saved@3:kill", "document.rename:kill"])
    func aKeyThatIsTakenOverSurvivesACrash(fault: String) throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        #expect(try trial.begin(["--immediate", "--adopt", "--stdin"], environment: ["RCSOPS_FAULT": fault], input: Self.text(other)).code != 0)
        let resumed = try trial.credentials(["resume", ".", "--all-due"])
        #expect(resumed.code == 0, "\(resumed.messages)")
        #expect(try trial.faultsOfDone() == [] && trial.pair().id == other.id)
    }

    @Test func onlyAKeyOfTheUserIsTakenOver() throws {
        let trial = try RotationTrial()
        let made = try trial.begin(["--immediate", "--adopt", "--stdin"], input: Data("AKIANOBODYS000000000\nTOPSECRETTHREE\n".utf8))
        #expect(made.code == 3 && made.messages.contains("RC8546") && !made.messages.contains("TOPSECRETTHREE"), "\(made.messages)")
        #expect(try trial.faultsOfOld() == [])
    }

    // MARK: --accept-blind-spots

    @Test func aPersonAcceptsBlindSpotsWhereThePersonTakesTheKeyAway() throws {
        let trial = try RotationTrial()
        let (new, stranger) = (try trial.user.addKey(), try trial.workspace.rcsops("key", "generate", "--output", ".stranger").text.trimmingCharacters(in: .newlines))
        try FileManager.default.createDirectory(atPath: trial.workspace.path("zone"), withIntermediateDirectories: true)
        try trial.encrypt(RotationTrial.config(trial.user.first, endpoint: trial.proxy.gateways[0]), "zone/theirs.ini", to: stranger)
        let made = try trial.credentials(
            [
                "rotate", trial.files[0], "--remote", "s3prod", "--source", "manual", "--stdin", "--yes", "--verify-timeout", "15s", "--grace", "1h", "--scan", "zone",
            ], input: Self.text(new))
        #expect(made.code == 0, "\(made.messages)")
        try trial.user.delete(trial.user.first.id)
        let confirm = ["confirm-retired", trial.files[0], "s3prod"]
        let refused = try trial.credentials(confirm)
        #expect(refused.code == 5 && refused.messages.contains("RC8525") && refused.messages.contains("confirm-retired"), "\(refused.code) \(refused.messages)")
        let confirmed = try trial.credentials(confirm + ["--accept-blind-spots"])
        #expect(confirmed.code == 0 && trial.journals.isEmpty, "\(confirmed.code) \(confirmed.messages)")
    }

    // MARK: --same-id, --break-links

    @Test func aProviderThatKeepsTheIdIsRotatedByHand() throws {
        let trial = try RotationTrial()
        // As if the provider had given the key another secret: the file's is refused, the new one accepted.
        try FileManager.default.removeItem(atPath: trial.workspace.path(trial.files[0]))
        try trial.put(S3Server.Key(id: trial.user.first.id, secret: "FORMERSECRET"), trial.files[0])
        let rotation = ["rotate", trial.files[0], "--remote", "s3prod", "--source", "manual", "--stdin", "--yes", "--verify-timeout", "15s", "--grace", "1h"]
        let refused = try trial.credentials(rotation, input: Self.text(trial.user.first))
        #expect(refused.code == 64 && refused.messages.contains("--same-id"), "\(refused.messages)")
        let made = try trial.credentials(rotation + ["--same-id"], input: Self.text(trial.user.first))
        #expect(made.code == 0, "\(made.messages)")
        #expect(try trial.pair().secret == trial.user.first.secret)
        let confirmed = try trial.credentials(["confirm-retired", trial.files[0], "s3prod"])
        #expect(confirmed.code == 0 && trial.journals.isEmpty, "\(confirmed.messages)")
    }

    @Test(arguments: ["journal.saved@1:kill", "journal.saved@4:kill"]) func whereTheIdStaysTheSecretOfSomebodyElseIsNotOverwritten(fault: String) throws {
        let trial = try RotationTrial()
        func put(_ secret: String) throws {
            try FileManager.default.removeItem(atPath: trial.workspace.path(trial.files[0]))
            try trial.put(S3Server.Key(id: trial.user.first.id, secret: secret), trial.files[0])
        }
        try put("FORMERSECRET")
        let words = ["--remote", "s3prod", "--source", "manual", "--stdin", "--yes", "--verify-timeout", "15s", "--same-id"]
        let killed = try trial.credentials(["rotate", trial.files[0]] + words, environment: ["RCSOPS_FAULT": fault], input: Self.text(trial.user.first))
        #expect(killed.ending == .signal && trial.journals.count == 1, "\(killed.messages)")
        try put("THIRDSECRET")
        let made = try trial.credentials(["resume", "."])
        #expect(made.code == 4 && made.messages.contains("RC8517"), "\(made.code) \(made.messages)")
        #expect(try trial.pair().secret == "THIRDSECRET")
    }

    @Test func aFileWithSeveralNamesIsWrittenOnlyWhereThatIsWanted() throws {
        let trial = try RotationTrial()
        try FileManager.default.linkItem(atPath: trial.workspace.path(trial.files[0]), toPath: trial.workspace.path("second.ini"))
        let before = try trial.workspace.data("second.ini")
        let refused = try trial.begin(["--immediate"])
        #expect(refused.code == 3 && refused.messages.contains("--break-links"), "\(refused.messages)")
        #expect(try trial.faultsOfOld() == [])
        let made = try trial.begin(["--immediate", "--break-links"])
        #expect(made.code == 0, "\(made.messages)")
        #expect(try trial.faultsOfDone() == [])
        #expect(try trial.workspace.data("second.ini") == before)
    }

    @Test(arguments: [
        ["--evict-wait", "1h"], ["--adopt", "--evict", "X"], ["--adopt", "--source", "manual"], ["--same-id"], ["--same-id", "--source", "aws"],
    ]) func wordsThatDoNotGoTogetherAreRefused(arguments: [String]) throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let made = try workspace.rcsops(["credentials", "rotate", "rclone.enc.ini"] + arguments)
        #expect(made.code == 64 && made.output.isEmpty, "\(made.code) \(made.messages)")
    }
}
