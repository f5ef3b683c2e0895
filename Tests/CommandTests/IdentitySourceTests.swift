import CommandDriver
import Foundation
import Testing

/// Where identities come from, beside the real sops: every source, and what is said when it gives nothing.
@Suite struct IdentitySourceTests {
    /// A folder with an encrypted file, whose home is empty.
    private func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put("a: 1\n", "plain.yaml")
        let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "e.yaml", "plain.yaml")
        try #require(made.isSuccess, "\(made.messages)")
        try FileManager.default.createDirectory(atPath: workspace.path("home"), withIntermediateDirectories: true)
        _ = try workspace.rcsops("key", "generate", "--output", "other.txt")
        return workspace
    }

    /// The text without its line breaks, our code, our way out, our line numbers, and the variable that sops has since 3.12.
    private func normal(_ text: String) -> String {
        var text = text.replacingOccurrences(of: "\n  fix: ", with: "\u{1}").split(separator: "\u{1}").first.map(String.init) ?? ""
        text = text.replacingOccurrences(of: "rcsops: RC4001 ", with: "").replacingOccurrences(of: "|", with: " ")
        text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        text = text.replacingOccurrences(of: "'SOPS_AGE_SSH_PRIVATE_KEY_CMD', ", with: "")
        return text.replacingOccurrences(of: "line [0-9]+: ", with: "", options: .regularExpression)
    }

    private func compare(_ environment: [String: String], in workspace: Workspace, _ place: SourceLocation = #_sourceLocation) throws -> Outcome {
        let all = ["HOME": workspace.path("home")].merging(environment) { $1 }
        let sops = try workspace.peer("sops", "decrypt", "e.yaml", environment: all)
        let ours = try workspace.rcsops("decrypt", "--verbose", "e.yaml", environment: all)
        #expect(sops.code == ours.code && sops.output == ours.output, "\(ours.messages)", sourceLocation: place)
        #expect(normal(sops.messages) == normal(ours.messages), sourceLocation: place)
        return ours
    }

    @Test("sources that give nothing are told in sops' words and order", arguments: [
        [:], ["SOPS_AGE_KEY": ""], ["SOPS_AGE_KEY": "foo"], ["SOPS_AGE_KEY_FILE": ""], ["SOPS_AGE_KEY_FILE": "/nonexistent/x"], ["SOPS_AGE_KEY_FILE": "loop"], ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": "."],
        ["SOPS_AGE_KEY_FILE": "other.txt"], ["SOPS_AGE_KEY_FILE": "other.txt", "SOPS_AGE_KEY_CMD": "false"],
        ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": ""], ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": "/nonexistent"], ["XDG_CONFIG_HOME": "/nonexistent"],
        ["SOPS_AGE_KEY_CMD": "sh -c 'exit 4'"], ["SOPS_AGE_KEY_CMD": "no-such-program x"], ["SOPS_AGE_KEY_CMD": "./no-such-program"],
        ["SOPS_AGE_KEY_CMD": "./key.txt"], ["SOPS_AGE_KEY_CMD": "cat 'key.txt"], ["SOPS_AGE_KEY_CMD": "cat key.txt\\"],
        ["SOPS_AGE_KEY_CMD": "sh -c 'kill -9 $$'"], ["SOPS_AGE_KEY_CMD": "sh -c 'kill $$'"], ["SOPS_AGE_KEY_CMD": "true"],
        ["SOPS_AGE_KEY_CMD": "echo hello"], ["SOPS_AGE_KEY_CMD": "echo '# a comment'"],
    ] as [[String: String]])
    func nothing(_ environment: [String: String]) throws {
        let workspace = try workspace()
        try FileManager.default.createSymbolicLink(atPath: workspace.path("loop"), withDestinationPath: "loop")
        #expect(try compare(environment, in: workspace).code == 128)
    }

    @Test("identities of all sources are tried together", arguments: [
        ["SOPS_AGE_KEY_FILE": "key.txt"], ["SOPS_AGE_KEY_CMD": "cat key.txt"], ["SOPS_AGE_KEY_CMD": "sh -c \"cat 'key.txt'\""],
        ["SOPS_AGE_KEY_FILE": "other.txt", "SOPS_AGE_KEY_CMD": "cat key.txt"], ["SOPS_AGE_KEY": "foo", "SOPS_AGE_KEY_CMD": "cat key.txt"],
        ["SOPS_AGE_KEY_FILE": "key.txt", "SOPS_AGE_KEY_CMD": "false"], ["SOPS_AGE_KEY_CMD": "cat other.txt key.txt"],
        ["SOPS_AGE_KEY_FILE": "/nonexistent", "SOPS_AGE_KEY_CMD": "cat key.txt", "SOPS_AGE_SSH_PRIVATE_KEY_FILE": "/nonexistent"],
    ])
    func something(_ environment: [String: String]) throws {
        #expect(try compare(environment, in: try workspace()).text == "a: 1\n")
    }

    @Test("the default file is read below XDG_CONFIG_HOME, else below the home")
    func defaultFile() throws {
        let workspace = try workspace()
        for (folder, environment) in [("home/.config", [:]), ("xdg", ["XDG_CONFIG_HOME": workspace.path("xdg")]), ("home/.config", ["XDG_CONFIG_HOME": ""])] {
            let file = folder + "/sops/age/keys.txt"
            try FileManager.default.createDirectory(atPath: workspace.path(folder + "/sops/age"), withIntermediateDirectories: true)
            try workspace.put(try workspace.text("key.txt"), file)
            #expect(try compare(environment, in: workspace).text == "a: 1\n")
            #expect(try compare(environment.merging(["SOPS_AGE_KEY_FILE": "other.txt"]) { $1 }, in: workspace).text == "a: 1\n")
            for text in ["# nothing\n", "junk\n"] {
                try workspace.put(text, file)
                #expect(try compare(environment, in: workspace).code == 128)
            }
            try FileManager.default.removeItem(atPath: workspace.path(folder))
        }
    }

    // sops 3.12 sets the variable; 3.11 runs the command without it.
    @Test("a command is told the recipient, and run once for each")
    func recipientOfCommand() throws {
        let workspace = try workspace()
        let second = try workspace.rcsops("key", "show", "other.txt").text.trimmingCharacters(in: .newlines)
        let rule = "age: '" + workspace.recipient + "," + second + "'"
        try workspace.put("creation_rules:\n  - " + rule + "\n", ".sops.yaml")
        for name in ["x.yaml", "y.yaml"] {
            try workspace.put("b: 2\n", name)
            #expect(try workspace.rcsops("encrypt", "-i", name).isSuccess)
        }
        // The key is given for the second recipient only.
        try workspace.put("echo \"$SOPS_AGE_RECIPIENT\" >>told; [ \"$SOPS_AGE_RECIPIENT\" = \(second) ] && cat other.txt; true\n", "give.sh")
        let made = try workspace.rcsops("decrypt", "-i", "x.yaml", "y.yaml", environment: ["SOPS_AGE_KEY_CMD": "sh give.sh"])
        #expect(made.isSuccess, "\(made.messages)")
        #expect(try workspace.text("y.yaml") == "b: 2\n")
        #expect(try workspace.text("told") == workspace.recipient + "\n" + second + "\n")
    }

    @Test("a command is not run where another source has the recipient's key")
    func needlessCommand() throws {
        let workspace = try workspace()
        let made = try workspace.rcsops("decrypt", "e.yaml", environment: workspace.identity.merging(["SOPS_AGE_KEY_CMD": "touch ran"]) { $1 })
        #expect(made.text == "a: 1\n" && !FileManager.default.fileExists(atPath: workspace.path("ran")))
    }

    @Test("a command gets no stdin of ours, and its stderr stays apart")
    func streamsOfCommand() throws {
        let workspace = try workspace()
        let command = "sh -c 'cat >got; echo said >&2; cat key.txt'"
        let made = try workspace.rcsops(
            "decrypt", "-", environment: ["SOPS_AGE_KEY_CMD": command], input: try workspace.data("e.yaml"))
        #expect(made.isSuccess && made.messages == "said\n", "\(made.messages)")
        #expect(try workspace.text("got").isEmpty)
        let asSops = try SopsTool.rcsops.run(["decrypt", "e.yaml"], in: workspace, environment: ["SOPS_AGE_KEY_FILE": "/dev/null", "SOPS_AGE_KEY_CMD": command])
        #expect(asSops.isSuccess && asSops.messages.isEmpty, "\(asSops.messages)")
    }

    @Test("no more than 16 MiB of a command are read")
    func endlessCommand() throws {
        let made = try workspace().rcsops("decrypt", "e.yaml", environment: ["SOPS_AGE_KEY_CMD": "yes"])
        #expect(made.code == 128 && made.messages.contains("wrote more than 16777216 bytes"), "\(made.messages)")
    }

    // MARK: ssh keys

    @Test("ssh keys are read from their variables and from the home, as the real sops does", arguments: ["ed25519", "rsa"])
    func sshSources(_ kind: String) throws {
        let workspace = try workspace()
        for name in ["mine", "other"] {
            _ = try Program.run(URL(fileURLWithPath: "/usr/bin/ssh-keygen"), ["-q", "-t", kind, "-N", "", "-f", name], in: workspace.folder)
        }
        let line = try workspace.text("mine.pub").trimmingCharacters(in: .newlines)
        #expect(try workspace.peer("sops", "encrypt", "--age", line, "--output", "e.yaml", "plain.yaml").isSuccess)
        #expect(try compare(["SOPS_AGE_SSH_PRIVATE_KEY_FILE": "mine"], in: workspace).text == "a: 1\n")
        #expect(try compare(["SOPS_AGE_SSH_PRIVATE_KEY_FILE": "other"], in: workspace).code == 128)
        #expect(try compare([:], in: workspace).code == 128)
        // sops 3.12 has this variable.
        #expect(try workspace.rcsops("decrypt", "e.yaml", environment: ["SOPS_AGE_SSH_PRIVATE_KEY_CMD": "cat mine"]).text == "a: 1\n")
        let failed = try workspace.rcsops("decrypt", "--verbose", "e.yaml", environment: ["SOPS_AGE_SSH_PRIVATE_KEY_CMD": "sh -c 'exit 3'"])
        #expect(failed.code == 128 && normal(failed.messages).contains("failed to execute command sh -c 'exit 3' from SOPS_AGE_SSH_PRIVATE_KEY_CMD: exit status 3"))
        try FileManager.default.createDirectory(atPath: workspace.path("home/.ssh"), withIntermediateDirectories: true)
        try workspace.put(try workspace.text("other"), "home/.ssh/id_" + kind)
        #expect(try compare([:], in: workspace).code == 128)
        try workspace.put(try workspace.text("mine"), "home/.ssh/id_" + kind)
        #expect(try compare([:], in: workspace).text == "a: 1\n")
        #expect(try compare(["SOPS_AGE_KEY_FILE": "other.txt"], in: workspace).text == "a: 1\n")
    }

    @Test("an ssh key's passphrase is asked for when a file is for it, and only then")
    func sshPassphrase() throws {
        let workspace = try workspace()
        for (name, kind, format) in [("new", "ed25519", []), ("old", "rsa", ["-m", "PEM"])] as [(String, String, [String])] {
            _ = try Program.run(
                URL(fileURLWithPath: "/usr/bin/ssh-keygen"), ["-q", "-t", kind, "-N", Self.passphrase, "-f", name] + format, in: workspace.folder)
            let line = try workspace.text(name + ".pub").trimmingCharacters(in: .newlines)
            #expect(try workspace.peer("sops", "encrypt", "--age", line, "--output", "s.yaml", "plain.yaml").isSuccess)
            let environment = ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": name]
            for program in [Program.rcsops, Program.peer("sops")] {
                let session = try TerminalSession.run(
                    program, ["decrypt", "s.yaml"], [("Enter passphrase for \"" + name + "\":", Self.passphrase + "\\n")], in: workspace, environment: environment)
                #expect(session.code == 0 && session.unasked == 0 && session.shown.contains("a: 1"), "\(session.shown)")
            }
            let needless = try TerminalSession.run(
                Program.rcsops, ["decrypt", "e.yaml"], [("Enter", "x\\n")], in: workspace, environment: environment.merging(["SOPS_AGE_KEY_FILE": "key.txt"]) { $1 })
            #expect(needless.code == 0 && needless.unasked == 1, "\(needless.shown)")
        }
    }

    @Test("an ssh key in encrypted PKCS#8 opens with the .pub file beside it, which tells whose it is")
    func sshPKCS8() throws {
        let workspace = try workspace()
        _ = try Program.run(
            URL(fileURLWithPath: "/usr/bin/ssh-keygen"), ["-q", "-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", Self.passphrase, "-f", "id"], in: workspace.folder)
        try #require(try workspace.text("id").hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
        let line = try workspace.text("id.pub").trimmingCharacters(in: .newlines)
        #expect(try workspace.peer("sops", "encrypt", "--age", line, "--output", "s.yaml", "plain.yaml").isSuccess)
        let environment = ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": "id"]
        let session = try TerminalSession.run(
            Program.rcsops, ["decrypt", "s.yaml"], [("Enter passphrase", Self.passphrase + "\\n")], in: workspace, environment: environment)
        #expect(session.code == 0 && session.unasked == 0 && session.shown.contains("a: 1"), "\(session.shown)")
        try FileManager.default.removeItem(atPath: workspace.path("id.pub"))
        let made = try workspace.rcsops("decrypt", "s.yaml", environment: environment)
        #expect(made.code == 128 && made.messages.contains("keep the .pub file beside it"), "\(made.messages)")
        // An RSA key is a long word in a sentence.
        #expect(!made.messages.contains(line) && made.messages.contains("one of ssh-rsa AAAAB3NzaC1yc2EAAAAD…"), "\(made.messages)")
    }

    @Test("what is no ssh key is told with its name and without its text")
    func noSSHKey() throws {
        let workspace = try workspace()
        try workspace.put("TOPSECRET\n", "junk")
        let made = try workspace.rcsops("decrypt", "--verbose", "e.yaml", environment: ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": "junk"])
        #expect(made.code == 128 && normal(made.messages).contains("malformed SSH identity in \"junk\": "), "\(made.messages)")
        #expect(!made.messages.contains("TOPSECRET"))
    }

    // MARK: Passphrases

    private static let passphrase = "correct horse"
    private static let question = "Enter passphrase for identity 'SOPS_AGE_KEY_FILE'"

    /// key.age: the identity as the real age encrypts it.
    private func locked(armored: Bool = true) throws -> Workspace {
        let workspace = try workspace()
        let made = try TerminalSession.run(
            URL(fileURLWithPath: "/usr/bin/age"), ["-p"] + (armored ? ["-a"] : []) + ["-o", "key.age", "key.txt"],
            [("Enter passphrase", Self.passphrase + "\\n"), ("Confirm passphrase", Self.passphrase + "\\n")], in: workspace)
        try #require(made.code == 0, "\(made.shown)")
        return workspace
    }

    @Test("the passphrase of an identity file is asked for once, for any number of files", arguments: [true, false])
    func passphraseOnce(armored: Bool) throws {
        let workspace = try locked(armored: armored)
        for name in ["f1.yaml", "f2.yaml", "f3.yaml"] { try workspace.put(try workspace.data("e.yaml"), name) }
        try workspace.put("c: 3\n", "g.yaml")
        _ = try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "g.yaml")
        let session = try TerminalSession.run(
            Program.rcsops, ["decrypt", "-i", "f1.yaml", "f2.yaml", "f3.yaml", "g.yaml"], [(Self.question, Self.passphrase + "\\n"), (Self.question, "x")],
            in: workspace, environment: ["SOPS_AGE_KEY_FILE": "key.age"])
        #expect(session.code == 0 && session.unasked == 1 && session.showedAtAnswers == [false] && session.showsAtEnd, "\(session.shown)")
        #expect(!session.shown.contains("horse"))
        #expect(try workspace.text("f3.yaml") == "a: 1\n" && workspace.text("g.yaml") == "c: 3\n")
    }

    @Test("three tries are given, as the real sops tells a wrong passphrase")
    func threeTries() throws {
        let workspace = try locked()
        let wrong = [(Self.question, "wrong one\\n"), ("That was not it", "wrong two\\n")]
        let right = try TerminalSession.run(
            Program.rcsops, ["decrypt", "e.yaml"], wrong + [("That was not it", Self.passphrase + "\\n")], in: workspace,
            environment: ["SOPS_AGE_KEY_FILE": "key.age"])
        #expect(right.code == 0 && right.shown.contains("a: 1"), "\(right.shown)")
        let failed = try TerminalSession.run(
            Program.rcsops, ["decrypt", "e.yaml"], wrong + [("That was not it", "wrong three\\n"), ("not it", "never\\n")], in: workspace,
            environment: ["SOPS_AGE_KEY_FILE": "key.age"])
        #expect(failed.code == 128 && failed.unasked == 1 && failed.shown.contains("incorrect passphrase"), "\(failed.shown)")
        #expect(!failed.shown.contains("wrong"))
        let sops = try TerminalSession.run(
            Program.peer("sops"), ["decrypt", "e.yaml"], [("Enter passphrase", "wrong one\\n")], in: workspace, environment: ["SOPS_AGE_KEY_FILE": "key.age"])
        #expect(sops.code == 128 && sops.shown.contains("incorrect passphrase"), "\(sops.shown)")
    }

    @Test("without a terminal nothing hangs, and the cause is told")
    func noTerminal() throws {
        let workspace = try locked()
        let start = Date()
        let made = try Program.run(
            URL(fileURLWithPath: "/usr/bin/setsid"), ["--wait", Program.rcsops.path, "decrypt", "e.yaml"], in: workspace.folder,
            environment: ["SOPS_AGE_KEY_FILE": "key.age"], seconds: 20)
        #expect(made.code == 128 && made.messages.contains("nobody can be asked for it: there is no terminal"), "\(made.messages)")
        #expect(made.messages.contains("fix: run it in a terminal") && Date().timeIntervalSince(start) < 10)
        // A file that another identity opens needs no passphrase.
        let both = ["SOPS_AGE_KEY_FILE": "key.age", "SOPS_AGE_KEY_CMD": "cat key.txt"]
        #expect(try workspace.rcsops("decrypt", "e.yaml", environment: both).text == "a: 1\n")
    }

    @Test("what rcsops encrypts with a passphrase the real sops and age open")
    func ownPassphraseFile() throws {
        let workspace = try workspace()
        let made = try TerminalSession.run(
            Program.rcsops, ["key", "generate", "--passphrase", "--output", "own.age"],
            [("Enter a passphrase", "one\\n"), ("Confirm", "two\\n"), ("not the same", ""), ("Enter a passphrase", Self.passphrase + "\\n"), ("Confirm", Self.passphrase + "\\n")],
            in: workspace)
        #expect(made.code == 0 && made.unasked == 0 && !made.shown.contains("horse"), "\(made.shown)")
        let recipient = try #require(made.shown.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("age1") }.map(String.init))
        let age = try TerminalSession.run(
            URL(fileURLWithPath: "/usr/bin/age"), ["-d", "own.age"], [("Enter passphrase", Self.passphrase + "\\n")], in: workspace)
        #expect(age.code == 0 && age.shown.contains("# public key: " + recipient) && age.shown.contains("AGE-SECRET-KEY-1"), "\(age.shown)")
        try workspace.put("a: 1\n", "x.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "--age", recipient, "x.yaml").isSuccess)
        for program in [Program.peer("sops"), Program.rcsops] {
            let opened = try TerminalSession.run(
                program, ["decrypt", "x.yaml"], [("Enter passphrase", Self.passphrase + "\\n")], in: workspace, environment: ["SOPS_AGE_KEY_FILE": "own.age"])
            #expect(opened.code == 0 && opened.shown.contains("a: 1"), "\(opened.shown)")
        }
        let shown = try TerminalSession.run(Program.rcsops, ["key", "show", "own.age"], [("Enter passphrase", Self.passphrase + "\\n")], in: workspace)
        #expect(shown.code == 0 && shown.shown.contains(recipient))
    }

    @Test("an identity file that is encrypted to a recipient, or damaged, is refused without a hang")
    func strangeEncryptedFiles() throws {
        let workspace = try workspace()
        _ = try Program.run(URL(fileURLWithPath: "/usr/bin/age"), ["-a", "-r", workspace.recipient, "-o", "key.age", "key.txt"], in: workspace.folder)
        let session = try TerminalSession.run(
            Program.rcsops, ["decrypt", "e.yaml"], [(Self.question, "x\\n")], in: workspace, environment: ["SOPS_AGE_KEY_FILE": "key.age"])
        #expect(session.code == 128 && session.shown.contains("encrypted to a recipient, and only a passphrase is possible"), "\(session.shown)")
        try workspace.put("age-encryption.org/v1\n-> scrypt x\n", "key.age")
        let damaged = try workspace.rcsops("key", "show", "key.age")
        #expect(damaged.code == 1 && damaged.messages.contains("RC80"), "\(damaged.messages)")
    }

    @Test("a passphrase that gpg-agent keeps opens the identities without a terminal, and a wrong one is dropped from it")
    func passphraseOfAgent() throws {
        let workspace = try locked()
        let home = "/tmp/rcsops-a" + String(UUID().uuidString.prefix(8))
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let tools = ["GNUPGHOME": home]
        func agent(_ command: String) throws -> String {
            try Program.run(URL(fileURLWithPath: "/usr/bin/gpg-connect-agent"), [command, "/bye"], in: workspace.folder, environment: tools).text
        }
        defer {
            _ = try? Program.run(URL(fileURLWithPath: "/usr/bin/gpgconf"), ["--kill", "all"], in: workspace.folder, environment: tools)
            try? FileManager.default.removeItem(atPath: home)
        }
        // gpg-connect-agent starts it, and lets none of our descriptors go down to it.
        try Data("allow-preset-passphrase\n".utf8).write(to: URL(fileURLWithPath: home + "/gpg-agent.conf"))
        try #require(try agent("GETINFO version").contains("OK"))
        // The name that sops 3.13 keeps it under.
        let script = "import base64, hashlib, sys; print('SopsAge' + base64.b32encode(hashlib.sha256(open('key.age', 'rb').read()).digest()[:25]).decode())"
        let id = try Program.run(URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script], in: workspace.folder).text.trimmingCharacters(in: .newlines)
        func keep(_ text: String) throws -> String {
            try agent("PRESET_PASSPHRASE " + id + " -1 " + text.utf8.map { String(format: "%02X", $0) }.joined())
        }
        func decrypt() throws -> Outcome {
            try Program.run(
                URL(fileURLWithPath: "/usr/bin/setsid"), ["--wait", Program.rcsops.path, "decrypt", "e.yaml"], in: workspace.folder,
                environment: ["SOPS_AGE_KEY_FILE": "key.age", "GPG_AGENT_INFO": home + "/S.gpg-agent:0:1"], seconds: 30)
        }
        let empty = try decrypt()
        #expect(empty.code == 128 && empty.messages.contains("nobody can be asked"), "\(empty.messages)")
        #expect(try keep(Self.passphrase) == "OK\n")
        let opened = try decrypt()
        #expect(opened.text == "a: 1\n", "\(opened.messages)")
        #expect(try keep("wrong one") == "OK\n")
        let wrong = try decrypt()
        #expect(wrong.code == 128 && !wrong.messages.contains("wrong"), "\(wrong.messages)")
        #expect(try agent("GET_PASSPHRASE --no-ask " + id + " X X X").contains("No data"))
    }

    @Test("an agent that says nothing, ends, or talks nonsense is passed over", arguments: ["silent", "ends", "nonsense", "long"])
    func strangeAgent(_ kind: String) throws {
        let workspace = try locked()
        let socket = "/tmp/rcsops-s" + String(UUID().uuidString.prefix(8))
        defer { try? FileManager.default.removeItem(atPath: socket) }
        let script = """
            import os, socket, sys, threading, subprocess, time
            kind, path = sys.argv[1:3]
            server = socket.socket(socket.AF_UNIX)
            server.bind(path)
            server.listen(5)
            def serve():
                while True:
                    client, _ = server.accept()
                    if kind == "silent": keep.append(client)
                    elif kind == "ends": client.close()
                    elif kind == "nonsense": client.sendall(b"OK\\nOK\\nOK zz\\nOK 1\\n\\n"); keep.append(client)
                    else: client.sendall(b"OK" + b"x" * 100000); keep.append(client)
            keep = []
            threading.Thread(target=serve, daemon=True).start()
            sys.exit(subprocess.run(["/usr/bin/setsid", "--wait"] + sys.argv[3:]).returncode)
            """
        let start = Date()
        let made = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script, kind, socket, Program.rcsops.path, "decrypt", "e.yaml"], in: workspace.folder,
            environment: ["SOPS_AGE_KEY_FILE": "key.age", "GPG_AGENT_INFO": socket], seconds: 60)
        #expect(made.code == 128 && made.messages.contains("nobody can be asked"), "\(made.messages)")
        #expect(Date().timeIntervalSince(start) < 30)
    }
}
