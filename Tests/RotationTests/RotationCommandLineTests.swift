import CommandDriver
import Foundation
import Testing

/// What `rcsops credentials` refuses before anything is asked, and how it asks a person.
@Suite(.waiting) struct RotationCommandLineTests {
    private func workspace(_ config: String = Workspace.config) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put(config, "rclone.conf")
        try workspace.encrypt()
        return workspace
    }

    private static func remote(_ lines: String...) -> String { (["[r]", "type = s3"] + lines).joined(separator: "\n") + "\n" }
    private static let seaweed = remote("provider = SeaweedFS", "endpoint = https://s3.example.com", pair)
    private static let pair = "access_key_id = AKIAINVENTED00000000\nsecret_access_key = TOPSECRET"

    @Test(arguments: [
        (["credentials", "rotat"], "did you mean rcsops credentials rotate?"), (["credentials", "confirm-retire"], "did you mean rcsops credentials confirm-retired?"),
        (["credential"], "did you mean rcsops credentials?"),
    ]) func aMisspeltCommandIsAnsweredWithTheNearest(arguments: [String], words: String) throws {
        let made = try Workspace().rcsops(arguments)
        #expect(made.code == 64 && made.messages.contains(words), "\(made.messages)")
    }

    @Test func rotateAloneIsTheDataKeyAsSopsHasIt() throws {
        let workspace = try workspace()
        #expect(try workspace.rcsops("rotate", "-i", "rclone.enc.ini").code == 0)
        #expect(try workspace.peer("sops", "decrypt", "rclone.enc.ini").text.contains("AKIAINVENTED00000000"))
    }

    @Test(arguments: [
        [], ["rclone.enc.ini", "--from-report", "x"], ["rclone.enc.ini", "--grace", "0"], ["rclone.enc.ini", "--evict-active"], ["rclone.enc.ini", "--stdin"],
        ["rclone.enc.ini", "--source", "aws", "--rgw-explicit-key"], ["rclone.enc.ini", "--source", "aws", "--admin-endpoint", "https://x"],
        ["rclone.enc.ini", "--source", "manual", "--iam-endpoint", "https://x"], ["rclone.enc.ini", "--source", "manual", "--admin-remote", "x"],
        ["rclone.enc.ini", "--key-command", "x"], ["rclone.enc.ini", "--admin-file", "x"], ["rclone.enc.ini", "--verify-endpoint", "host"],
        ["rclone.enc.ini", "--no-verify"], ["rclone.enc.ini", "--audit-log", ""], ["rclone.enc.ini", "--user", ""], ["rclone.enc.ini", "--verify-bucket", ""], ["rclone.enc.ini", "--evict", ""], ["rclone.enc.ini", "--render", "'x"], ["rclone.enc.ini", "--grace", "1y"], ["rclone.enc.ini", "--source", "azure"],
        ["rclone.enc.ini", "--immediate", "--grace", "48h"], ["rclone.enc.ini", "--immediate", "--grace-inactive", "1h"],
        ["rclone.enc.ini", "--source", "manual", "--user", "nobody"], ["rclone.enc.ini", "--source", "manual", "--iam-region", "mars"],
        ["rclone.enc.ini", "--source", "aws", "--iam-region", "mars"],
    ]) func wordsThatDoNotGoTogetherAreRefused(arguments: [String]) throws {
        let made = try workspace().rcsops(["credentials", "rotate"] + arguments)
        #expect(made.code == 64 && made.output.isEmpty, "\(made.code) \(made.messages)")
    }

    @Test(arguments: [
        ["rotate", "rclone.enc.ini", "--grace", "24"], ["rotate", "rclone.enc.ini", "--grace-inactive", "24"], ["rotate", "rclone.enc.ini", "--if-older-than", "90"],
        ["rotate", "rclone.enc.ini", "--evict", "ID", "--evict-wait", "24"], ["rotate", "rclone.enc.ini", "--verify-timeout", "60"],
        ["list", "--max-age", "90"], ["resume", "--verify-timeout", "60"], ["confirm-retired", "rclone.enc.ini", "source", "--verify-timeout", "60"],
    ]) func aTimeWithoutItsUnitIsRefused(arguments: [String]) throws {
        let made = try workspace().rcsops(["credentials"] + arguments)
        #expect(made.code == 64 && made.messages.contains(" is invalid for '--") && made.messages.contains("a time needs its unit, s, m, h, d or w"), "\(made.messages)")
    }

    @Test(arguments: [
        (remote("provider = Cloudflare", "endpoint = https://a.r2.example.com", pair), [], 64, "RC8503", "R2 API token"),
        (remote("provider = Wasabi", "endpoint = https://s3.example.com", pair), [], 64, "RC8503", "--iam-endpoint https://iam.wasabisys.com"),
        (remote("provider = Ceph", "endpoint = https://s3.example.com", pair), [], 64, "RC8503", "--admin-remote NAME"),
        (remote("provider = Ceph", "endpoint = https://s3.example.com", pair), ["--source", "ceph-admin"], 64, "RC8503", "--admin-remote NAME"),
        (remote("provider = Other", "endpoint = https://s3.example.com", pair), [], 64, "RC8503", "--source manual"),
        (remote("provider = Other", "endpoint = https://s3.example.com", pair), ["--source", "iam"], 64, "RC8503", "--iam-endpoint"),
        (seaweed, ["--admin-endpoint", "https://x.example.com"], 64, "RC8511", "--admin-endpoint is of no use to seaweedfs, the source of [r]"),
        (seaweed, ["--rgw-explicit-key"], 64, "RC8511", "--rgw-explicit-key is of no use to seaweedfs"),
        (remote("provider = AWS", pair), ["--iam-region", "mars"], 64, "RC8511", "--iam-region is of no use to aws"),
        (
            remote("provider = Ceph", "endpoint = https://s3.example.com", pair), ["--admin-remote", "r", "--iam-endpoint", "https://x.example.com"], 64, "RC8511",
            "--iam-endpoint is of no use to ceph-admin"
        ),
        (remote("provider = AWS", "env_auth = true"), ["--remote", "r"], 3, "RC8502", "env_auth"),
        (remote("provider = AWS", "session_token = TOPSECRET", pair), ["--remote", "r"], 3, "RC8502", "session token"),
        (remote("provider = AWS", "role_arn = arn:aws:iam::1:role/x", pair), ["--remote", "r"], 3, "RC8502", "role_arn"),
        (remote("provider = AWS"), [], 3, "RC8501", "holds a pair"),
        ("[r]\ntype = crypt\nremote = s:b\n", ["--remote", "r"], 3, "RC8502", "the remote of type s3"),
        (remote("provider = AWS", pair), ["--remote", "R"], 64, "RC8501", "did you mean r?"),
    ]) func whatCannotBeRotatedIsRefusedWithTheWayOut(config: String, arguments: [String], code: Int32, word: String, words: String) throws {
        let made = try workspace(config).rcsops(["credentials", "rotate", "rclone.enc.ini", "--dry-run"] + arguments)
        #expect(made.code == code && made.messages.contains(word) && made.messages.contains(words), "\(made.code) \(made.messages)")
        #expect(made.output.isEmpty && !made.messages.contains("TOPSECRET"))
    }

    @Test func aPlainFileWantsLeave() throws {
        let workspace = try workspace()
        let made = try workspace.rcsops("credentials", "rotate", "rclone.conf", "--source", "manual", "--dry-run", "--remote", "source")
        #expect(made.code == 3 && made.messages.contains("RC8504"), "\(made.messages)")
        func allowed(_ more: [String: String]) throws -> Outcome {
            try workspace.rcsops(
                "credentials", "rotate", "rclone.conf", "--source", "manual", "--dry-run", "--remote", "source", "--allow-plaintext",
                environment: workspace.identity.merging(more) { $1 })
        }
        // The journal would hold both secrets, and nobody is named who may read it.
        let unnamed = try allowed([:])
        #expect(unnamed.code == 3 && unnamed.messages.contains("RC8538") && unnamed.messages.contains("SOPS_AGE_RECIPIENTS"), "\(unnamed.messages)")
        let plan = try allowed(["SOPS_AGE_RECIPIENTS": workspace.recipient])
        #expect(plan.code == 0 && plan.text.contains("uses          rclone.conf: source\n"), "\(plan.messages)")
    }

    @Test func filesOfOtherPeopleAreAPrecondition() throws {
        let workspace = try workspace()
        let made = try workspace.rcsops(["credentials", "rotate", "rclone.enc.ini", "--dry-run"], environment: [:])
        #expect(made.code == 3, "\(made.code) \(made.messages)")
        #expect(try workspace.rcsops("credentials", "rotate", "nothing.ini", "--dry-run").code == 3)
    }

    @Test(arguments: [
        ("", "RC8506"), ("one line\n", "RC8506"), ("ID\nTOPSECRET\nmore\n", "RC8506"), ("{\"AccessKeyId\": \"ID\"}", "RC8506"),
        ("{\"AccessKeyId\": \"ID\", \"SecretAccessKey\": \"TOPSECRET\", \"SessionToken\": \"TOPSECRET\"}", "RC8506"),
        ("{\"AccessKeyId\": \"ID\", \"SecretAccessKey\": \" TOPSECRET\"}", "RC8506"), ("{\"AccessKeyId\": \"ID\", \"SecretAccessKey\": \"TOP\\nSECRET\"}", "RC8506"),
        ("{\"Version\": 2, \"AccessKeyId\": \"ID\", \"SecretAccessKey\": \"TOPSECRET\"}", "RC8506"), ("I D\nTOPSECRET\n", "RC8506"),
        ("AKIAINVENTED00000000\nTOPSECRET\n", "has the id of the old one"),
    ]) func whatIsNoPairIsRefusedAndNotShown(text: String, words: String) throws {
        let workspace = try workspace()
        let before = try workspace.data("rclone.enc.ini")
        let made = try workspace.rcsops(
            ["credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "manual", "--stdin", "--yes"], input: Data(text.utf8))
        #expect(made.code == 64 && made.messages.contains(words) && !made.messages.contains("SECRET\n") && !made.messages.contains("TOPSECRET"), "\(made.messages)")
        #expect(try workspace.data("rclone.enc.ini") == before)
    }

    @Test func withoutATerminalItWantsYes() throws {
        let workspace = try workspace()
        let made = try workspace.rcsops(
            ["credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "manual", "--stdin"], input: Data("NEWID\nTOPSECRETTHREE\n".utf8))
        #expect(made.code == 64 && made.messages.contains("RC8509"), "\(made.messages)")
        let asked = try workspace.rcsops("credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "manual")
        #expect(asked.code == 64 && asked.messages.contains("RC8505"), "\(asked.messages)")
    }

    @Test func anAuditLogThatCannotBeKeptStopsItBeforeAKeyIsMade() throws {
        let workspace = try workspace()
        let made = try workspace.rcsops(
            ["credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "manual", "--stdin", "--yes", "--audit-log", "no/folder/log"],
            input: Data("NEWID\nTOPSECRETTHREE\n".utf8))
        #expect(made.code == 3 && made.messages.contains("RC8538") && made.messages.contains("no/folder/log"), "\(made.code) \(made.messages)")
        #expect(made.messages.contains("--audit-log syslog") && !made.messages.contains("resume"), "there is none yet: \(made.messages)")
    }

    @Test func aPlanIsRefusedForWhatTheRunWouldBe() throws {
        let workspace = try workspace()
        let plan = ["credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "manual", "--dry-run"]
        let home = ["HOME": workspace.path("home")]
        func made(_ more: String...) throws -> Outcome { try workspace.rcsops(plan + more, environment: workspace.identity.merging(home) { $1 }) }
        let unkept = try made("--audit-log", "no/folder/log")
        #expect(unkept.code == 3 && unkept.output.isEmpty && unkept.messages.contains("RC8538") && unkept.messages.contains("no/folder/log"), "\(unkept.messages)")
        #expect(try made("--audit-log", "log").code == 0 && made("--audit-log", "syslog").code == 0)
        // The user's own folder is made when there is something to keep.
        #expect(try made().code == 0)
        for name in ["log", "home"] { #expect(!FileManager.default.fileExists(atPath: workspace.path(name))) }
        try workspace.put("{\"format\"", "rclone.enc.ini.rotate-0123abcd.json")
        let broken = try made()
        #expect(broken.code == 4 && broken.output.isEmpty && broken.messages.contains("RC8536") && broken.messages.contains("old.id and new.id"), "\(broken.messages)")
    }

    @Test func aLockThatIsLeftIsHiddenFromGit() throws {
        let workspace = try workspace()
        try workspace.git(["init", "-q", "-b", "main"])
        try FileManager.default.createDirectory(atPath: workspace.path("prod"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: workspace.path("rclone.enc.ini"), toPath: workspace.path("prod/rclone.enc.ini"))
        try workspace.git(["add", "prod"])
        try workspace.put("# mine\nrclone.conf", ".git/info/exclude")
        let rotation = ["credentials", "rotate", "prod/rclone.enc.ini", "--remote", "source", "--source", "manual"]
        func made(_ more: String...) throws -> Outcome { try workspace.rcsops(rotation + more, input: Data("NEWID\nTOPSECRETTHREE\n".utf8)) }
        #expect(try made("--dry-run").code == 0)
        #expect(try workspace.text(".git/info/exclude") == "# mine\nrclone.conf")
        for _ in 0..<2 { #expect(try made("--stdin", "--yes", "--audit-log", "no/folder/log").code == 3) }
        #expect(FileManager.default.fileExists(atPath: workspace.path("prod/rclone.enc.ini.lock")))
        #expect(try !workspace.git(["status", "--porcelain", "--untracked-files=all"]).contains(".lock"))
        #expect(try workspace.text(".git/info/exclude") == "# mine\nrclone.conf\n# Journals and locks of rcsops credentials\nrclone.enc.ini.lock\n")
    }

    @Test func nothingIsBegunWhereGitWouldSeeTheJournal() throws {
        let workspace = try workspace()
        try workspace.git(["init", "-q", "-b", "main"])
        try workspace.put("*\n!*.json\n", ".gitignore")
        let before = try workspace.text("rclone.enc.ini")
        let made = try workspace.rcsops(
            "credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "manual", "--stdin", "--yes", "--audit-log", "audit.log",
            input: Data("NEWID\nTOPSECRETTHREE\n".utf8))
        let (told, messages) = (["RC8538", ".gitignore:2:!*.json", "*.rotate-*.json", "--journal-in-git"], made.messages)
        #expect(made.code == 3 && told.allSatisfy { messages.contains($0) }, "\(made.code) \(messages)")
        #expect(try workspace.text("rclone.enc.ini") == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).allSatisfy { !$0.contains(".rotate-") })
    }

    @Test(arguments: ["y\n", "0001\n", "\n", "AKIA\n", "\\x04"]) func onlyTheLastFourCharactersAreAYes(answer: String) throws {
        let workspace = try workspace()
        let before = try workspace.data("rclone.enc.ini")
        let session = try TerminalSession.run(
            Program.rcsops, ["credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "manual"],
            [("id of the new pair: ", "NEWID\n"), ("its secret", "TOPSECRETTHREE\n"), ("last four characters: ", answer)], in: workspace, environment: workspace.identity)
        #expect(session.code == 5 && session.shown.contains("RC8510") && session.shown.contains("old key"), "\(session.shown)")
        #expect(!session.shown.contains("TOPSECRETTHREE") && session.showedAtAnswers == [true, false, true], "\(session.showedAtAnswers)")
        #expect(try workspace.data("rclone.enc.ini") == before)
    }

    @Test func listRefusesAnOptionThatNoRemoteCanUse() throws {
        let workspace = try workspace(Self.seaweed)
        let made = try workspace.rcsops("credentials", "list", "rclone.enc.ini", "--admin-endpoint", "https://x.example.com")
        #expect(made.code == 64 && made.output.isEmpty && made.messages.contains("--admin-endpoint is of no use to seaweedfs"), "\(made.code) \(made.messages)")
    }

    @Test func listShowsEachKeyOnceWithItsUses() throws {
        // Nobody is asked about a provider that rcsops does not know.
        let remote = ["type = s3", "provider = Other", "endpoint = https://s3.example.com", Self.pair].joined(separator: "\n") + "\n"
        let workspace = try workspace("[one]\n" + remote + "[two]\n" + remote + "[three]\n" + remote.replacingOccurrences(of: "AKIA", with: "AKIB"))
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        let made = try workspace.rcsops("credentials", "list", "--json")
        let value = try JSONSerialization.jsonObject(with: made.output) as? [String: Any]
        let keys = try #require(value?["keys"] as? [[String: Any]])
        #expect(keys.count == 2 && (keys.first?["uses"] as? [Any])?.count == 2, "\(made.text)")
        #expect(!made.text.contains("TOPSECRET"))
    }
}
