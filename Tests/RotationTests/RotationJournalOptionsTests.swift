import CommandDriver
import Foundation
import TestVectors
import Testing

extension RotationTrial {
    /// Any command of `credentials`, with this trial's home.
    func credentials(_ arguments: [String], environment: [String: String] = [:], input: Data = Data()) throws -> Outcome {
        try workspace.rcsops(
            ["credentials"] + arguments, environment: workspace.identity.merging(["HOME": workspace.folder.path]) { $1 }.merging(environment) { $1 }, input: input)
    }

    /// `rotate` by the IAM API behind the proxy, without a grace time only where `more` says so.
    func begin(_ more: [String] = [], environment: [String: String] = [:], input: Data = Data()) throws -> Outcome {
        try credentials(
            ["rotate", files[0], "--remote", "s3prod", "--source", "iam", "--iam-endpoint", proxy.gateways[0], "--yes", "--verify-timeout", "15s"] + more,
            environment: environment, input: input)
    }

    /// A file with the remote of a pair, encrypted.
    func put(_ key: S3Server.Key, _ name: String) throws { try encrypt(Self.config(key, endpoint: proxy.gateways[0]), name) }

    /// Of the rotation that is under way.
    var id: String {
        get throws {
            let text = try workspace.text(#require(journals.first))
            return try String(#require(text.firstMatch(of: /"id": "([0-9a-f-]{36})"/)?.output.1))
        }
    }

    func lines(_ name: String) -> Int { (try? workspace.text(name).split(separator: "\n").count) ?? 0 }
}

/// What a schedule does not repeat: `resume --all-due` goes on with the options that the rotation began with.
@Suite(.waiting) struct RotationJournalOptionsTests {
    /// S3 alone: the user may do nothing about keys, and an administrator has to.
    private static let policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}"

    /// Dead after the key was made, with an administrator, a program and a folder elsewhere in the journal.
    private func broken() throws -> RotationTrial {
        let trial = try RotationTrial(policy: Self.policy)
        try trial.put(try trial.server.key(of: "owner"), "admin.enc.ini")
        try FileManager.default.createDirectory(atPath: trial.workspace.path("zone"), withIntermediateDirectories: true)
        try trial.put(trial.user.first, "zone/rclone.enc.ini")
        let made = try trial.begin(
            [
                "--immediate", "--user", trial.user.name, "--admin-remote", "s3prod", "--admin-file", "admin.enc.ini", "--scan", "zone", "--render",
                "/bin/sh -c 'echo deployed >> deployed'",
            ], environment: ["RCSOPS_FAULT": "journal.saved@3:kill"])
        #expect(made.code != 0 && trial.journals.count == 1 && trial.lines("deployed") == 0, "\(made.messages)")
        return trial
    }

    @Test func resumeNeedsNoneOfThemAgain() throws {
        let trial = try broken()
        let resumed = try trial.credentials(["resume", ".", "--all-due"])
        #expect(resumed.code == 0, "\(resumed.messages)")
        #expect(try trial.faultsOfDone() == [] && trial.lines("deployed") == 1)
        #expect(try trial.pair(in: "zone/rclone.enc.ini").id == trial.pair().id, "a folder of --scan is another use")
        let state = try FileManager.default.contentsOfDirectory(atPath: trial.workspace.path(".local/state/rcsops/rotations"))
        #expect(state.count == 1 && state[0].hasSuffix(".json"), "the note of the beginning is gone: \(state)")
    }

    @Test func aJournalThatBeganElsewhereRunsNoProgramAndSignsWithNoOther() throws {
        let trial = try broken()
        let (journal, before) = (try trial.workspace.data(#require(trial.journals.first)), try trial.proxy.requests.count)
        for home in ["elsewhere", "."] {
            // A note with other words in it is none.
            if home == "." {
                let folder = trial.workspace.path(".local/state/rcsops/rotations")
                let note = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".begun") })
                try Data(String(repeating: "0", count: 64).utf8).write(to: URL(fileURLWithPath: folder + "/" + note))
            }
            for verb in [["resume", ".", "--all-due"], ["abort", "."]] {
                let made = try trial.credentials(verb, environment: ["HOME": trial.workspace.path(home)])
                #expect(made.code == 3 && made.messages.contains("RC8544") && made.messages.contains("--render"), "\(made.code) \(made.messages)")
            }
        }
        #expect(try trial.proxy.requests.count == before && trial.lines("deployed") == 0)
        #expect(try trial.workspace.data(#require(trial.journals.first)) == journal)
        // Said to all that lie there, it is not said of this one.
        let options = ["--admin-remote", "s3prod", "--admin-file", "admin.enc.ini", "--render", "/bin/sh -c 'echo other >> other'"]
        let elsewhere = ["HOME": trial.workspace.path("elsewhere")]
        let id = try trial.id
        for place in [".", trial.files[0]] {
            let general = try trial.credentials(["resume", place, "--all-due"] + options, environment: elsewhere)
            #expect(general.code == 3 && general.messages.contains("RC8544") && general.messages.contains("--id " + id), "\(general.code) \(general.messages)")
        }
        #expect(try trial.proxy.requests.count == before && trial.lines("other") == 0)
        // Said once more for it, it goes on; the other options are harmless, and the journal's.
        let again = try trial.credentials(["resume", ".", "--id", id] + options, environment: elsewhere)
        #expect(again.code == 0, "\(again.messages)")
        #expect(try trial.faultsOfDone(ended: []) == [])
        #expect(trial.lines("other") == 1 && trial.lines("deployed") == 0)
    }

    @Test func theAdministratorNamedAgainIsThatOfTheSameFile() throws {
        let trial = try broken()
        let before = try trial.proxy.requests.count
        let render = ["--render", "/bin/sh -c true"]
        // Its file says whose pair signs: elsewhere it is to be named too.
        let refused = try trial.credentials(
            ["resume", ".", "--admin-remote", "s3prod"] + render, environment: ["HOME": trial.workspace.path("elsewhere")])
        #expect(refused.code == 3 && refused.messages.contains("wants --admin-file \"") && refused.messages.contains("/admin.enc.ini\""), "\(refused.messages)")
        let whole = try trial.credentials(["abort", "."] + render, environment: ["HOME": trial.workspace.path("elsewhere")])
        #expect(whole.messages.contains("wants --admin-remote s3prod --admin-file \""), "\(whole.messages)")
        #expect(try trial.proxy.requests.count == before)
        let resumed = try trial.credentials(["resume", ".", "--all-due", "--admin-remote", "s3prod"] + render)
        #expect(resumed.code == 0, "\(resumed.messages)")
        #expect(try trial.faultsOfDone() == [])
    }

    @Test func theAdministratorsFileGetsTheNewPairWhereItHasTheRotatedKey() throws {
        let trial = try RotationTrial()
        try trial.put(trial.user.first, "admin.enc.ini")
        let made = try trial.begin(["--immediate", "--admin-remote", "s3prod", "--admin-file", "admin.enc.ini"])
        #expect(made.code == 0, "\(made.messages)")
        #expect(try trial.faultsOfDone() == [] && trial.pair(in: "admin.enc.ini").id == trial.pair().id)
    }

    @Test func aFileThatComesLaterIntoAFolderOfScanKeepsTheOldKeyUntilItHasTheNewOne() throws {
        let trial = try RotationTrial()
        try FileManager.default.createDirectory(atPath: trial.workspace.path("zone"), withIntermediateDirectories: true)
        let deploy = ["--render", "/bin/sh -c 'echo deployed >> deployed'"]
        #expect(try trial.begin(["--grace", "3s", "--scan", "zone"] + deploy).code == 0)
        try trial.encrypt(RotationTrial.config(trial.user.first, endpoint: trial.proxy.gateways[1]), "zone/late.enc.ini")
        sleep(4)
        let made = try trial.credentials(["resume", ".", "--all-due"])
        #expect(made.code == 5 && made.messages.contains("RC8524") && made.messages.contains("zone/late.enc.ini: [s3prod]"), "\(made.code) \(made.messages)")
        // From another folder the file has another name.
        let below = try Program.run(
            Program.rcsops, ["credentials", "resume", ".."], in: trial.workspace.folder.appendingPathComponent("zone"),
            environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(below.code == 5 && below.messages.contains(": late.enc.ini: [s3prod]"), "\(below.code) \(below.messages)")
        #expect(try trial.user.works(trial.user.first) && trial.user.keys.count == 2 && trial.lines("deployed") == 1)
        #expect(try trial.credentials(["resume", ".", "--all-due", "--late-files"]).code == 64, "a schedule takes none in")
        let lock = open(trial.workspace.path("zone/late.enc.ini.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let busy = try trial.credentials(["resume", ".", "--late-files"])
        #expect(busy.code == 5 && busy.messages.contains("another rotation has it"), "\(busy.code) \(busy.messages)")
        close(lock)
        try trial.proxy.set("{\"inactive_rejected\": true, \"hidden_at\": 1}")
        let refused = try trial.credentials(["resume", ".", "--late-files", "--verify-timeout", "3s"])
        #expect(refused.code == 5 && refused.messages.contains(trial.proxy.gateways[1]), "\(refused.code) \(refused.messages)")
        #expect(try trial.pair(in: "zone/late.enc.ini").id == trial.user.first.id)
        try trial.proxy.set("{\"inactive_rejected\": true}")
        let wanted = try trial.credentials(["resume", ".", "--late-files"])
        #expect(wanted.code == 0 && wanted.text.contains("nothing is due before"), "\(wanted.code) \(wanted.messages) \(wanted.text)")
        #expect(try trial.pair(in: "zone/late.enc.ini").id == trial.pair().id && trial.lines("deployed") == 2)
        sleep(4)
        // The program of the journal is still ours to run.
        let off = try trial.credentials(["resume", ".", "--all-due"])
        #expect(off.code == 0 && off.text.contains("deactivated"), "\(off.code) \(off.messages) \(off.text)")
        let back = try trial.credentials(["abort", ".", "--rollback-after-deactivate"])
        #expect(back.code == 0, "\(back.code) \(back.messages)")
        #expect(try trial.pair(in: "zone/late.enc.ini").id == trial.user.first.id && trial.faultsOfOld() == [] && trial.lines("deployed") == 3)
    }

    @Test(arguments: [false, true]) func aProgramThatMakesKeysIsKeptInTheJournal(isGivenToAll: Bool) throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        let program = try KeyProgram(
            """
            describe) echo '{}';;
            list) echo '{"Keys": [{"AccessKeyId": "\(trial.user.first.id)"}, {"AccessKeyId": "EXTRA"}]}' | if test -e made; then sed 's/EXTRA/\(other.id)/'; else cat; fi;;
            create) touch made; echo '{"Version": 1, "AccessKeyId": "\(other.id)", "SecretAccessKey": "\(other.secret)"}';;
            delete|deactivate) echo >> "gone-$3";;
            """, in: trial.workspace)
        let made = try trial.credentials(
            [
                "rotate", trial.files[0], "--remote", "s3prod", "--source", "command", "--key-command", "provider.json", "--yes", "--grace", "1h", "--verify-timeout",
                "15s",
            ], environment: ["RCSOPS_FAULT": "journal.saved@3:kill"])
        #expect(made.code != 0 && trial.journals.count == 1, "\(made.messages)")
        // A schedule may name it all the same: this user began the rotation.
        if !isGivenToAll { try FileManager.default.removeItem(atPath: trial.workspace.path("provider.json")) }
        let resumed = try trial.credentials(["resume", ".", "--all-due"], environment: isGivenToAll ? ["RCSOPS_KEY_COMMAND": "provider.json"] : [:])
        #expect(resumed.code == 0 && resumed.text.contains("nothing is due before"), "\(resumed.messages) \(resumed.text)")
        #expect(try trial.pair().id == other.id && !program.calls.isEmpty)
    }

    /// Whoever can push makes a journal of any key, and a schedule's program would take that key away.
    @Test func aProgramForAllIsNotRunForAJournalThatBeganElsewhere() throws {
        let trial = try RotationTrial()
        let other = try trial.user.addKey()
        let program = try KeyProgram(
            """
            describe) echo '{}';;
            list) echo '{"Keys": [{"AccessKeyId": "\(trial.user.first.id)"}, {"AccessKeyId": "EXTRA"}]}' | if test -e made; then sed 's/EXTRA/\(other.id)/'; else cat; fi;;
            create) touch made; echo '{"Version": 1, "AccessKeyId": "\(other.id)", "SecretAccessKey": "\(other.secret)"}';;
            delete|deactivate) echo >> "gone-$3";;
            """, in: trial.workspace)
        let made = try trial.credentials(
            [
                "rotate", trial.files[0], "--remote", "s3prod", "--source", "command", "--key-command", "provider.json", "--yes", "--grace", "1h", "--verify-timeout",
                "15s",
            ], environment: ["HOME": trial.workspace.path("elsewhere"), "RCSOPS_FAULT": "journal.saved@3:kill"])
        let journal = try #require(trial.journals.first, "\(made.messages)")
        let (before, calls) = (try trial.workspace.data(journal), program.calls)
        // One that this user has begun goes on all the same.
        let mine = try IAMUser(of: trial.server)
        try trial.put(mine.first, "mine.enc.ini")
        let begun = try trial.credentials(
            [
                "rotate", "mine.enc.ini", "--remote", "s3prod", "--source", "iam", "--iam-endpoint", trial.proxy.gateways[0], "--yes", "--immediate",
                "--verify-timeout", "15s",
            ], environment: ["RCSOPS_FAULT": "journal.saved@3:kill"])
        #expect(begun.code != 0 && trial.journals.count == 2, "\(begun.messages)")

        let variable = ["RCSOPS_KEY_COMMAND": "provider.json"]
        for (words, environment) in [(["--all-due"], variable), (["--all-due", "--key-command", "provider.json"], [:]), ([], variable)] {
            let refused = try trial.credentials(["resume", "."] + words, environment: environment)
            #expect(refused.code == 3 && refused.messages.contains("RC8544"), "\(words) \(refused.code) \(refused.messages)")
            #expect(refused.messages.contains("name it by --id"), "\(refused.messages)")
            #expect(try trial.journals == [journal] && trial.pair(in: "mine.enc.ini").id != mine.first.id)
        }
        #expect(program.calls == calls, "no program was run")
        #expect(try trial.workspace.data(journal) == before)
        // Whoever has looked at it names it.
        let named = try trial.credentials(["resume", trial.files[0]], environment: variable)
        #expect(named.code == 0 && program.calls.count > calls.count, "\(named.code) \(named.messages)")
        #expect(try trial.pair().id == other.id)
    }

    @Test func theBeginningOfAnIdDoesNotTakeAnotherRotationForOneThatHasEnded() throws {
        let trial = try RotationTrial()
        func begin() throws -> String {
            #expect(try trial.begin(["--grace", "1h"]).code == 0)
            return try trial.id
        }
        var (ended, id) = ("", try begin())
        // The first eight digits are new each 65 s.
        repeat {
            ended = id
            #expect(try trial.credentials(["abort", "."]).code == 0)
            id = try begin()
        } while ended.prefix(8) != id.prefix(8)
        let journal = try trial.workspace.data(#require(trial.journals.first))
        func refused(_ verb: [String], _ wish: Substring, _ others: String...) throws {
            let made = try trial.credentials(verb + [".", "--id", String(wish)])
            #expect(made.code == 64 && made.messages.contains("RC8542") && ([id] + others).allSatisfy(made.messages.contains), "\(verb) \(made.code) \(made.messages)")
            #expect(try trial.workspace.data(#require(trial.journals.first)) == journal)
        }
        for verb in [["abort", "--leave-as-is"], ["abort"], ["resume", "--yes"]] { try refused(verb, ended.prefix(8), ended) }
        // One of this user in another folder may be meant as well.
        let elsewhere = String(id.dropLast()) + (id.hasSuffix("0") ? "1" : "0")
        try trial.workspace.put("", ".local/state/rcsops/rotations/" + elsewhere + ".begun")
        try refused(["abort"], id.dropLast(), elsewhere)
        let whole = try trial.credentials(["abort", ".", "--id", ended, "--leave-as-is"])
        #expect(whole.code == 0 && whole.messages.contains("ended already"), "\(whole.messages)")
        #expect(try trial.workspace.data(#require(trial.journals.first)) == journal)
        let made = try trial.credentials(["abort", ".", "--id", id])
        #expect(made.code == 0 && trial.journals.isEmpty, "\(made.messages)")
    }

    @Test func anOptionThatTheRotationCannotUseIsRefused() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        let journal = try #require(trial.journals.first)
        let before = try trial.proxy.requests.count
        for (option, words) in [
            (["--key-command", "/nonexistent"], "--key-command is of no use to iam"), (["--admin-file", "/x"], "--admin-file has the remote"),
        ] {
            for verb in [["resume", "."], ["resume", ".", "--all-due"], ["abort", "."]] {
                let made = try trial.credentials(verb + option)
                #expect(made.code == 64 && made.messages.contains(words), "\(verb) \(option) \(made.code) \(made.messages)")
            }
        }
        for more in [[], ["--all-due"]] {
            let made = try trial.credentials(["resume", ".", "--stdin"] + more)
            #expect(made.code == 64 && made.messages.contains("--stdin is of no use to iam"), "\(made.code) \(made.messages)")
        }
        let missing = try trial.credentials(["resume", ".", "--admin-remote", "owner", "--admin-file", "nothing.ini"])
        #expect(missing.code == 3 && missing.messages.contains("nothing.ini"), "\(missing.code) \(missing.messages)")
        // No variable that is empty names the only rotation there is, nor does a part of an id that several have.
        for id in ["", "0", "0123456-", "nothing-of-it"] {
            for verb in ["abort", "resume", "status"] {
                let made = try trial.credentials([verb, ".", "--id", id])
                #expect(made.code == 64 && made.messages.contains("--id"), "\(verb) \(id) \(made.code) \(made.messages)")
            }
        }
        try FileManager.default.copyItem(
            atPath: trial.workspace.path(journal), toPath: trial.workspace.path("copy.enc.ini.rotate-" + journal.suffix(13)))
        let id = try #require(trial.workspace.text(journal).firstMatch(of: /"id": "([0-9a-f-]{36})"/)?.output.1)
        let several = try trial.credentials(["abort", ".", "--id", String(id.prefix(8))])
        #expect(several.code == 64 && several.messages.contains("RC8542") && several.messages.contains(id), "\(several.code) \(several.messages)")
        try FileManager.default.removeItem(atPath: trial.workspace.path("copy.enc.ini.rotate-" + journal.suffix(13)))
        #expect(try trial.proxy.requests.count == before)
        #expect(try trial.credentials(["abort", ".", "--id", String(id.prefix(8))]).code == 0)
    }

    @Test func aFileThatComesBeforeTheKeyIsMadeGetsTheNewPairToo() throws {
        let trial = try RotationTrial()
        try FileManager.default.createDirectory(atPath: trial.workspace.path("zone"), withIntermediateDirectories: true)
        let made = try trial.begin(["--immediate", "--scan", "zone", "--render", "/bin/sh -c 'echo x >> deployed'"], environment: ["RCSOPS_FAULT": "journal.saved@1:kill"])
        #expect(made.code != 0 && trial.journals.count == 1, "\(made.messages)")
        try trial.put(trial.user.first, "zone/late.enc.ini")
        // At another gateway: the new pair has to work there as well.
        let text = RotationTrial.config(trial.user.first, endpoint: trial.proxy.gateways[1])
        try trial.encrypt(text, "zone/other.enc.ini")
        let resumed = try trial.credentials(["resume", ".", "--all-due", "--json"])
        #expect(resumed.code == 0, "\(resumed.messages)")
        #expect(resumed.messages.contains("zone/late.enc.ini: s3prod has the key now too"), "\(resumed.messages)")
        #expect(try trial.faultsOfDone() == [] && trial.lines("deployed") == 1)
        for file in ["zone/late.enc.ini", "zone/other.enc.ini"] { #expect(try trial.pair(in: file).id == trial.pair().id) }
        let report = try JSONSerialization.jsonObject(with: resumed.output) as? [String: Any]
        let places = (report?["verify"] as? [[String: Any]])?.compactMap { $0["target"] as? String }
        #expect(places == trial.proxy.gateways, "\(resumed.text)")
    }

    @Test func anAbortWarnsOfThoseWhoHaveTheNewPair() throws {
        let trial = try RotationTrial()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        let made = try trial.credentials(["abort", ".", "--json"])
        #expect(made.code == 0 && made.messages.contains("uses the new pair"), "\(made.messages)")
        let report = try JSONSerialization.jsonObject(with: made.output) as? [String: Any]
        #expect((report?["warnings"] as? [[String: Any]])?.contains { $0["code"] as? String == "new_pair_in_use" } ?? false, "\(made.text)")
        #expect(try SchemaCheck("rotation").faults(of: JSONSerialization.jsonObject(with: made.output)) == [])
    }

    @Test func aFolderThatIsNotThereIsNotOneWithNothingDue() throws {
        let workspace = try Workspace()
        for verb in [["resume", "nowhere", "--all-due"], ["status", "nowhere"], ["abort", "nowhere"]] {
            let made = try workspace.rcsops(["credentials"] + verb)
            #expect(made.code == 3 && made.messages.contains("nowhere"), "\(verb) \(made.code) \(made.messages)")
        }
        for verb in [["resume", ".", "--all-due"], ["status", "."]] {
            let made = try workspace.rcsops(["credentials"] + verb)
            #expect(made.code == 0 && made.output.isEmpty, "\(made.messages)")
        }
    }
}
