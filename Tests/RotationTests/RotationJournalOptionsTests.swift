import CommandDriver
import Foundation
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
        // Said once more, it goes on; the other options are harmless, and the journal's.
        let again = try trial.credentials(
            ["resume", ".", "--all-due", "--admin-remote", "s3prod", "--admin-file", "admin.enc.ini", "--render", "/bin/sh -c 'echo other >> other'"],
            environment: ["HOME": trial.workspace.path("elsewhere")])
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
            ["resume", ".", "--all-due", "--admin-remote", "s3prod"] + render, environment: ["HOME": trial.workspace.path("elsewhere")])
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

    @Test func aFileThatComesLaterIntoAFolderOfScanKeepsTheOldKey() throws {
        let trial = try RotationTrial()
        try FileManager.default.createDirectory(atPath: trial.workspace.path("zone"), withIntermediateDirectories: true)
        #expect(try trial.begin(["--grace", "3s", "--scan", "zone"]).code == 0)
        try trial.put(trial.user.first, "zone/late.enc.ini")
        sleep(4)
        let made = try trial.credentials(["resume", ".", "--all-due"])
        #expect(made.code == 5 && made.messages.contains("RC8524"), "\(made.code) \(made.messages)")
        #expect(try trial.user.works(trial.user.first) && trial.user.keys.count == 2)
    }

    @Test func aProgramThatMakesKeysIsKeptInTheJournal() throws {
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
        try FileManager.default.removeItem(atPath: trial.workspace.path("provider.json"))
        let resumed = try trial.credentials(["resume", ".", "--all-due"])
        #expect(resumed.code == 0 && resumed.text.contains("nothing is due before"), "\(resumed.messages) \(resumed.text)")
        #expect(try trial.pair().id == other.id && !program.calls.isEmpty)
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
