import CommandDriver
import Foundation
import TestVectors
import Testing

/// What programs get to read: reports of rotations, also of those that did not begin.
@Suite(.waiting) struct RotationReportTests {
    private static let pair = "access_key_id = AKIAINVENTED00000000\nsecret_access_key = TOPSECRET\n"
    private static let config = "[r]\ntype = s3\nprovider = AWS\n" + pair

    /// Objects of `rcsops-report/1`, one a line, each as its schema has it.
    private func reports(_ made: Outcome) throws -> [[String: Any]] {
        try made.text.split(separator: "\n").map { line in
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            #expect(try SchemaCheck("rotation").faults(of: value) == [], "\(line)")
            return try #require(value as? [String: Any])
        }
    }

    private func paths(_ report: [String: Any]) -> [String] { (report["uses"] as? [[String: Any]])?.compactMap { $0["path"] as? String } ?? [] }

    private func error(_ report: [String: Any]?) -> [String: Any] { report?["error"] as? [String: Any] ?? [:] }

    private func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put(Self.config, "rclone.conf")
        try workspace.encrypt()
        return workspace
    }

    // MARK: What the run has seen

    @Test func aRunTellsTheKeysThatItHasSeen() throws {
        let trial = try RotationTrial()
        let now = Int64(Date().timeIntervalSince1970)
        try trial.proxy.set("{\"inactive_rejected\": true, \"last_used\": {\"\(trial.user.first.id)\": -86400}}")
        let made = try trial.begin(["--grace", "1h", "--json"])
        #expect(made.code == 0, "\(made.messages)")
        let report = try #require(try reports(made).first)
        let (old, new) = (try #require(report["old"] as? [String: Any]), try #require(report["new"] as? [String: Any]))
        #expect(old["status"] as? String == "Active" && new["status"] as? String == "Active", "\(made.text)")
        let used = try #require((old["last_used"] as? String).flatMap { ISO8601DateFormatter().date(from: $0) })
        #expect(abs(Int64(used.timeIntervalSince1970) + 86_400 - now) < 60)
        #expect((report["slots"] as? [String: Any])?["used"] as? Int == 2)
        let verified = try #require((report["verify"] as? [[String: Any]])?.first)
        #expect(try #require(verified["seconds"] as? Double) >= 2, "two requests in a row, two seconds apart: \(verified)")
        // The journal has the proof; whom nobody was asked about is not told.
        let status = try #require(try reports(try trial.credentials(["status", ".", "--json"])).first)
        #expect((status["verify"] as? [[String: Any]])?.first?["seconds"] as? Double == verified["seconds"] as? Double && status["slots"] is NSNull)
    }

    @Test func aRefusalIsToldWithTheServersWords() throws {
        let trial = try RotationTrial()
        try trial.proxy.set("{\"visible_after\": 100}")
        let made = try trial.begin(["--grace", "1h", "--verify-timeout", "3s", "--json"])
        let error = error(try reports(made).first)
        #expect(made.code == 5 && error["code"] as? String == "RC8520" && error["retryable"] as? Bool == true, "\(made.text)")
        #expect(error["http"] as? Int == 403 && error["backend_code"] as? String == "InvalidAccessKeyId")
        // Before there is a journal, too.
        let other = try RotationTrial()
        try other.proxy.set("{\"faults\": [{\"action\": \"ListAccessKeys\", \"do\": \"deny\", \"status\": 503, \"code\": \"ServiceUnavailable\", \"times\": 99}]}")
        let none = try other.begin(["--json"])
        let unavailable = self.error(try reports(none).first)
        #expect(none.code == 6 && unavailable["code"] as? String == "RC8512" && unavailable["retryable"] as? Bool == true, "\(none.text)\(none.messages)")
        #expect(unavailable["http"] as? Int == 503 && unavailable["backend_code"] as? String == "ServiceUnavailable")
    }

    // MARK: What did not begin

    @Test(arguments: [
        (["rotate", "rclone.conf", "--dry-run"], 3, "RC8504"), (["rotate", "nothing.ini", "--dry-run"], 3, "RC2001"),
        (["rotate", "rclone.enc.ini", "--source", "manual", "--dry-run", "--if-older-than", "90d"], 3, "RC8539"),
        (["rotate", "--from-report", "rclone.conf", "--dry-run"], 64, "RC8607"), (["resume", "."], 3, "RC8537"), (["abort", "nowhere"], 3, "RC2001"),
        (["confirm-retired", "rclone.enc.ini", "r"], 3, "RC8537"), (["status", "nowhere"], 3, "RC2001"),
    ]) func eachFailureIsAnObjectToo(arguments: [String], code: Int32, word: String) throws {
        let workspace = try workspace()
        let made = try workspace.rcsops(["credentials"] + arguments + ["--json"])
        let report = try #require(try reports(made).first, "\(made.messages)")
        #expect(made.code == code && report["exit"] as? Int32 == code && made.messages.contains(word), "\(made.code) \(made.messages)")
        #expect(error(report)["code"] as? String == word && report["state"] is NSNull && report["rotation_id"] is NSNull)
        #expect(try reports(made).count == 1 && !made.text.contains("TOPSECRET"))
        #expect(try workspace.rcsops(["credentials"] + arguments).output.isEmpty)
    }

    @Test func aRotationThatCanNotGoOnIsNamedByItsJournal() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        let again = try trial.begin(["--json"])
        let refused = try #require(try reports(again).first)
        #expect(again.code == 4 && error(refused)["code"] as? String == "RC8541", "\(again.text)\(again.messages)")
        let journal = try #require(trial.journals.first)
        try trial.workspace.put(try trial.workspace.text(journal).replacingOccurrences(of: "\"seq\": ", with: "\"seq\": 1"), journal)
        let made = try trial.credentials(["resume", ".", "--json"])
        let report = try #require(try reports(made).first)
        #expect(made.code == 4 && error(report)["code"] as? String == "RC8536" && report["state"] as? String == "grace", "\(made.text)\(made.messages)")
        #expect((report["rotation_id"] as? String)?.count == 36)
    }

    @Test func aListThatFailedIsNoListOfNoKeys() throws {
        let workspace = try workspace()
        let made = try workspace.rcsops("credentials", "list", "rclone.conf", "--json")
        let value = try JSONSerialization.jsonObject(with: made.output)
        #expect(made.code == 3 && error(value as? [String: Any])["code"] as? String == "RC8504", "\(made.text)")
        #expect(try SchemaCheck("keys").faults(of: value) == [])
        try workspace.put(made.output, "keys.json")
        let exposed = try workspace.rcsops("exposed", "--recipient", workspace.recipient, "--existing-keys", "keys.json")
        #expect(exposed.code == 64 && exposed.messages.contains("RC8621"), "\(exposed.messages)")
    }

    @Test(arguments: [#"{"required": [["a", {}]]}"#, #"{"required": "a"}"#, #"{"properties": {"a": "string"}}"#, #"{"properties": [["a", {}]]}"#])
    func aSchemaThatIsNoneDoesNotPassForOneThatAsksForNothing(text: String) throws {
        let schema = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(SchemaCheck(root: schema).faults(of: [String: Any]()) == ["$: the schema's properties or required are malformed"])
    }

    // MARK: What has ended

    @Test func whatHasEndedStaysAsItIs() throws {
        let trial = try RotationTrial()
        let made = try trial.begin(["--immediate", "--json"])
        #expect(made.code == 0, "\(made.messages)")
        let id = try #require(try reports(made).first?["rotation_id"] as? String)
        let kept = try trial.pair().id
        for verb in ["resume", "abort"] {
            let again = try trial.credentials([verb, ".", "--id", id, "--json"])
            #expect(try again.code == 0 && reports(again).first?["state"] as? String == "done", "\(again.code) \(again.text)")
            #expect(again.messages.contains("has ended already (done), and nothing was done"), "\(again.messages)")
            let quiet = try trial.credentials([verb, ".", "--id", id, "--quiet"])
            #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.messages.isEmpty, "\(quiet.text)\(quiet.messages)")
            #expect(try trial.credentials([verb, ".", "--id", "0" + id.dropFirst().reversed()]).code == 3)
        }
        #expect(try trial.pair().id == kept && trial.faultsOfDone() == [])
    }

    // MARK: Recipients

    @Test func whoTheRuleHasNotAnyMoreIsNamedBeforeTheSecretGoesThere() throws {
        let workspace = try workspace()
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        let leaver = try workspace.rcsops("key", "generate", "--output", "leaver.txt").text.trimmingCharacters(in: .newlines)
        let plan = ["credentials", "rotate", "rclone.enc.ini", "--source", "manual", "--dry-run"]
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n", ".sops.yaml")
        #expect(try !workspace.rcsops(plan + ["--json"]).text.contains("recipients_differ"))
        let added = try workspace.rcsops("recipients", "add", leaver, "rclone.enc.ini", "--yes")
        #expect(added.code == 0, "\(added.messages)")
        let text = try workspace.rcsops(plan)
        #expect(text.code == 0 && text.text.contains("rclone.enc.ini has other recipients than its rule .sops.yaml:2, which has not " + leaver), "\(text.text)")
        let json = try workspace.rcsops(plan + ["--json"])
        #expect((try reports(json).first?["warnings"] as? [[String: Any]])?.contains { $0["code"] as? String == "recipients_differ" } == true, "\(json.text)")
        // Without a plan it is said all the same.
        let made = try workspace.rcsops(plan.dropLast() + ["--yes", "--stdin"], input: Data("AKIAINVENTED00000001\nTOPSECRET2\n".utf8))
        #expect(made.messages.contains("has other recipients than its rule"), "\(made.messages)")
    }

    @Test func noKeyOfAReportIsRotatedForItsOwnRecipient() throws {
        let workspace = try workspace()
        let leaver = try workspace.rcsops("key", "generate", "--output", "leaver.txt").text.trimmingCharacters(in: .newlines)
        #expect(try workspace.rcsops("recipients", "add", leaver, "rclone.enc.ini", "--yes").code == 0)
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        _ = try workspace.git(["init", "-q", "."])
        _ = try workspace.git(["add", "rclone.enc.ini"])
        _ = try workspace.git(["commit", "-q", "-m", "for both"])
        try workspace.put(try workspace.rcsops("exposed", "--recipient", leaver, "--json").output, "report.json")
        let plan = ["credentials", "rotate", "--from-report", "report.json", "--source", "manual", "--dry-run", "--json"]
        let made = try workspace.rcsops(plan)
        #expect(made.code == 3 && made.messages.contains("RC8570") && made.messages.contains("rcsops recipients remove \(leaver) "), "\(made.code) \(made.messages)")
        let refused = try #require(try reports(made).first)
        // The report has the repository's root, and its files from there.
        #expect(error(refused)["code"] as? String == "RC8570" && paths(refused) == ["rclone.enc.ini"], "\(made.text)")
        #expect(try workspace.rcsops(plan + ["--allow-recipient"]).code == 0)
        // The report is as old as it was; the file is not.
        #expect(try [0, 9].contains(workspace.rcsops("recipients", "remove", leaver, "rclone.enc.ini", "--yes").code))
        let after = try workspace.rcsops(plan)
        #expect(after.code == 0, "\(after.code) \(after.messages)")
    }

    // MARK: Entries of a report

    @Test func anEntryThatCanNotBeReadKeepsNoneOfTheOthersAndWhatWasReplacedStays() throws {
        let trial = try RotationTrial()
        _ = try trial.workspace.git(["init", "-q", "."])
        try trial.workspace.put(RotationTrial.config(trial.user.first, endpoint: trial.server.endpoint), "plain.conf")
        let leaver = try trial.workspace.rcsops("key", "generate", "--output", ".leaver").text.trimmingCharacters(in: .newlines)
        func entry(_ file: String, _ remote: String) -> String {
            "{\"file\": \"\(file)\", \"remote\": \"\(remote)\", \"pair\": true, \"key_id\": \"\(trial.user.first.id)\", \"status\": \"live\", \"live_in\": []}"
        }
        let entries = [entry("plain.conf", "s3prod"), entry("rclone.enc.ini", "gone"), entry("rclone.enc.ini", "s3prod")]
        // As it was made in somebody else's clone.
        try trial.workspace.put(
            "{\"format\": \"rcsops-exposed/1\", \"repository\": \"/nobody/has/this\", \"recipient\": \"\(leaver)\", \"exposures\": [\(entries.joined(separator: ", "))]}", ".report")
        let rotate = [
            "rotate", "--from-report", ".report", "--source", "iam", "--iam-endpoint", trial.proxy.gateways[0], "--yes", "--verify-timeout", "15s", "--immediate",
            "--accept-blind-spots", "--json",
        ]
        let made = try trial.credentials(rotate)
        #expect(made.code == 3 && made.messages.contains("RC8504") && made.messages.contains("RC8501"), "\(made.code) \(made.messages)")
        #expect(made.messages.contains("\"/nobody/has/this\", where the report was made, is not here"))
        let told = try reports(made)
        #expect(told.map(paths) == [["plain.conf"], ["rclone.enc.ini"], ["rclone.enc.ini"]], "\(made.text)")
        #expect(told.map { error($0)["code"] as? String } == ["RC8504", "RC8501", nil] && told.last?["state"] as? String == "done", "\(made.text)")
        let new = try trial.pair()
        #expect(try new.id != trial.user.first.id && trial.user.keys.map(\.id) == [new.id])
        // A folder deeper, all paths are those from there.
        try FileManager.default.createDirectory(atPath: trial.workspace.path("below"), withIntermediateDirectories: true)
        let below = try Program.run(
            Program.rcsops, ["credentials", "rotate", "--from-report", "../.report", "--source", "manual", "--dry-run", "--json"],
            in: URL(fileURLWithPath: trial.workspace.path("below")), environment: trial.workspace.identity)
        let root = trial.workspace.folder.resolvingSymlinksInPath().path
        #expect(try reports(below).map(paths) == [[root + "/plain.conf"], [root + "/rclone.enc.ini"]], "\(below.text)")
        // Once more.
        let again = try trial.credentials(rotate)
        #expect(again.code == 3 && again.messages.contains("[s3prod] holds \(new.id) by now: the exposed key was replaced already"), "\(again.code) \(again.messages)")
        #expect(try trial.pair().id == new.id && trial.user.keys.map(\.id) == [new.id])
    }
}
