import CredentialRotation
import ObjectStorage
import RotationFiles

enum SampleJournal {
    /// Every field has a value.
    static var full: RotationJournal {
        var journal = RotationJournal(
            id: "01890a5d-ac96-774b-bcce-b302099a8057", createdAt: 1_700_000_000, tool: "rcsops 1.0", source: "aws", oldID: RotationDesk.oldPair.0,
            uses: [
                RotationUse(path: "rclone.enc.ini", remote: "source", hashBefore: String(repeating: "a", count: 64)),
                RotationUse(path: "k8s/sécret.yaml", remote: "a b", hashBefore: "00", hashAfter: "11", status: .written),
            ], host: "host", pid: 4711, bootID: "b007")
        journal.state = .written
        journal.partition = "aws"
        journal.endpoint = "https://iam.amazonaws.com"
        journal.region = "us-east-1"
        journal.user = "backup"
        journal.account = "123456789012"
        journal.newID = RotationDesk.newID
        journal.beforeIDs = [RotationDesk.oldPair.0, "AKIAANOTHER000000000"]
        let target = VerificationTarget(endpoint: "https://s3.example.com", region: "r", isPathStyle: false, bucket: "b", address: "192.0.2.1")
        journal.targets = [target, VerificationTarget(endpoint: "https://s3.eu-west-1.amazonaws.com", region: "eu-west-1")]
        journal.verified = [.init(target: target, at: 1_700_000_100, status: 200, attempts: 3, requestID: "R1", milliseconds: 4100)]
        journal.isImmediate = true
        journal.attempt = 2
        journal.creatingSince = 1_700_000_050
        journal.requestDigest = String(repeating: "d", count: 64)
        journal.committedAt = 1_700_000_200
        journal.deactivateNotBefore = 1_700_086_600
        journal.deleteNotBefore = 1_700_173_000
        journal.rejection = .unconfirmed
        journal.acceptsBlindSpots = true
        journal.blindSpots = ["other.enc.ini"]
        journal.wantsCommit = true
        journal.commit = "deadbeef"
        journal.settings = settings
        journal.events = [
            .init(seq: 1, at: 1_700_000_000, from: .planned, to: .creating),
            .init(seq: 2, at: 1_700_000_060, from: .creating, to: .planned, note: "orphan_deleted", requestID: "R0"),
        ]
        return journal
    }

    /// Every option that a journal keeps.
    static var settings: RotationSettings {
        var settings = RotationSettings()
        settings.named = ["rclone.enc.ini", "../other.ini"]
        (settings.scanned, settings.scansUntracked) = (["..", "/srv/other"], true)
        (settings.adminRemote, settings.adminFile) = ("owner", "admin.enc.ini")
        settings.program = .init(argv: ["/usr/bin/keys", "--account", "a b"], environment: ["TOKEN"], seconds: 60, canDeactivate: false, repeatsCreate: true)
        settings.choosesPair = true
        settings.render = ["make", "deploy"]
        (settings.skipsHooks, settings.journalInGit, settings.verifySeconds) = (true, true, 90)
        (settings.rotatesDataKey, settings.allowsPlaintext, settings.breaksLinks) = (true, true, true)
        (settings.allowsHTTP, settings.authorities, settings.forcesRetirement) = (true, "/etc/ca.pem", true)
        (settings.evicted, settings.evictsActive, settings.evictWait, settings.adopts) = ("AKIAOTHER00000000000", true, 3_600, true)
        settings.asksBeforeRetirement = true
        return settings
    }

    static var planned: RotationJournal {
        RotationJournal(
            id: "01890a5d-ac96-774b-bcce-b302099a8057", createdAt: 1_700_000_000, tool: "rcsops 1.0", source: "manual", oldID: RotationDesk.oldPair.0,
            uses: [], host: "", pid: 1, bootID: "")
    }

    static var secrets: RotationSecrets { RotationSecrets(old: RotationDesk.old, new: RotationDesk.pair()) }
}
