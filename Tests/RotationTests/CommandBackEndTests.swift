import CommandDriver
import Foundation
import Testing
import TestVectors

/// `--source command`: whole rotations, by a provider's program that makes keys at SeaweedFS.
@Suite(.waiting, .serialized) struct CommandBackEndTests {
    /// A rotation and its program's settings.
    private struct Provider {
        let trial: BackEndTrial
        private let server: S3Server
        private let owner: S3Server.Key
        private let repeats: Bool

        init(repeats: Bool = false, configuration: String = "", faults: String = "") throws {
            server = try S3Server.shared(.seaweedfs)
            owner = try server.key(of: "owner")
            self.repeats = repeats
            trial = try BackEndTrial(try IAMUser(of: server), remote: ["provider = Other", "endpoint = " + server.endpoint], secrets: [owner.secret])
            let program = [Program.peer("python-with-pyrage").path, Program.testPeer("key-provider.py").path, trial.workspace.path("its-own-settings")]
            let argv = program.map { "\"\($0)\"" }.joined(separator: ", ")
            try trial.workspace.put("{\"argv\": [\(argv)]\(repeats ? ", \"repeats\": true" : "")\(configuration)}", "provider.json")
            trial.options = ["--source", "command", "--key-command", "provider.json", "--verify-timeout", "20s"]
            try set(faults)
        }

        func set(_ faults: String) throws {
            let kept = repeats ? "\"repeats\": \"\(trial.workspace.path("its-own-pairs"))\", " : ""
            try trial.workspace.put(
                "{\"endpoint\": \"\(server.endpoint)\", \"id\": \"\(owner.id)\", \"secret\": \"\(owner.secret)\", \"user\": \"\(trial.holder.name)\", \(kept)"
                    + "\"log\": \"\(trial.workspace.path("calls"))\", \"faults\": [\(faults)]}", "its-own-settings")
        }

        struct Call: Decodable {
            let verb: [String]
            let rotation: String
            let environment: [String]
        }

        var calls: [Call] {
            get throws {
                try ((try? trial.workspace.text("calls")) ?? "").split(separator: "\n").map { try JSONDecoder().decode(Call.self, from: Data($0.utf8)) }
            }
        }

        func count(of verb: String) throws -> Int { try calls.count { $0.verb.first == verb } }
    }

    private static func fault(_ verb: String, _ kind: String, times: Int = 1) -> String { "{\"verb\": \"\(verb)\", \"do\": \"\(kind)\", \"times\": \(times)}" }

    @Test("a file that Git puts back while the old key is deleted is written, committed and deployed once more, by a resume too") func putBack() throws {
        let provider = try Provider()
        let trial = provider.trial
        for role in ["AUTHOR", "COMMITTER"] {
            (trial.environment["GIT_" + role + "_NAME"], trial.environment["GIT_" + role + "_EMAIL"]) = ("n", "n@example.com")
        }
        for words in [["init", "-q", "."], ["add", trial.file], ["commit", "-q", "-m", "begin"]] { try trial.workspace.git(words) }
        try trial.workspace.put(
            """
            "$@"
            code=$?
            case "$*" in *" delete "*) git -c user.name=n -c user.email=n@example.com revert --no-edit HEAD > /dev/null 2>&1 && touch stop;; esac
            exit $code
            """, "provider.sh")
        let argv = try JSONSerialization.jsonObject(with: trial.workspace.data("provider.json")) as? [String: Any]
        let program = ["/bin/sh", trial.workspace.path("provider.sh")] + (argv?["argv"] as? [String] ?? [])
        try trial.workspace.put("{\"argv\": [\(program.map { "\"\($0)\"" }.joined(separator: ", "))]}", "provider.json")
        let deploy = ["--render", "/bin/sh -c 'test ! -e stop && echo deployed >> deployed'"]
        let stopped = try trial.rotate(BackEndTrial.immediately + ["--commit"] + deploy)
        #expect(stopped.code == 5 && stopped.messages.contains("RC8530"), "\(stopped.code) \(stopped.messages)")
        #expect(try trial.report(stopped).state == "deleted" && trial.workspace.text("deployed") == "deployed\n", "\(stopped.text)")
        try FileManager.default.removeItem(atPath: trial.workspace.path("stop"))
        let done = try trial.resume()
        #expect(done.code == 0, "\(done.code) \(done.messages)")
        #expect(try trial.workspace.git(["status", "--porcelain", "--untracked-files=no"]) == "")
        #expect(try trial.workspace.git(["show", "HEAD:" + trial.file]) == trial.workspace.text(trial.file))
        #expect(try trial.workspace.text("deployed") == "deployed\ndeployed\n")
        expectNone(try trial.faultsOfDone())
    }

    @Test("a program makes the key, switches the old one off and deletes it") func whole() throws {
        let provider = try Provider()
        let trial = provider.trial
        let plan = try trial.plan()
        #expect(plan.code == 0 && plan.text.contains("source        command\n") && plan.text.contains("run the program: create"), "\(plan.text)\(plan.messages)")
        #expect(try provider.count(of: "create") == 0)
        let made = try trial.rotate(BackEndTrial.soonOff, environment: ["PROVIDER_TOKEN": "t", "AWS_SECRET_ACCESS_KEY": "x"])
        #expect(made.code == 0, "\(made.messages)")
        trial.waitForGrace()
        let off = try trial.resume()
        #expect(off.code == 0, "\(off.messages)")
        #expect(try trial.report(off).state == "deactivated")
        #expect(try trial.holder.keys.contains(IAMUser.Key(id: trial.holder.first.id, active: false)))
        let gone = try trial.resume(["--wait"])
        #expect(gone.code == 0, "\(gone.messages)")
        expectNone(try trial.faultsOfDone())
        // The plan is a rotation of its own, which never was; all else has one id.
        let calls = try provider.calls
        #expect(Set(calls.dropFirst(2).map(\.rotation)).count == 1 && calls.allSatisfy { !$0.rotation.isEmpty })
        #expect(try provider.count(of: "create") == 1 && provider.count(of: "deactivate") == 1 && provider.count(of: "delete") == 1)
        let allowed: Set = ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "RCSOPS_ROTATION_ID", "PWD", "_", "SHLVL", "OLDPWD"]
        for call in calls { #expect(Set(call.environment).isSubset(of: allowed), "\(call.environment)") }
    }

    @Test("one that can't switch keys off says so, and the old key is deleted from the grace time") func withoutDeactivation() throws {
        let provider = try Provider(configuration: ", \"deactivates\": false")
        let made = try provider.trial.rotate()
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try provider.trial.faultsOfDone())
        #expect(try provider.count(of: "deactivate") == 0)
        // Where the file does not say so, the way out is told, and nothing is lost.
        let other = try Provider(faults: Self.fault("deactivate", "unsupported", times: 9))
        let stopped = try other.trial.rotate()
        #expect(stopped.code == 5 && stopped.messages.contains("\"deactivates\": false"), "\(stopped.code) \(stopped.messages)")
        try other.trial.workspace.put(
            try other.trial.workspace.text("provider.json").replacingOccurrences(of: "]}", with: "], \"deactivates\": false}"), "provider.json")
        // The journal has the program as it was, until another is named.
        #expect(try other.trial.resume().code == 5 && stopped.messages.contains("resume --key-command FILE"), "\(stopped.messages)")
        let gone = try other.trial.resume(["--all-due", "--key-command", "provider.json"])
        #expect(gone.code == 0, "\(gone.messages)")
        expectNone(try other.trial.faultsOfDone())
    }

    @Test("abort deletes the new key by the program") func abort() throws {
        let provider = try Provider()
        #expect(try provider.trial.rotate([]).code == 0)
        let back = try provider.trial.abort()
        #expect(back.code == 0, "\(back.messages)")
        expectNone(try provider.trial.faultsOfOld())
    }

    @Test("a key whose answer was lost is deleted, and another made", arguments: ["lost", "hang", "temporary"]) func lostAnswer(kind: String) throws {
        let provider = try Provider(configuration: ", \"seconds\": 8", faults: Self.fault("create", kind))
        let made = try provider.trial.rotate()
        if made.code != 0 { try provider.trial.settle() }
        expectNone(try provider.trial.faultsOfDone())
        #expect(try provider.count(of: "create") == 2)
        #expect(try provider.trial.workspace.text("audit.log").contains("orphan_deleted"))
    }

    /// §1e: a provider that honours the rotation's id gives the same pair again.
    @Test("a program that gives the same pair to the same rotation is asked again, and no key is deleted", arguments: ["lost", "hang", "tell"])
    func repeats(kind: String) throws {
        let provider = try Provider(repeats: true, configuration: ", \"seconds\": 8", faults: Self.fault("create", kind))
        let made = try provider.trial.rotate()
        if made.code != 0 { try provider.trial.settle() }
        expectNone(try provider.trial.faultsOfDone())
        #expect(try provider.count(of: "create") == 2)
        #expect(try !provider.trial.workspace.text("audit.log").contains("orphan_deleted"))
        #expect(try provider.calls.filter { $0.verb == ["delete", provider.trial.holder.first.id] }.count == provider.count(of: "delete"))
    }

    @Test("a program that gives the same pair again is asked again by resume too, whatever made it stop", arguments: ["journal.saved@2:kill", "journal.create@3:kill"])
    func repeatsAfterDeath(fault: String) throws {
        let provider = try Provider(repeats: true)
        let trial = provider.trial
        #expect(try trial.rotate(environment: ["RCSOPS_FAULT": fault]).ending == .signal)
        let resumed = try trial.resume()
        #expect(resumed.code == 0, "\(resumed.messages)")
        expectNone(try trial.faultsOfDone())
        #expect(try !trial.workspace.text("audit.log").contains("orphan_deleted"))
        #expect(try provider.calls.filter { $0.verb.first == "delete" }.map(\.verb) == [["delete", trial.holder.first.id]])
    }

    @Test("what the program says of a pair that it made is shown without the secret", arguments: ["tell", "blurt"]) func masked(kind: String) throws {
        let provider = try Provider(faults: Self.fault("create", kind, times: 9))
        let made = try provider.trial.rotate()
        #expect(made.code == 6 && made.messages.contains("for " + provider.trial.holder.name), "\(made.code) \(made.messages)")
        let words = made.messages.split(whereSeparator: \.isWhitespace)
        #expect(!words.contains { $0.utf8.count == 40 || $0.utf8.count == 42 }, "\(made.messages)")
        try provider.set("")
        try provider.trial.settle()
        expectNone(try provider.trial.faultsOfDone())
    }

    /// The process that made the pair began without it.
    @Test("what the program says of a new pair at other verbs is shown without the secret", arguments: ["deactivate", "delete"])
    func maskedAfterwards(verb: String) throws {
        let provider = try Provider(repeats: true, faults: Self.fault(verb, "tell", times: 9))
        let made = try provider.trial.rotate()
        #expect(made.messages.contains("for " + provider.trial.holder.name), "\(made.messages)")
        try provider.set("")
        try provider.trial.settle()
        expectNone(try provider.trial.faultsOfDone())
    }

    @Test("each exit code is what it says", arguments: [
        ("create", "limit", Int32(7), "RC8514"), ("create", "missing", 6, "RC8518"), ("list", "unsupported", 6, "RC8512"), ("list", "limit", 7, "RC8514"),
        ("create", "unsupported", 6, "RC8512"),
    ]) func exitCodes(verb: String, kind: String, code: Int32, word: String) throws {
        let provider = try Provider(faults: Self.fault(verb, kind, times: 9))
        let made = try provider.trial.rotate()
        #expect(made.code == code && made.messages.contains(word), "\(made.code) \(made.messages)")
        try provider.set("")
        if !provider.trial.journals.isEmpty { #expect(try provider.trial.abort().code == 0) }
        expectNone(try provider.trial.faultsOfOld())
    }

    @Test("an old key that is gone already, by exit code 12, is deleted") func goneAlready() throws {
        let provider = try Provider(faults: Self.fault("delete", "lost"))
        let made = try provider.trial.rotate()
        if made.code != 0 { try provider.trial.settle() }
        expectNone(try provider.trial.faultsOfDone())
    }

    @Test("wherever it is killed, resume ends it", .enabled(if: TestRun.isFull)) func killed() throws {
        _ = try S3Server.shared(.seaweedfs)
        try BackEndKills.run("a program") { try Provider().trial }
    }
}
