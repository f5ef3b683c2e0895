import CommandDriver
import Foundation
import Testing

/// `updatekeys`, as sops beside the real one, and as rcsops over folders.
@Suite struct UpdateKeysTests {
    /// Three keys: A is the workspace's, B and C lie in b.txt and c.txt.
    private struct Keys {
        let workspace: Workspace
        let b: String
        let c: String

        init() throws {
            workspace = try Workspace()
            b = try workspace.rcsops("key", "generate", "--output", "b.txt").text.trimmingCharacters(in: .newlines)
            c = try workspace.rcsops("key", "generate", "--output", "c.txt").text.trimmingCharacters(in: .newlines)
        }

        func rule(_ text: String) throws {
            let filled = text.replacingOccurrences(of: "AAA", with: workspace.recipient).replacingOccurrences(of: "BBB", with: b)
                .replacingOccurrences(of: "CCC", with: c)
            try workspace.put("creation_rules:\n  - " + filled + "\n", ".sops.yaml")
        }

        func sops(_ arguments: [String], input: String = "") throws -> Outcome {
            let link = workspace.folder.appendingPathComponent("sops")
            if !FileManager.default.fileExists(atPath: link.path) {
                try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
            }
            return try Program.run(link, arguments, in: workspace.folder, environment: workspace.identity, input: Data(input.utf8))
        }

        func real(_ arguments: [String], input: String = "") throws -> Outcome {
            try Program.run(Program.peer("sops"), arguments, in: workspace.folder, environment: workspace.identity, input: Data(input.utf8))
        }

        func opens(_ file: String, with key: String) throws -> Bool {
            try workspace.rcsops("decrypt", file, environment: ["SOPS_AGE_KEY_FILE": workspace.path(key)]).code == 0
        }
    }

    private func lines(_ text: String, _ starts: [String]) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { line in starts.contains { line.hasPrefix($0) } }
    }

    @Test("as sops: the same output, exit code and keys as the real one", arguments: [
        ("age: AAA", "age: AAA", ""), ("age: AAA", "age: AAA,BBB", "y\n"), ("age: AAA", "age: AAA,BBB", "n\n"), ("age: AAA", "age: AAA,BBB", "what\ny\n"),
        ("age: AAA", "age: AAA,BBB", ""), ("age: AAA", "age: AAA,BBB", "\ny\n"), ("age: AAA", "age: AAA,BBB", "y y\n"), ("age: AAA", "age: AAA,BBB", "Y\nyes\n y \n"),
        ("age: AAA,BBB", "age: AAA", "y\n"), ("age: AAA,BBB", "age: BBB,CCC", "y\n"), ("age: AAA,BBB", "age: BBB,AAA", "y\n"),
        ("age: AAA", "key_groups: [{age: [AAA]}, {age: [BBB]}]", "y\n"), ("age: AAA,BBB", "key_groups: [{age: [BBB]}, {age: [AAA]}]\n    shamir_threshold: 2", "y\n"),
        ("key_groups: [{age: [AAA]}, {age: [AAA]}, {age: [BBB]}]\n    shamir_threshold: 2", "age: AAA", "y\n"),
        ("key_groups: [{age: [AAA]}, {age: [AAA]}, {age: [BBB]}]\n    shamir_threshold: 2", "key_groups: [{age: [AAA]}, {age: [AAA]}]", "y\n"),
        ("key_groups: [{age: [AAA]}, {age: [AAA]}, {age: [BBB]}]\n    shamir_threshold: 2", "key_groups: [{age: [AAA]}, {age: [AAA, CCC]}, {age: [BBB]}]\n    shamir_threshold: 3", "y\n"),
        ("key_groups: [{age: [AAA]}, {age: [AAA]}, {age: [BBB]}]\n    shamir_threshold: 2", "key_groups: [{age: [AAA]}, {age: [AAA]}, {age: [BBB]}, {age: [CCC]}]", "y\n"),
        ("age: AAA\n    shamir_threshold: 3", "age: AAA\n    shamir_threshold: 3", "y\n"), ("age: AAA", "age: AAA\n    path_regex: nothing", "y\n"),
        ("age: AAA", "pgp: ABC", "y\n"), ("age: AAA", "{}", "y\n"), ("age: BBB", "age: AAA", "y\n"), ("age: BBB", "age: AAA", "n\n"),
    ]) func asSops(before: String, after: String, answer: String) throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try keys.rule(before)
        try workspace.put("# note\na: b\nc: [1, x]\n", "f.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "f.yaml").code == 0)
        let start = try workspace.text("f.yaml")
        try keys.rule(after)
        let theirs = try keys.real(["updatekeys", "f.yaml"], input: answer)
        let theirFile = try workspace.text("f.yaml")
        try workspace.put(start, "f.yaml")
        let ours = try keys.sops(["updatekeys", "f.yaml"], input: answer)
        let ourFile = try workspace.text("f.yaml")
        #expect(ours.code == theirs.code, "\(ours.messages)\n\(theirs.messages)")
        #expect(ours.text == theirs.text)
        #expect((ourFile == start) == (theirFile == start))
        // Values, MAC and time stay; keys are the same, in the same order.
        let kept = ["a:", "c:", "- ENC", "- recipient", "shamir_threshold", "lastmodified", "mac", "#ENC", "unencrypted_suffix"]
        #expect(lines(ourFile, kept) == lines(theirFile, kept))
        #expect(try keys.opens("f.yaml", with: "key.txt") == (keys.real(["decrypt", "f.yaml"]).code == 0))
    }

    @Test func asSopsTheseFail() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        func same(_ arguments: [String]) throws {
            let theirs = try keys.real(arguments, input: "y\n")
            let ours = try keys.sops(arguments, input: "y\n")
            #expect(ours.code == theirs.code && ours.text == theirs.text, "\(arguments) \(ours.messages)\n\(theirs.messages)")
        }
        try workspace.put("a: b\n", "p.yaml")
        for arguments in [["updatekeys"], ["updatekeys", "nothing.yaml"], ["updatekeys", "p.yaml"]] { try same(arguments) }
        try workspace.put("stores: {}\n", ".sops.yaml")
        try same(["updatekeys", "p.yaml"])
        try keys.rule("age: AAA")
        #expect(try workspace.peer("sops", "encrypt", "--output", "f.yaml", "p.yaml").code == 0)
        try keys.rule("age: AAA,BBB")
        for arguments in [["updatekeys", "p.yaml"], ["updatekeys", "."], ["updatekeys", "--input-type", "json", "f.yaml"]] { try same(arguments) }
        let start = try workspace.text("f.yaml")
        let theirs = try keys.real(["updatekeys", "-y", "p.yaml", "f.yaml", "nothing.yaml"])
        try workspace.put(start, "f.yaml")
        let ours = try keys.sops(["updatekeys", "-y", "p.yaml", "f.yaml", "nothing.yaml"])
        #expect(ours.code == theirs.code && ours.text == theirs.text && ours.messages.contains("failed updating 2 key(s)"), "\(ours.messages)")
        #expect(try keys.opens("f.yaml", with: "b.txt"))
        // sops looks at no value here; rcsops under its own name wants the file to be whole.
        let broken = start.replacingOccurrences(of: "lastmodified: \"20", with: "lastmodified: \"19")
        try workspace.put(broken, "f.yaml")
        #expect(try workspace.rcsops("updatekeys", "-y", "f.yaml").code == 51)
        #expect(try keys.real(["updatekeys", "-y", "f.yaml"]).code == 0)
        try workspace.put(broken, "f.yaml")
        #expect(try keys.sops(["updatekeys", "-y", "f.yaml"]).code == 0)
    }

    @Test func foldersAreSearchedAndOneTableShowsAll() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try keys.rule("age: AAA,BBB")
        for folder in ["d/e", "d/.git"] { try FileManager.default.createDirectory(atPath: workspace.path(folder), withIntermediateDirectories: true) }
        try workspace.put("a: b\n", "a.yaml")
        for file in ["d/one.yaml", "d/.git/two.yaml", "d/odd"] {
            try workspace.put(try workspace.peer("sops", "encrypt", "--output-type", "yaml", "a.yaml").output, file)
        }
        try workspace.put(try workspace.rcsops("encrypt", "rclone.conf").output, "d/e/rclone.enc.ini")
        try workspace.put("sops lastmodified\n", "d/e/readme.md")
        try FileManager.default.createSymbolicLink(atPath: workspace.path("d/link.yaml"), withDestinationPath: workspace.path("d/.git/two.yaml"))
        try keys.rule("age: AAA,BBB,CCC")
        let before = try workspace.text("d/one.yaml")

        let check = try workspace.rcsops(["updatekeys", "--check", "d"], environment: [:])
        #expect(check.code == 1 && check.messages.contains("RC6411 the keys of 3 files"), "\(check.messages)")
        for file in ["d/e/rclone.enc.ini  (rule .sops.yaml:2)", "d/odd  ", "d/one.yaml  ", "    + " + keys.c] { #expect(check.text.contains(file), "\(check.text)") }
        #expect(!check.text.contains(".git") && !check.text.contains("link.yaml"))
        #expect(try workspace.text("d/one.yaml") == before)

        #expect(try workspace.rcsops("updatekeys", "d", input: Data("n\n".utf8)).messages.contains("nothing was changed"))
        #expect(try workspace.rcsops("updatekeys", "d").code == 1)
        #expect(try workspace.text("d/one.yaml") == before)

        let done = try workspace.rcsops("updatekeys", "d", input: Data("y\n".utf8))
        #expect(done.code == 0 && done.text == check.text, "\(done.messages)")
        for file in ["d/one.yaml", "d/odd", "d/e/rclone.enc.ini"] { #expect(try keys.opens(file, with: "c.txt")) }
        #expect(try workspace.rcsops("decrypt", "d/e/rclone.enc.ini").text == Workspace.config)
        // Nobody went, so no value has another ciphertext.
        let after = try workspace.text("d/one.yaml")
        #expect(lines(after, ["a:", "mac:", "lastmodified"]) == lines(before, ["a:", "mac:", "lastmodified"]))
        #expect(try workspace.rcsops(["updatekeys", "--check", "d"], environment: [:]).code == 0)
        #expect(try keys.real(["updatekeys", "-y", "d/one.yaml"]).messages.contains("already up to date"))
    }

    @Test func whoIsRemovedGetsNothingNewAndTheKeysThatTheyKnowAreNamed() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try keys.rule("age: AAA,BBB")
        try workspace.put(try workspace.rcsops("encrypt", "rclone.conf").output, "r.ini")
        try workspace.put(try workspace.rcsops("encrypt", "--input-type", "binary", "rclone.conf").output, "r.bin")
        let before = try workspace.text("r.ini")
        try keys.rule("age: AAA,CCC")
        let done = try workspace.rcsops("updatekeys", "--yes", "r.ini", "r.bin")
        #expect(done.code == 0 && done.text.contains("    - " + keys.b) && done.text.contains("and a new data key"), "\(done.messages)")
        #expect(done.messages.contains("RC6415") && done.messages.contains("[source] AKIA…0000") && done.messages.contains("[destination] DEST…NKEY"))
        #expect(done.messages.components(separatedBy: "[source] ").count == 3)
        #expect(!done.messages.contains("AKIAINVENTED") && !done.messages.contains("TOPSECRET"))
        let after = try workspace.text("r.ini")
        let values = ["access_key_id", "secret_access_key", "mac", "; ENC"]
        #expect(Set(lines(after, values)).isDisjoint(with: lines(before, values)))
        #expect(try keys.opens("r.ini", with: "c.txt") && keys.opens("r.ini", with: "key.txt") && !keys.opens("r.ini", with: "b.txt"))
        #expect(try workspace.rcsops("decrypt", "r.ini").text == Workspace.config)
        #expect(try workspace.peer("sops", "decrypt", "r.ini").code == 0)
    }

    @Test func whatAFolderHoldsThatCanNotBeUsedIsTold() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try FileManager.default.createDirectory(atPath: workspace.path("d"), withIntermediateDirectories: true)
        try keys.rule("age: AAA,BBB")
        try workspace.put("a: b\n", "a.yaml")
        let made = try workspace.rcsops("encrypt", "a.yaml").text
        try workspace.put(made, "d/good.yaml")
        try workspace.put(made.replacingOccurrences(of: "version: 3.11.0", with: "version: x"), "d/broken.yaml")
        try workspace.put(made, "d/unruled.yaml")
        try workspace.put(made, "d/.good.yaml.rcsops-abcdef")
        try keys.rule("path_regex: good|broken\n    age: AAA,BBB,CCC")
        let done = try workspace.rcsops("updatekeys", "-y", "d")
        #expect(done.code == 0 && done.messages.contains("d/broken.yaml\" looks encrypted") && done.messages.contains("no rule of .sops.yaml matches"), "\(done.messages)")
        #expect(done.text.components(separatedBy: "(rule ").count == 2, "\(done.text)")
        #expect(try workspace.rcsops("updatekeys", "-y", "d/unruled.yaml").code == 1)
    }

    @Test func aFileThatIsTooLargeForADocumentKeepsNoOtherFromItsKeys() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try FileManager.default.createDirectory(atPath: workspace.path("d"), withIntermediateDirectories: true)
        try keys.rule("age: AAA,BBB")
        try workspace.put("a: b\n", "a.yaml")
        try workspace.put(try workspace.rcsops("encrypt", "a.yaml").text, "d/good.yaml")
        try workspace.put("", "d/archive.tar")
        // It takes no room on the disk.
        #expect(truncate(workspace.path("d/archive.tar"), 6 << 30) == 0)
        try keys.rule("age: AAA,BBB,CCC")
        #expect(try workspace.rcsops(["updatekeys", "--check", "d"], environment: [:]).code == 1)
        let done = try workspace.rcsops("updatekeys", "-y", "d")
        #expect(done.code == 0 && done.messages.contains("d/archive.tar\" is larger than 256 MiB"), "\(done.messages)")
        #expect(try keys.opens("d/good.yaml", with: "c.txt"))
    }

    @Test func aFolderThatCanNotBeReadIsNamedAndNotTheOneThatWasGiven() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        let locked = workspace.path("d/locked")
        try FileManager.default.createDirectory(atPath: locked, withIntermediateDirectories: true)
        try keys.rule("age: AAA")
        for (path, mode) in [(workspace.folder.path, 0o755), (locked, 0o000)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: locked) }
        // Root may read everything.
        var words = [Program.rcsops.path, "updatekeys", "--check", "d"]
        if geteuid() == 0 { words = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + words }
        let refused = try Program.run(URL(fileURLWithPath: words[0]), Array(words.dropFirst()), in: workspace.folder, environment: [:])
        #expect(refused.code == 2 && refused.messages.contains("\"d/locked\" can't be read"), "\(refused.messages)")
    }

    @Test func aRecipientThatMovesToAnotherGroupIsNotRemoved() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try keys.rule("age: AAA,BBB")
        try workspace.put("a: b\n", "a.yaml")
        try workspace.put(try workspace.rcsops("encrypt", "a.yaml").output, "f.yaml")
        try keys.rule("shamir_threshold: 1\n    key_groups: [{age: [AAA]}, {age: [BBB]}]")
        #expect(try workspace.rcsops("updatekeys", "--yes", "f.yaml").code == 1)
        try keys.rule("shamir_threshold: 2\n    key_groups: [{age: [AAA]}, {age: [AAA, BBB]}, {age: [CCC]}]")
        let done = try workspace.rcsops("updatekeys", "--yes", "f.yaml")
        #expect(done.code == 0 && !done.messages.contains("RC6415") && done.text.contains("threshold 0 becomes 2"), "\(done.messages)")
        #expect(try workspace.peer("sops", "decrypt", "f.yaml").text == "a: b\n")
        #expect(try workspace.rcsops(["updatekeys", "--check", "f.yaml"], environment: [:]).code == 0)
        #expect(try keys.real(["updatekeys", "-y", "f.yaml"]).messages.contains("already up to date"))
    }

    @Test func nothingIsReplacedWhenOneFileCanNotBeMade() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try workspace.put("a: b\n", "x.yaml")
        try keys.rule("age: AAA")
        try workspace.put(try workspace.rcsops("encrypt", "x.yaml").output, "a.yaml")
        try keys.rule("age: BBB")
        try workspace.put(try workspace.rcsops("encrypt", "x.yaml").output, "b.yaml")
        try keys.rule("age: AAA,BBB,CCC")
        let before = try workspace.text("a.yaml")
        let failed = try workspace.rcsops("updatekeys", "--yes", "a.yaml", "b.yaml")
        #expect(failed.code == 128 && failed.messages.contains("\"b.yaml\""), "\(failed.messages)")
        #expect(try workspace.text("a.yaml") == before)
        try keys.rule("age: AAA,CCC\n    pgp: ABCD")
        let other = try workspace.rcsops("updatekeys", "--yes", "a.yaml")
        #expect(other.code == 1 && other.messages.contains("RC6413") && other.messages.contains("\"ABCD\"") && other.messages.contains("pgp"), "\(other.messages)")
        #expect(try workspace.text("a.yaml") == before)
    }

    @Test func aKeyOfAnotherKindStaysWhereTheDataKeyDoes() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try workspace.put("a: b\n", "x.yaml")
        try keys.rule("age: AAA")
        let entry = "    pgp:\n        - created_at: \"2026-01-02T03:04:05Z\"\n          enc: |-\n            -----BEGIN PGP MESSAGE-----\n          fp: ABCD\n"
        let made = try workspace.rcsops("encrypt", "x.yaml").text.replacingOccurrences(of: "    lastmodified", with: entry + "    lastmodified")
        try workspace.put(made, "f.yaml")
        try keys.rule("age: AAA,BBB\n    pgp: ABCD")
        let done = try workspace.rcsops("updatekeys", "--yes", "f.yaml")
        #expect(done.code == 0, "\(done.messages)")
        let text = try workspace.text("f.yaml")
        #expect(text.contains("-----BEGIN PGP MESSAGE-----") && text.contains("2026-01-02T03:04:05Z"))
        #expect(try keys.opens("f.yaml", with: "b.txt"))
        // A new data key could not be given to it.
        try keys.rule("age: AAA\n    pgp: ABCD")
        let refused = try workspace.rcsops("updatekeys", "--yes", "f.yaml")
        #expect(refused.code == 1 && refused.messages.contains("RC6413") && refused.messages.contains("ABCD"), "\(refused.messages)")
        #expect(try workspace.text("f.yaml") == text)
    }

    @Test func afterAKillEachFileIsWholeAndASecondRunFinishes() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try workspace.put("a: b\n", "x.yaml")
        try keys.rule("age: AAA,BBB")
        let made = try workspace.rcsops("encrypt", "x.yaml").output
        try FileManager.default.createDirectory(atPath: workspace.path("d"), withIntermediateDirectories: true)
        try keys.rule("age: AAA,CCC")
        for delay in ["0.02", "0.05", "0.1", "0.15", "0.2", "0.3"] {
            for index in 0..<60 { try workspace.put(made, "d/\(index).yaml") }
            _ = try Program.run(
                URL(fileURLWithPath: "/bin/sh"), ["-c", "\"$0\" updatekeys --yes d & sleep \(delay); kill -9 $!", Program.rcsops.path],
                in: workspace.folder, environment: workspace.identity)
            for index in 0..<60 { #expect(try workspace.rcsops("decrypt", "d/\(index).yaml").text == "a: b\n") }
            #expect(try workspace.rcsops("updatekeys", "--yes", "d").code == 0)
            #expect(try workspace.rcsops(["updatekeys", "--check", "d"], environment: [:]).code == 0)
        }
    }

    @Test func aFileThatSomebodyElseChangesMeanwhileIsNotOverwritten() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try workspace.put("a: b\n", "x.yaml")
        try keys.rule("age: AAA")
        try workspace.put(try workspace.rcsops("encrypt", "x.yaml").output, "f.yaml")
        try workspace.put(try workspace.rcsops("encrypt", "x.yaml").output, "g.yaml")
        try keys.rule("age: AAA,BBB")
        let outcome = try Program.run(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "(sleep 1; cp g.yaml f.yaml; echo y) | \"$0\" updatekeys f.yaml", Program.rcsops.path],
            in: workspace.folder, environment: workspace.identity)
        #expect(outcome.code == 3 && outcome.messages.contains("RC2011"), "\(outcome.code) \(outcome.messages)")
        #expect(try workspace.text("f.yaml") == workspace.text("g.yaml"))
    }

    @Test func theAnswerAsJSON() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        try keys.rule("age: AAA,BBB")
        try workspace.put(try workspace.rcsops("encrypt", "rclone.conf").output, "r.ini")
        try workspace.put("a: b\n", "x.yaml")
        try keys.rule("age: AAA,CCC")
        try workspace.put(try workspace.rcsops("encrypt", "x.yaml").output, "same.yaml")
        for arguments in [["--check"], ["--yes"]] {
            let outcome = try workspace.rcsops(["updatekeys", "--json"] + arguments + ["r.ini", "same.yaml"])
            let answer = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]], "\(outcome.text)")
            #expect(answer.map { $0["file"] as? String } == ["r.ini", "same.yaml"] && answer.map { $0["differs"] as? Bool } == [true, false])
            #expect(answer[0]["new_data_key"] as? Bool == true)
            let exposed = (answer[0]["rotate_at_provider"] as? [[String: String]])?.map { ($0["remote"] ?? "") + " " + ($0["access_key_id"] ?? "") }
            #expect(exposed == (arguments == ["--check"] ? nil : ["source AKIA…0000", "destination DEST…NKEY"]))
        }
    }
}

/// A file that a single lost key makes unreadable.
@Suite struct SingleRecipientTests {
    @Test func isWarnedAboutOnceWhereItIsMade() throws {
        let workspace = try Workspace()
        let made = try workspace.rcsops("encrypt", "--age", workspace.recipient, "rclone.conf")
        #expect(made.code == 0 && made.messages.contains("RC5105") && made.messages.contains(workspace.recipient) && made.messages.contains("\n  fix: "))
        #expect(!made.text.contains("RC5105"))
        #expect(try !workspace.rcsops("encrypt", "--quiet", "--age", workspace.recipient, "rclone.conf").messages.contains("RC5105"))
        #expect(try !workspace.rcsops("encrypt", "--age", workspace.recipient + "," + ConfigurationTests.first, "rclone.conf").messages.contains("RC5105"))
        // The same one twice is one.
        #expect(try workspace.rcsops("encrypt", "--age", workspace.recipient + "," + workspace.recipient, "rclone.conf").messages.contains("RC5105"))
    }

    @Test func inGroupsOneKeyMayCountTwice() throws {
        let workspace = try Workspace()
        func messages(_ groups: String) throws -> String {
            try workspace.put(
                ConfigurationTests.filled("creation_rules:\n  - " + groups + "\n").replacingOccurrences(of: "AAA", with: workspace.recipient), ".sops.yaml")
            return try workspace.rcsops("encrypt", "rclone.conf").messages
        }
        #expect(try messages("key_groups: [{age: [AAA]}, {age: [R1]}]").contains("RC5105"))
        #expect(try messages("key_groups: [{age: [AAA, R2]}, {age: [R1]}]").contains("RC5105"))
        #expect(try !messages("shamir_threshold: 2\n    key_groups: [{age: [AAA]}, {age: [R1]}, {age: [R2]}]").contains("RC5105"))
        #expect(try messages("shamir_threshold: 2\n    key_groups: [{age: [AAA]}, {age: [AAA]}, {age: [R2]}]").contains("RC5105"))
    }

    @Test func isWarnedAboutWhereUpdatekeysLeavesOneAndOnlyForTheFirstFile() throws {
        let workspace = try Workspace()
        try workspace.put("a: b\n", "x.yaml")
        let recipients = workspace.recipient + "," + ConfigurationTests.first
        for file in ["f.yaml", "g.yaml"] { try workspace.put(try workspace.rcsops("encrypt", "--age", recipients, "x.yaml").output, file) }
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n", ".sops.yaml")
        let done = try workspace.rcsops("updatekeys", "-y", "f.yaml", "g.yaml")
        #expect(done.code == 0 && done.messages.components(separatedBy: "RC5105").count == 2, "\(done.messages)")
    }

    @Test func isWarnedAboutWhereRotateLeavesOne() throws {
        let workspace = try Workspace()
        let recipients = workspace.recipient + "," + ConfigurationTests.first
        try workspace.put(try workspace.rcsops("encrypt", "--age", recipients, "rclone.conf").output, "r.ini")
        let both = try workspace.rcsops("rotate", "-i", "r.ini")
        #expect(both.code == 0 && both.messages.isEmpty, "\(both.messages)")
        let one = try workspace.rcsops("rotate", "-i", "--rm-age", ConfigurationTests.first, "r.ini")
        #expect(one.code == 0 && one.messages.contains("RC5105"), "\(one.messages)")
    }

    @Test func asSopsAScriptHearsNothing() throws {
        let workspace = try Workspace()
        let link = workspace.folder.appendingPathComponent("sops")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        let made = try Program.run(link, ["encrypt", "--age", workspace.recipient, "rclone.conf"], in: workspace.folder)
        #expect(made.code == 0 && made.messages.isEmpty, "\(made.messages)")
    }
}
