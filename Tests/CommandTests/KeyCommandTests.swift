import CommandDriver
import Foundation
import TestVectors
import Testing

/// `rcsops key`.
@Suite struct KeyCommandTests {
    func expectFailure(_ outcome: Outcome, _ code: Int32, _ words: String, _ place: SourceLocation = #_sourceLocation) {
        #expect(outcome.code == code && outcome.messages.contains(words) && outcome.messages.contains("\n  fix: "), "\(outcome.messages)", sourceLocation: place)
        #expect(!outcome.messages.contains("AGE-SECRET-KEY-1"), sourceLocation: place)
    }

    private struct Entry: Decodable {
        struct Identity: Decodable {
            let kind: String
            let recipient: String?
        }
        let kind: String
        let source: String?
        let state: String
        let identities: [Identity]?
        let fingerprint: String?
        let user_id: String?
        let expires: String?
        let usable: Bool?
    }

    @Test("generate makes a file of mode 0600 that the real age reads, and never overwrites one")
    func generate() throws {
        let workspace = try Workspace()
        let mode = try FileManager.default.attributesOfItem(atPath: workspace.path("key.txt"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let age = try Program.run(URL(fileURLWithPath: "/usr/bin/age-keygen"), ["-y", "key.txt"], in: workspace.folder)
        #expect(age.text == workspace.recipient + "\n")
        let before = try workspace.data("key.txt")
        for more in [[], ["--pq"], ["--passphrase"], ["--json"]] {
            expectFailure(try workspace.rcsops(["key", "generate", "--output", "key.txt"] + more), 1, "RC8001")
        }
        #expect(try workspace.data("key.txt") == before)
        let printed = try workspace.rcsops("key", "generate")
        #expect(printed.text.contains("\nAGE-SECRET-KEY-1") && printed.messages.hasPrefix("Public key: age1"))
        expectFailure(try workspace.rcsops("key", "generate", "--output", "no/where.txt"), 3, "\"no/where.txt\" can't be written: its folder is not there")
        expectFailure(try workspace.rcsops("key", "generate", "--output", "-"), 64, "RC8010")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("-")))
    }

    @Test("generate --json and --sops-yaml answer about a file, and not beside the secret")
    func generateForms() throws {
        let workspace = try Workspace()
        let made = try workspace.rcsops("key", "generate", "--output", "j.txt", "--json")
        let object = try JSONDecoder().decode([String: String].self, from: made.output)
        #expect(object["file"] == "j.txt")
        #expect(try workspace.text("j.txt").contains("# public key: " + (object["recipient"] ?? "?") + "\n"))
        for form in ["--json", "--sops-yaml"] { expectFailure(try workspace.rcsops("key", "generate", form), 64, "RC8010") }
        expectFailure(try workspace.rcsops("key", "generate", "--json", "--sops-yaml", "--output", "k"), 64, "RC8010")
        let rule = try workspace.rcsops("key", "generate", "--output", "y.txt", "--sops-yaml")
        try workspace.put(rule.output, ".sops.yaml")
        try workspace.put("a: 1\n", "x.yaml")
        let sops = try workspace.peer("sops", "encrypt", "-i", "x.yaml")
        #expect(sops.isSuccess, "\(sops.messages)")
        #expect(try workspace.rcsops("decrypt", "x.yaml", environment: ["SOPS_AGE_KEY_FILE": "y.txt"]).text == "a: 1\n")
    }

    @Test("generate --pq makes a post-quantum identity")
    func generatePostQuantum() throws {
        let workspace = try Workspace()
        let made = try workspace.rcsops("key", "generate", "--pq", "--output", "pq.txt")
        #expect(made.isSuccess && made.text.hasPrefix("age1pq1"))
        #expect(try workspace.text("pq.txt").contains("\nAGE-SECRET-KEY-PQ-1"))
        #expect(try workspace.rcsops("key", "show", "pq.txt").text == made.text)
    }

    @Test("generate --passphrase without a terminal writes nothing")
    func generateWithoutTerminal() throws {
        let workspace = try Workspace()
        let made = try Program.run(
            URL(fileURLWithPath: "/usr/bin/setsid"), ["--wait", Program.rcsops.path, "key", "generate", "--passphrase", "--output", "p.age"],
            in: workspace.folder, seconds: 20)
        expectFailure(made, 1, "RC8003")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("p.age")))
    }

    @Test("show prints the recipients of files, of standard input and of the environment")
    func show() throws {
        let workspace = try Workspace()
        let second = try workspace.rcsops("key", "generate", "--output", "two.txt").text
        try workspace.put(try workspace.text("key.txt") + "\r\n# more\n" + workspace.text("two.txt"), "both.txt")
        let both = workspace.recipient + "\n" + second
        #expect(try workspace.rcsops("key", "show", "both.txt").text == both)
        #expect(try workspace.rcsops("key", "show", "key.txt", "two.txt").text == both)
        #expect(try workspace.rcsops("key", "show", "-", input: try workspace.data("both.txt")).text == both)
        #expect(try workspace.rcsops("key", "show").text == workspace.recipient + "\n")
        #expect(try workspace.rcsops("key", "show", environment: ["SOPS_AGE_KEY_CMD": "cat two.txt"]).text == second)
        struct Shown: Decodable { let source: String, kind: String, recipient: String? }
        let shown = try JSONDecoder().decode([Shown].self, from: try workspace.rcsops("key", "show", "--json", "both.txt").output)
        #expect(shown.map(\.recipient) == [workspace.recipient, second.trimmingCharacters(in: .newlines)] && shown.allSatisfy { $0.source == "both.txt" })
        let yaml = try workspace.rcsops("key", "show", "--sops-yaml", "both.txt")
        try workspace.put(yaml.output, ".sops.yaml")
        try workspace.put("a: 1\n", "x.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "x.yaml").isSuccess)
        for key in ["key.txt", "two.txt"] {
            #expect(try workspace.peer("sops", "decrypt", "x.yaml", environment: ["SOPS_AGE_KEY_FILE": key]).text == "a: 1\n")
        }
    }

    @Test("show refuses what is no identity without showing it", arguments: ["junk TOPSECRET\n", "", "# only a comment\n", "AGE-SECRET-KEY-1TOPSECRET\n", " AGE-SECRET-KEY-1X\n", "age1qqqq\n"])
    func showOfJunk(_ text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "junk.txt")
        let made = try workspace.rcsops("key", "show", "junk.txt")
        expectFailure(made, 1, "junk.txt:1:1: RC8004")
        #expect(!made.messages.contains("TOPSECRET") && made.output.isEmpty)
    }

    @Test("show without an identity anywhere, and of a file that is not there")
    func showOfNothing() throws {
        let workspace = try Workspace()
        expectFailure(try workspace.rcsops("key", "show", environment: [:]), 1, "RC8005")
        expectFailure(try workspace.rcsops("key", "show", "/nowhere"), 100, "RC2001")
    }

    @Test("list names every source in sops' order with what is there")
    func list() throws {
        let workspace = try Workspace()
        let environment = workspace.identity.merging(["SOPS_AGE_KEY": "junk", "SOPS_AGE_KEY_CMD": "true"]) { $1 }
        let entries = try JSONDecoder().decode([Entry].self, from: try workspace.rcsops("key", "list", "--json", environment: environment).output)
        #expect(entries.map(\.source) == [
            "SOPS_AGE_SSH_PRIVATE_KEY_FILE", "SOPS_AGE_SSH_PRIVATE_KEY_CMD", workspace.path(".ssh/id_ed25519"), workspace.path(".ssh/id_rsa"),
            "SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE", "SOPS_AGE_KEY_CMD", workspace.path(".config/sops/age/keys.txt"),
        ])
        #expect(entries.map(\.state) == ["not set", "not set", "missing", "missing", "unusable", "found", "empty", "missing"])
        #expect(entries[5].identities?.map(\.recipient) == [workspace.recipient])
        let text = try workspace.rcsops("key", "list", environment: environment)
        #expect(text.isSuccess && text.text.contains("  SOPS_AGE_KEY_FILE (" + workspace.path("key.txt") + "):\n    " + workspace.recipient + "\n"))
        #expect(text.text.hasSuffix("gpg\n  no secret keys\n") && !FileManager.default.fileExists(atPath: workspace.path(".gnupg")))
        #expect(try workspace.rcsops("key", "list", "--sops-yaml").text == "creation_rules:\n  - age: >-\n      " + workspace.recipient + "\n")
        expectFailure(try workspace.rcsops("key", "list", "--sops-yaml", environment: [:]), 1, "RC8005")
    }

    @Test("list asks for no passphrase, and says that a file has one")
    func listOfEncrypted() throws {
        let workspace = try Workspace()
        try workspace.put("age-encryption.org/v1\n-> scrypt x 18\n", "key.age")
        let made = try workspace.rcsops("key", "list", environment: ["SOPS_AGE_KEY_FILE": "key.age"])
        #expect(made.isSuccess && made.text.contains("identities encrypted with a passphrase"), "\(made.text)")
    }

    @Test("list shows gpg's secret keys with user and expiry, and their rule is one that the real sops takes")
    func listOfGPG() throws {
        let workspace = try Workspace()
        let home = "/tmp/rcsops-g" + String(UUID().uuidString.prefix(8))
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let environment = ["GNUPGHOME": home]
        defer {
            _ = try? Program.run(URL(fileURLWithPath: "/usr/bin/gpgconf"), ["--kill", "all"], in: workspace.folder, environment: environment)
            try? FileManager.default.removeItem(atPath: home)
        }
        func gpg(_ arguments: String...) throws -> Outcome {
            try Program.run(URL(fileURLWithPath: "/usr/bin/gpg"), ["--batch", "--passphrase", "", "--pinentry-mode", "loopback"] + arguments, in: workspace.folder, environment: environment)
        }
        #expect(try gpg("--quick-generate-key", "Ann: One <ann@example.com>", "default", "default", "2y").isSuccess)
        #expect(try gpg("--quick-generate-key", "signer@example.com", "ed25519", "sign", "never").isSuccess)
        let list = try JSONDecoder().decode([Entry].self, from: try workspace.rcsops("key", "list", "--json", environment: environment).output).filter { $0.kind == "pgp" }
        #expect(list.count == 2)
        let ann = try #require(list.first { $0.user_id == "Ann: One <ann@example.com>" })
        #expect(ann.usable == true && ann.expires?.count == 10 && ann.fingerprint?.count == 40)
        let signer = try #require(list.first { $0.user_id == "signer@example.com" })
        #expect(signer.usable == false && signer.expires == nil && signer.state == "no key for encryption")
        let rule = try workspace.rcsops("key", "list", "--sops-yaml", environment: environment.merging(workspace.identity) { $1 })
        try workspace.put(rule.output, ".sops.yaml")
        try workspace.put("a: 1\n", "x.yaml")
        let sops = try workspace.peer("sops", "encrypt", "-i", "x.yaml", environment: environment)
        #expect(sops.isSuccess, "\(sops.messages)")
        let silent = try workspace.rcsops("key", "check", "x.yaml", environment: environment)
        #expect(silent.code == 1 && silent.text.contains("--ask tries it"))
        let asked = try workspace.rcsops("key", "check", "--ask", "x.yaml", environment: environment)
        #expect(asked.isSuccess && asked.text.contains("pgp " + (ann.fingerprint ?? "?") + ": opens, by gpg\n"), "\(asked.text)\(asked.messages)")
        #expect(try workspace.text("x.yaml").contains("fp: " + (ann.fingerprint ?? "?")))
    }

    @Test("check says for each master key whether it opens, and prints nothing of the file")
    func check() throws {
        let workspace = try Workspace()
        let other = try Workspace()
        try workspace.put("a: TOPSECRET\n", "x.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "--age", other.recipient + "," + workspace.recipient, "x.yaml").isSuccess)
        let mine = try workspace.rcsops("key", "check", "x.yaml")
        #expect(mine.isSuccess && mine.text == "x.yaml: opens\n  " + other.recipient + ": not mine\n  " + workspace.recipient + ": opens, by SOPS_AGE_KEY_FILE\n")
        let theirs = try workspace.rcsops("key", "check", "x.yaml", environment: [:])
        expectFailure(theirs, 1, "RC8007")
        #expect(theirs.text.hasPrefix("x.yaml: does not open\n"))
        try workspace.put("a: TOPSECRET\n", "plain.yaml")
        let several = try workspace.rcsops("key", "check", "plain.yaml", "x.yaml", "/nowhere")
        expectFailure(several, 1, "RC8007 2 could not be checked")
        #expect(several.text.contains("x.yaml: opens") && several.messages.contains("RC4002") && several.messages.contains("RC2001"))
        struct Answer: Decodable {
            struct Key: Decodable { let kind: String, key: String, result: String, source: String? }
            let file: String
            let opens: Bool
            let groups: [[Key]]
        }
        let json = try JSONDecoder().decode([Answer].self, from: try workspace.rcsops("key", "check", "--json", "x.yaml").output)
        #expect(json.count == 1 && json[0].opens && json[0].groups[0].map(\.result) == ["not mine", "opens"])
        #expect(![mine, theirs, several].contains { ($0.text + $0.messages).contains("TOPSECRET") })
    }

    @Test("check counts key groups against the threshold")
    func checkOfGroups() throws {
        let workspace = try Workspace()
        let others = try (0..<2).map { _ in try Workspace() }
        let groups = ([workspace] + others).map { "      - age: [" + $0.recipient + "]\n" }.joined()
        try workspace.put("creation_rules:\n  - shamir_threshold: 2\n    key_groups:\n" + groups, ".sops.yaml")
        try workspace.put("a: 1\n", "x.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "x.yaml").isSuccess)
        let one = try workspace.rcsops("key", "check", "x.yaml")
        #expect(one.code == 1 && one.text.hasPrefix("x.yaml: does not open (1 of 3 key groups, 2 needed)\n  group 1\n    "), "\(one.text)")
        try workspace.put(try workspace.text("key.txt") + others[1].text("key.txt"), "two.txt")
        let two = try workspace.rcsops("key", "check", "x.yaml", environment: ["SOPS_AGE_KEY_FILE": "two.txt"])
        #expect(two.isSuccess && two.text.hasPrefix("x.yaml: opens (2 of 3 key groups, 2 needed)\n"), "\(two.text)")
    }

    @Test("check tells files that it can't read from those that don't open")
    func checkOfNoDocument() throws {
        let workspace = try Workspace()
        try workspace.put("a: 1\n", "plain.yaml")
        let other = try Workspace()
        #expect(try workspace.rcsops("encrypt", "--age", other.recipient, "--output", "theirs.yaml", "plain.yaml").isSuccess)
        expectFailure(try workspace.rcsops("key", "check", "plain.yaml"), 1, "RC8007 one could not be checked\n  fix: see what is told above")
        let both = try workspace.rcsops("key", "check", "plain.yaml", "no.yaml", "theirs.yaml")
        expectFailure(both, 1, "RC8007 one file does not open with the keys at hand, 2 could not be checked\n  fix: rcsops key list")
    }

    @Test("check asks for a passphrase with --ask only")
    func checkWithPassphrase() throws {
        let workspace = try Workspace()
        try workspace.put("a: 1\n", "x.yaml")
        let made = try TerminalSession.run(
            Program.rcsops, ["key", "generate", "--passphrase", "--output", "own.age"],
            [("Enter a passphrase", "correct horse\\n"), ("Confirm", "correct horse\\n")], in: workspace)
        let recipient = try #require(made.shown.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("age1") }.map(String.init))
        #expect(try workspace.rcsops("encrypt", "-i", "--age", recipient, "x.yaml").isSuccess)
        let environment = ["SOPS_AGE_KEY_FILE": "own.age"]
        let silent = try TerminalSession.run(Program.rcsops, ["key", "check", "x.yaml"], [("Enter", "x\\n")], in: workspace, environment: environment)
        #expect(silent.code == 1 && silent.unasked == 1 && silent.shown.contains("--ask tries it"), "\(silent.shown)")
        let asked = try TerminalSession.run(
            Program.rcsops, ["key", "check", "--ask", "x.yaml"], [("Enter passphrase", "correct horse\\n")], in: workspace, environment: environment)
        #expect(asked.code == 0 && asked.shown.contains("opens, by SOPS_AGE_KEY_FILE"), "\(asked.shown)")
    }

    /// A new private key in a file; gives the line of its public key.
    func sshKey(_ kind: String, _ name: String, passphrase: String = "", in workspace: Workspace) throws -> String {
        let made = try Program.run(URL(fileURLWithPath: "/usr/bin/ssh-keygen"), ["-q", "-t", kind, "-N", passphrase, "-C", "a comment", "-f", name], in: workspace.folder)
        try #require(made.isSuccess, "\(made.messages)")
        return try workspace.text(name + ".pub").trimmingCharacters(in: .newlines)
    }

    @Test("show and list know ssh keys, also those with a passphrase, without asking for it")
    func sshKeys() throws {
        let workspace = try Workspace()
        let lines = try [("ed25519", "a", ""), ("rsa", "b", ""), ("ed25519", "c", "correct horse")].map { try sshKey($0.0, $0.1, passphrase: $0.2, in: workspace) }
        let bare = lines.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        #expect(try workspace.rcsops("key", "show", "a", "b", "c").text == bare.map { $0 + "\n" }.joined())
        #expect(try workspace.rcsops("key", "show", "-", input: try workspace.data("a")).text == bare[0] + "\n")
        #expect(try workspace.rcsops("key", "list", environment: ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": "c"]).text.contains("    " + bare[2] + "\n"))
        let rule = try workspace.rcsops("key", "show", "--sops-yaml", "a", "b", "c")
        try workspace.put(rule.output, ".sops.yaml")
        try workspace.put("a: 1\n", "x.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "x.yaml").isSuccess)
        for key in ["a", "b"] {
            let checked = try workspace.rcsops("key", "check", "x.yaml", environment: ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": key])
            #expect(checked.isSuccess && checked.text.contains(": opens, by SOPS_AGE_SSH_PRIVATE_KEY_FILE\n"), "\(checked.text)")
        }
        let locked = try TerminalSession.run(
            Program.rcsops, ["key", "check", "x.yaml"], [("Enter", "x\n")], in: workspace, environment: ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": "c"])
        #expect(locked.code == 1 && locked.unasked == 1 && locked.shown.contains("SOPS_AGE_SSH_PRIVATE_KEY_FILE was not tried (an identity that needs a passphrase): --ask asks for it"), "\(locked.shown)")
    }

    @Test("recipients come from files too, beside --age")
    func recipientsFile() throws {
        let workspace = try Workspace()
        let others = try (0..<3).map { _ in try Workspace() }
        try workspace.put("# us\n\n" + others[0].recipient + "\r\n#\n" + others[1].recipient, "r1.txt")
        try workspace.put(others[2].recipient + "\n", "r2.txt")
        try workspace.put("a: 1\n", "x.yaml")
        let made = try workspace.rcsops(
            "encrypt", "-i", "--age", workspace.recipient, "-R", "r1.txt", "--age-recipients-file", "r2.txt", "x.yaml",
            environment: ["SOPS_AGE_RECIPIENTS": "junk"])
        #expect(made.isSuccess, "\(made.messages)")
        for reader in [workspace] + others {
            #expect(try workspace.peer("sops", "decrypt", "x.yaml", environment: reader.identity).text == "a: 1\n")
        }
        // A person's list of keys, as a forge gives it: what age can't encrypt to is passed over, and told.
        let kinds = try ["ed25519", "rsa", "ecdsa"].map { try sshKey($0, $0, in: workspace) }
        try workspace.put(kinds.joined(separator: "\n") + "\n", "keys")
        try workspace.put("c: 1\n", "z.yaml")
        let listed = try workspace.rcsops("encrypt", "-i", "-R", "keys", "z.yaml")
        #expect(listed.isSuccess && listed.messages.contains("keys:3: skipped"), "\(listed.messages)")
        for key in ["ed25519", "rsa"] {
            #expect(try workspace.peer("sops", "decrypt", "z.yaml", environment: ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": key]).text == "c: 1\n")
        }
        try workspace.put(kinds[2], "keys")
        expectFailure(try workspace.rcsops("encrypt", "-R", "keys", "z.yaml"), 1, "RC8012")
        try workspace.put("b: 1\n", "y.yaml")
        for (text, words) in [
            ("# only\n", "\"bad.txt\" has no recipients"), ("", "has no recipients"), ("#\n " + workspace.recipient + "\n", "bad.txt:2:1: RC8011"),
            (workspace.recipient + "\nTOPSECRETTOPSECRET\n", "bad.txt:2:1: RC8011"), (try workspace.text("key.txt"), "bad.txt:3:1: RC8011 that is an identity"),
            (String(repeating: "a", count: 9000), "longer than 8 KiB"),
        ] {
            try workspace.put(text, "bad.txt")
            let failed = try workspace.rcsops("encrypt", "-i", "-R", "bad.txt", "y.yaml")
            expectFailure(failed, 1, words)
            #expect(!failed.messages.contains("TOPSECRET"))
        }
        expectFailure(try workspace.rcsops("encrypt", "-R", "/nowhere", "y.yaml"), 100, "RC2001")
        #expect(try workspace.text("y.yaml") == "b: 1\n")
    }

    @Test("a plugin's identity is told as such, and its plugin is started by check with --ask only")
    func pluginIdentity() throws {
        let workspace = try Workspace()
        let plugin = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/age-plugin-rcsopstest")
        func text(_ flag: String) throws -> String {
            try Program.run(URL(fileURLWithPath: "/usr/bin/python3"), [plugin.path, flag, ""], in: workspace.folder).text
        }
        try workspace.put("# a token\n" + text("--identity"), "plugin.txt")
        let environment = ["SOPS_AGE_KEY_FILE": "plugin.txt", "PATH": plugin.deletingLastPathComponent().path + ":/usr/bin:/bin"]
        let shown = try workspace.rcsops("key", "show", "plugin.txt")
        expectFailure(shown, 1, "RC8013")
        #expect(shown.messages.contains("plugin.txt: an identity of a plugin: its recipient is not known"), "\(shown.messages)")
        #expect(try workspace.rcsops("key", "list", environment: environment).text.contains("    an identity of a plugin\n"))
        try workspace.put("a: 1\n", "x.yaml")
        let recipient = try text("--recipient").trimmingCharacters(in: .newlines)
        let made = try workspace.rcsops(["encrypt", "-i", "--age", recipient, "x.yaml"], environment: environment)
        #expect(made.isSuccess, "\(made.messages)")
        let silent = try workspace.rcsops("key", "check", "x.yaml", environment: environment)
        #expect(silent.code == 1 && silent.text.contains("SOPS_AGE_KEY_FILE was not tried (an identity of a plugin): --ask tries it"), "\(silent.text)")
        let asked = try workspace.rcsops("key", "check", "--ask", "x.yaml", environment: environment)
        #expect(asked.isSuccess && asked.text.contains(": opens, by SOPS_AGE_KEY_FILE"), "\(asked.text)\(asked.messages)")
    }
}
