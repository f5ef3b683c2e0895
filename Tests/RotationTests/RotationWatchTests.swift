import CommandDriver
import Foundation
import TestVectors
import Testing

/// What is shown of keys and rotations: list, status, plans, waits.
@Suite(.waiting) struct RotationWatchTests {
    private func keys(_ made: Outcome) throws -> [[String: Any]] {
        let value = try JSONSerialization.jsonObject(with: made.output)
        #expect(try SchemaCheck("keys").faults(of: value) == [])
        return try #require((value as? [String: Any])?["keys"] as? [[String: Any]])
    }

    private func next(_ made: Outcome) throws -> String? {
        let value = try JSONSerialization.jsonObject(with: made.output) as? [String: Any]
        return (value?["next"] as? [String: Any])?["action"] as? String
    }

    @Test func anyEndpointIsAskedForTheAge() throws {
        let trial = try RotationTrial()
        let unknown = try trial.credentials(["list", ".", "--max-age", "90d"])
        #expect(unknown.code == 8 && unknown.text.contains("  ?  "), "\(unknown.code) \(unknown.text)")
        let list = ["list", ".", "--source", "iam", "--iam-endpoint", trial.proxy.gateways[0]]
        let made = try trial.credentials(list + ["--max-age", "90d", "--json"])
        let row = try #require(try keys(made).first)
        #expect(made.code == 0 && row["age_days"] as? Int == 0 && row["status"] as? String == "Active", "\(made.text)")
        #expect((row["created_by"] as? [String: Any])?["source"] as? String == "back_end")
        let overdue = try trial.credentials(list + ["--max-age", "0", "--overdue"])
        #expect([0, 1].contains(overdue.code), "\(overdue.messages)")
        #expect(try trial.credentials(["list", ".", "--source", "manual"]).code == 64)
    }

    @Test func aBackEndWithoutDatesHasThoseOfTheJournals() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--immediate"]).code == 0)
        // Nobody is asked about a provider that rcsops does not know.
        let made = try trial.credentials(["list", ".", "--max-age", "90d", "--json"])
        let row = try #require(try keys(made).first)
        #expect(made.code == 0 && row["age_days"] as? Int == 0, "\(made.code) \(made.text)")
        let origin = try #require(row["created_by"] as? [String: Any])
        #expect(origin["source"] as? String == "journal" && (origin["rotation_id"] as? String)?.count == 36)
        #expect(try trial.credentials(["list", "."]).text.contains("by the journal of rotation "))
        let other = try trial.credentials(["list", ".", "--max-age", "90d"], environment: ["HOME": trial.workspace.path("elsewhere")])
        #expect(other.code == 8, "\(other.text)")
    }

    @Test func listEndsWithOneWhereAKeyIsTooOld() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        _ = try KeyProgram(
            "list) echo '{\"Keys\": [{\"AccessKeyId\": \"AKIAINVENTED00000000\", \"CreateDate\": \"2020-01-01T00:00:00Z\"}, {\"AccessKeyId\": \"OTHER\"}]}';;", in: workspace)
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        func list(_ more: String...) throws -> Outcome {
            try workspace.rcsops(["credentials", "list", ".", "--source", "command", "--key-command", "provider.json"] + more)
        }
        let all = try list()
        #expect(all.code == 0 && !all.text.contains("overdue"), "\(all.text) \(all.messages)")
        let overdue = try list("--overdue")
        #expect(overdue.code == 1 && overdue.text.hasPrefix("AKIAINVENTED00000000") && overdue.text.contains("overdue"), "\(overdue.text) \(overdue.messages)")
        #expect(try list("--max-age", "3650d").code != 1)
    }

    @Test func statusNamesWhatAPersonHasToDo() throws {
        let trial = try RotationTrial()
        let new = try trial.user.addKey()
        let made = try trial.credentials(
            ["rotate", trial.files[0], "--remote", "s3prod", "--source", "manual", "--stdin", "--yes", "--verify-timeout", "15s", "--grace", "1h", "--json"],
            input: Data((new.id + "\n" + new.secret + "\n").utf8))
        #expect(made.code == 0, "\(made.messages)")
        #expect(try next(made) == "confirm-retired")
        let status = try trial.credentials(["status", "."])
        #expect(status.text.contains("delete the old one where it was made, then rcsops credentials confirm-retired rclone.enc.ini s3prod"), "\(status.text)")
        let json = try trial.credentials(["status", ".", "--json"])
        #expect(try next(json) == "confirm-retired")
        #expect(try SchemaCheck("rotation").faults(of: JSONSerialization.jsonObject(with: json.output)) == [])
        // Nothing to do for a schedule before that day.
        #expect(try trial.credentials(["resume", ".", "--all-due"]).code == 0)
        try trial.user.delete(trial.user.first.id)
        #expect(try trial.credentials(["confirm-retired", trial.files[0], "s3prod"]).code == 0)
        #expect(try trial.faultsOfDone() == [])
    }

    @Test func nobodyIsToldToDeleteAKeyThatIsStillNeeded() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--immediate"], environment: ["RCSOPS_FAULT": "journal.saved@3:kill"]).code != 0)
        let made = try trial.credentials(["confirm-retired", trial.files[0], "s3prod"])
        #expect(made.code == 5 && made.messages.contains("RC8545") && !made.messages.contains("delete it"), "\(made.code) \(made.messages)")
    }

    @Test func anAbortThatWasCutOffIsDueAtOnceAndSaysSo() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        #expect(try trial.credentials(["abort", "."], environment: ["RCSOPS_FAULT": "journal.saved@1:kill"]).ending == .signal)
        #expect(try trial.state == "grace")
        let status = try trial.credentials(["status", "."])
        #expect(status.text.contains("an abort is under way; rcsops credentials resume ends it") && !status.text.contains("switches the old one off"), "\(status.text)")
        let resumed = try trial.credentials(["resume", ".", "--all-due"])
        #expect(resumed.code == 0, "\(resumed.messages)")
        #expect(try trial.faultsOfOld() == [])
    }

    @Test func whatListCouldNotSeeIsToldAndIsNotTakenForYoung() throws {
        let trial = try RotationTrial()
        let list = ["list", ".", "--source", "iam", "--iam-endpoint", trial.proxy.gateways[0]]
        try trial.workspace.put("access_key_id = in a note\n", "README")
        try trial.workspace.put("AB\0C", "bytes")
        let all = try trial.credentials(list + ["--max-age", "90d"])
        #expect(all.code == 0 && all.messages.isEmpty, "\(all.code) \(all.messages)")
        let text = try trial.workspace.text(trial.files[0])
        // Somebody has changed it by hand: its MAC does not fit.
        try trial.workspace.put(text.replacingOccurrences(of: "[other]", with: "[another]"), "changed.ini")
        let stranger = try trial.workspace.rcsops("key", "generate", "--output", ".stranger").text.trimmingCharacters(in: .newlines)
        try trial.encrypt(RotationTrial.config(trial.user.first, endpoint: trial.server.endpoint), "theirs.ini", to: stranger)
        try trial.workspace.put("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nb3BlbiBzZXNhbWU=\n", "locked.conf")
        let part = try trial.credentials(list + ["--max-age", "90d", "--json"])
        #expect(part.code == 8 && part.messages.contains("changed.ini\"") && part.messages.contains("theirs.ini\""), "\(part.code) \(part.messages)")
        let value = try JSONSerialization.jsonObject(with: part.output) as? [String: Any]
        #expect((value?["left_out"] as? [[String: String]])?.compactMap { $0["path"] } == ["changed.ini", "locked.conf", "theirs.ini"], "\(part.text)")
        let row = try #require(try keys(part).first)
        #expect((row["uses"] as? [[String: Any]])?.compactMap { $0["path"] as? String } == trial.files, "\(part.text)")
        #expect(try trial.credentials(["list"]).text.contains("  " + trial.files[0] + ": s3prod"))
        // Nor is it whole without a limit; a key of unknown age is one only where there is one.
        #expect(try trial.credentials(list).code == 8)
        for name in ["changed.ini", "locked.conf", "theirs.ini"] { try FileManager.default.removeItem(atPath: trial.workspace.path(name)) }
        let unknown = try trial.credentials(["list", "."])
        #expect(unknown.code == 0 && unknown.text.contains("  ?  "), "\(unknown.code) \(unknown.text)")
    }

    @Test func aNoToTheLastQuestionStandsAndIsTheSameInTheReportAndTheExitCode() throws {
        let trial = try RotationTrial()
        let session = try TerminalSession.run(
            Program.rcsops,
            [
                "credentials", "rotate", trial.files[0], "--remote", "s3prod", "--source", "iam", "--iam-endpoint", trial.proxy.gateways[0], "--immediate", "--json",
                "--mask-ids", "--verify-timeout", "15s",
            ], [("last four characters: ", String(trial.user.first.id.suffix(4)) + "\n"), ("last four characters: ", "no\n")], in: trial.workspace,
            environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(session.code == 5 && session.shown.contains("RC8510 not confirmed"), "\(session.shown)")
        #expect(session.shown.contains("\"exit\": 5,") && session.shown.contains("\"error\": {\"code\": \"RC8510\""), "\(session.shown)")
        #expect(session.shown.contains("\"http\": null, \"backend_code\": null") && !session.shown.contains(trial.user.first.id), "\(session.shown)")
        #expect(try trial.user.keys.filter(\.active).count == 2)
        // Neither a schedule nor a wait without a person undoes it.
        for more in [["--all-due"], ["--all-due", "--wait"], ["--wait"]] {
            let passed = try trial.credentials(["resume", "."] + more)
            #expect(passed.code == 5 && passed.messages.contains("RC8510"), "\(more) \(passed.code) \(passed.messages)")
        }
        #expect(try trial.credentials(["resume", ".", "--all-due", "--yes"]).code == 64)
        #expect(try trial.credentials(["status", "."]).text.contains("goes at once when you confirm that: resume --id 0"))
        func resume(_ arguments: [String], _ steps: [(String, String)]) throws -> TerminalSession {
            try TerminalSession.run(
                Program.rcsops, ["credentials", "resume", "."] + arguments, steps, in: trial.workspace,
                environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        }
        // A schedule asks nobody though it has a terminal.
        let scheduled = try resume(["--all-due"], [("last four characters: ", "no\n")])
        #expect(scheduled.code == 5 && scheduled.unasked == 1, "\(scheduled.shown)")
        let again = try resume([], [("last four characters: ", "no\n")])
        #expect(again.code == 5 && again.unasked == 0 && again.shown.contains("RC8510"), "\(again.shown)")
        #expect(try trial.user.keys.filter(\.active).count == 2)
        let done = try trial.credentials(["resume", ".", "--yes"])
        #expect(done.code == 0, "\(done.code) \(done.messages)")
        #expect(try trial.faultsOfDone() == [])
    }

    /// Name, content and time of everything in a folder.
    private func state(_ folder: URL) throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }.sorted()
        return try names.map { name in
            let path = folder.appendingPathComponent(name)
            let date = try FileManager.default.attributesOfItem(atPath: path.path)[.modificationDate] as? Date
            return name + " \(date?.timeIntervalSince1970 ?? 0) " + ((try? Data(contentsOf: path))?.base64EncodedString() ?? "")
        }
    }

    @Test func aDryRunOnlyReads() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        let before = try state(trial.workspace.folder)
        for more in [[], ["--evict", other.id, "--evict-wait", "1h"], ["--adopt"], ["--render", "touch made", "--rotate-data-key", "--json"]] {
            let plan = try trial.begin(["--dry-run"] + more)
            #expect(plan.code == 0 && (more.contains("--json") || plan.text.hasSuffix("Nothing was changed.\n")), "\(more) \(plan.messages)")
        }
        #expect(try state(trial.workspace.folder) == before)
        let changing = ["CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"]
        let actions = Set(try trial.proxy.requests.map(\.action))
        #expect(!actions.isEmpty && actions.isDisjoint(with: changing), "\(actions)")
        #expect(try trial.user.keys.count == 2)
    }

    // MARK: Waits

    @Test(arguments: [SIGINT, SIGTERM], [[], ["--all-due"]]) func aSignalEndsAWaitAtOnce(signal: Int32, more: [String]) throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        let journal = try trial.workspace.data(#require(trial.journals.first))
        let started = try StartedProgram(
            Program.rcsops, ["credentials", "resume", ".", "--wait"] + more,
            environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 }, folder: trial.workspace.folder)
        sleep(3)
        let start = Date()
        started.send(signal)
        let (end, isTooLate) = started.wait(seconds: 20)
        #expect(end == .exit(128 + signal) && !isTooLate && Date().timeIntervalSince(start) < 3, "\(end)")
        #expect(try trial.workspace.data(#require(trial.journals.first)) == journal)
        #expect(try trial.credentials(["status", "."]).code == 0)
    }

    @Test func aSignalEndsAVerificationAtOnce() throws {
        let trial = try RotationTrial()
        try trial.proxy.set("{\"inactive_rejected\": true, \"visible_after\": 100000}")
        let started = try StartedProgram(
            Program.rcsops,
            ["credentials", "rotate", trial.files[0], "--remote", "s3prod", "--source", "iam", "--iam-endpoint", trial.proxy.gateways[0], "--yes", "--verify-timeout", "60s"],
            environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 }, folder: trial.workspace.folder)
        sleep(6)
        let start = Date()
        started.send(SIGINT)
        let (end, _) = started.wait(seconds: 20)
        #expect(end == .exit(130) && Date().timeIntervalSince(start) < 3, "\(end)")
        #expect(try trial.credentials(["status", "."]).text.contains("created"))
        try trial.proxy.set("{\"inactive_rejected\": true}")
        #expect(try trial.credentials(["resume", ".", "--all-due"]).code == 0)
    }

    @Test func aFileThatAnotherHoldsIsNotWaitedForForEver() throws {
        let trial = try RotationTrial()
        let held = open(trial.workspace.path(trial.files[0]), O_RDONLY | O_CLOEXEC)
        defer { close(held) }
        #expect(flock(held, LOCK_EX) == 0)
        let started = try trial.start()
        try RotationTrial.wait("nothing is written") { (try? trial.state) == "writing" }
        started.send(SIGINT)
        let cut = try started.outcome()
        #expect(cut.code == 130 && trial.leftOvers.isEmpty, "\(cut.endingText) \(cut.messages)")
        let late = try trial.resume()
        #expect(late.code == 5 && late.messages.contains("RC8519") && late.messages.contains("process \(getpid()) holds"), "\(late.code) \(late.messages)")
        #expect(flock(held, LOCK_UN) == 0)
        #expect(try trial.settle() == 0)
        #expect(try trial.faultsOfDone() == [])
    }

    @Test func aTerminalShowsWhatIsWaitedFor() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        let environment = trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 }
        let session = try TerminalSession.run(
            Program.rcsops, ["credentials", "resume", ".", "--wait"], [("waiting to take the old key away, until ", "\\x03")], in: trial.workspace, environment: environment)
        #expect(session.code == 130 && session.shown.contains("RC8534"), "\(session.code) \(session.shown)")
        #expect(session.shown.contains("(59m "), "\(session.shown)")
    }

    @Test func aTerminalShowsWhatAnAbortWaitsFor() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h"], environment: ["RCSOPS_FAULT": "document.rename:kill"]).ending == .signal)
        let session = try TerminalSession.run(
            Program.rcsops, ["credentials", "abort", "."], [("waiting for a request or a write that may still be under way to end, until ", "")],
            in: trial.workspace, environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(session.code == 0 && session.unasked == 0, "\(session.code) \(session.shown)")
        #expect(try trial.faultsOfOld() == [])
    }

    @Test func allRotationsAreWaitedForInTurn() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "4s", "--grace-inactive", "3s"]).code == 0)
        let start = Date()
        let made = try trial.credentials(["resume", ".", "--all-due", "--wait"])
        #expect(made.code == 0 && Date().timeIntervalSince(start) >= 4, "\(made.code) \(made.messages)")
        #expect(try trial.faultsOfDone() == [])
    }

    @Test func whatHasNoCommitGetsItBeforeTheOthersAreWaitedFor() throws {
        let trial = try RotationTrial()
        try trial.commitFiles()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        let started = try trial.startResume(["--wait", "--commit"])
        try RotationTrial.wait("no commit", seconds: 20) { try trial.git("log", "--format=%s").split(separator: "\n").count == 2 }
        started.send(SIGINT)
        #expect(try started.outcome().code == 130)
        #expect(try trial.state == "grace" && trial.git("status", "--porcelain", "--untracked-files=no") == "")
    }

    @Test func whatSomebodyElseHasEndedMeanwhileIsNoFailure() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "12s"]).code == 0)
        let started = try trial.startResume(["--wait"])
        let aborted = try trial.credentials(["abort", "."])
        #expect(aborted.code == 0, "\(aborted.messages)")
        let made = try started.outcome()
        #expect(made.code == 0 && made.output.isEmpty && made.messages.isEmpty, "\(made.code) \(made.messages)")
        #expect(try trial.faultsOfOld() == [])
    }

    @Test func aTerminalShowsNoKeyWholeThatMakesWay() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        let session = try TerminalSession.run(
            Program.rcsops,
            [
                "credentials", "rotate", trial.files[0], "--remote", "s3prod", "--source", "iam", "--iam-endpoint", trial.proxy.gateways[0], "--yes", "--immediate", "--evict",
                other.id, "--evict-wait", "4s", "--mask-ids",
            ], [("waiting for who still needs the key that --evict names, until ", "")], in: trial.workspace,
            environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(session.code == 0 && session.unasked == 0 && !session.shown.contains(other.id), "\(session.code) \(session.shown)")
        #expect(try trial.faultsOfDone() == [])
    }

    @Test func withoutATerminalOrWithQuietNothingIsDrawn() throws {
        let trial = try RotationTrial()
        try trial.proxy.set("{\"inactive_rejected\": true, \"visible_after\": 4}")
        let made = try trial.begin(["--grace", "1h", "--scan", "."])
        // What the plan warns of is said where nobody has seen it.
        #expect(made.code == 0 && made.messages == "rcsops: warning: requests go over plain http\n", "\(made.messages)")
    }

    // MARK: Where files and journals are

    @Test func outsideOfGitItIsSaidThatNothingElseWasLookedAt() throws {
        let trial = try RotationTrial()
        let words = "only the files that were named were looked at for other uses of the key; --scan FOLDER looks further"
        let plan = try trial.begin(["--dry-run"])
        #expect(plan.code == 0 && plan.text.contains(words), "\(plan.text)")
        #expect(try trial.begin(["--dry-run", "--json"]).text.contains("\"not_scanned\""))
        #expect(try !trial.begin(["--dry-run", "--scan", "."]).text.contains(words))
        #expect(try trial.begin(["--grace", "1h"]).messages.contains(words))
        #expect(try trial.credentials(["abort", "."]).code == 0)
        try trial.commitFiles()
        let inGit = try trial.begin(["--grace", "1h"])
        #expect(inGit.code == 0 && !inGit.messages.contains(words), "\(inGit.messages)")
    }

    @Test func anEncryptedFileThatIsNotInGitYetGetsTheNewPairToo() throws {
        let trial = try RotationTrial()
        try trial.commitFiles()
        try trial.put(trial.user.first, "new.enc.ini")
        #expect(try trial.begin(["--immediate"]).code == 0)
        #expect(try trial.faultsOfDone() == [] && trial.pair(in: "new.enc.ini").secret == trial.pair().secret)
    }

    @Test func aSecondRotationIsToldOfTheFirstByTheKeyThatItReplaces() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        let new = try trial.pair().id
        for more in [["--dry-run"], []] {
            let made = try trial.begin(more)
            #expect(made.code == 4 && made.messages.contains("RC8541 a rotation of " + trial.user.first.id + " is under way"), "\(made.messages)")
            #expect(made.output.isEmpty && !made.messages.contains(new), "\(made.text)\(made.messages)")
            let masked = try trial.begin(more + ["--mask-ids"])
            #expect(masked.code == 4 && !masked.messages.contains(trial.user.first.id) && !masked.messages.contains(new), "\(masked.messages)")
        }
    }

    @Test func aRotationIsSeenFromTheFoldersOfAllItsFilesAndNamesThemFromThere() throws {
        let server = try S3Server.shared(.moto)
        let trial = try RotationTrial(server, user: IAMUser(of: server), files: ["a/rclone.enc.ini", "prod/rclone.enc.ini"]) { workspace in
            for name in ["a", "prod", "empty"] { try FileManager.default.createDirectory(atPath: workspace.path(name), withIntermediateDirectories: true) }
        }
        try trial.commitFiles()
        let new = try trial.user.addKey()
        let made = try trial.credentials(
            ["rotate", trial.files[0], "--remote", "s3prod", "--source", "manual", "--stdin", "--yes", "--verify-timeout", "15s", "--grace", "1h"],
            input: Data((new.id + "\n" + new.secret + "\n").utf8))
        #expect(made.code == 0 && made.text.hasPrefix("prod/rclone.enc.ini: s3prod: grace"), "\(made.text)\(made.messages)")
        func told(in folder: String, _ words: String...) throws -> Outcome {
            try Program.run(
                Program.rcsops, ["credentials"] + words, in: URL(fileURLWithPath: trial.workspace.path(folder)),
                environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        }
        let above = try told(in: "", "status")
        #expect(above.text.contains("prod/rclone.enc.ini: s3prod, a/rclone.enc.ini: s3prod") && above.text.contains("confirm-retired prod/rclone.enc.ini s3prod"), "\(above.text)")
        // The journal lies beside the other one.
        let root = trial.workspace.folder.resolvingSymlinksInPath().path
        let below = try told(in: "prod", "status", "--json")
        let value = try #require(try JSONSerialization.jsonObject(with: below.output) as? [String: Any])
        #expect((value["uses"] as? [[String: Any]])?.compactMap { $0["path"] as? String } == ["rclone.enc.ini", root + "/a/rclone.enc.ini"], "\(below.text)")
        #expect((value["journal"] as? String)?.hasPrefix(root + "/a/rclone.enc.ini.rotate-") ?? false, "\(below.text)")
        #expect(try SchemaCheck("rotation").faults(of: value) == [])
        let nothing = try told(in: "empty", "status")
        #expect(nothing.code == 0 && nothing.output.isEmpty && nothing.messages.contains("no rotation is under way"), "\(nothing.text)")
        let aborted = try told(in: "prod", "abort", "--json")
        #expect(aborted.code == 0 && aborted.text.contains("\"journal\": null"), "\(aborted.text)\(aborted.messages)")
    }
}
