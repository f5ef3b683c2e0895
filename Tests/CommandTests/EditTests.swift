import CommandDriver
import Foundation
import Testing

/// `edit`, beside the real sops.
@Suite struct EditTests {
    private static let yaml = "# head\na: one\nb:\n    - 1\n    - true\n"

    private func both(_ text: String = yaml, as name: String = "a.yaml") throws -> SideBySide {
        let both = try SideBySide()
        try both.encrypt(text, as: name)
        return both
    }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Writes a script that is an editor: `$1` is the file.
    private func editor(_ script: String, in workspace: Workspace) throws -> [String: String] {
        try workspace.put(script, "editor.sh")
        return ["EDITOR": "sh editor.sh"]
    }

    private func edit(_ workspace: Workspace, _ arguments: String..., editor script: String, input: Data = Data()) throws -> Outcome {
        try workspace.rcsops(
            ["edit"] + arguments, environment: workspace.identity.merging(try editor(script, in: workspace)) { $1 }, input: input)
    }

    @Test("exit codes are sops'", arguments: [
        "true", "false", "nosuchprogram", "sh -c 'exit 3'", "sh -c 'kill -9 $$'", "'open quote", "open\\", "   ", "# comment",
        "sh -c 'echo c: $$ > $0'", "sh -c 'rm $0'", "./not-executable",
    ])
    func exitCodes(_ editor: String) throws {
        let both = try both()
        try both.workspace.put("", "not-executable")
        try both.expectSame(["edit", "a.yaml"], environment: ["EDITOR": editor])
        try both.expectSame(["edit", "a.yaml"], environment: ["EDITOR": "false", "SOPS_EDITOR": editor])
    }

    @Test("under the name sops a file alone is edited")
    func aFileAlone() throws {
        let both = try both()
        let environment = both.workspace.identity.merging(["EDITOR": "sed -i s/one/two/"]) { $1 }
        let saved = try Program.run(both.namedSops, ["a.yaml"], in: both.workspace.folder, environment: environment)
        #expect(saved.isSuccess, "\(saved.messages)")
        #expect(try both.workspace.peer("sops", "decrypt", "a.yaml").text == Self.yaml.replacingOccurrences(of: "one", with: "two"))
        // An rclone.conf that rcsops has encrypted is one there too.
        try both.workspace.encrypt()
        let shown = try Program.run(
            both.namedSops, ["rclone.enc.ini"], in: both.workspace.folder, environment: both.workspace.identity.merging(["EDITOR": "cat"]) { $1 })
        #expect(shown.code == 200 && shown.text == Workspace.config, "\(shown.messages)")
    }

    @Test("failures have sops' exit codes")
    func failures() throws {
        let both = try both()
        // What can't be saved is kept in the workspace, which goes.
        let change = ["EDITOR": "sh -c 'echo c: $$ > $0'", "XDG_RUNTIME_DIR": both.workspace.folder.path]
        try both.workspace.put(try both.workspace.text("a.yaml").replacingOccurrences(of: "a: ENC", with: "# x\nz: ENC"), "moved.yaml")
        try both.workspace.put(try both.workspace.text("a.yaml").replacingOccurrences(of: "    - ENC[AES256_GCM,data:", with: "    # - ENC["), "short.yaml")
        for (arguments, code) in [
            (["plain-a.yaml"], 1), (["."], 2), (["new.yaml"], 1), (["--age", "age1x", "new.yaml"], 1), (["moved.yaml"], 25), (["short.yaml"], 51),
            (["--decryption-order", "age,age", "a.yaml"], 112), (["--age", both.workspace.recipient, "no/new.yaml"], 3),
        ] {
            let refused = try both.expectSame(["edit"] + arguments, environment: change)
            #expect(Int(refused.code) == code && refused.messages.contains(" RC"), "\(arguments): \(refused.messages)")
        }
        let ignored = try both.expectSame(["edit", "--ignore-mac", "short.yaml"], environment: ["EDITOR": "true"])
        #expect(ignored.code == 200)
        #expect(try both.expectSame(["edit", "a.yaml"], environment: ["EDITOR": "true", "SOPS_AGE_KEY_FILE": "/dev/null"]).code == 128)
        #expect(try both.expectSame(["edit", "a.yaml"], environment: ["EDITOR": "", "PATH": "/nonexistent"]).code == 201)
    }

    @Test("EDITOR is split as sops splits it", arguments: [
        #"-a 'b c' "d \" e \x $HOME" f\ g h"i"'j' # comment"#, "#x", "a#b", "''", "$HOME ~ `id` * ?", "'a\nb' # c\n d", #"\'\"\\"#, "\"\" \u{fc}",
    ])
    func wordsOfEditor(_ words: String) throws {
        let both = try both()
        try both.workspace.put("#!/bin/sh\nfor word; do echo \"<$word>\"; done | sed '$d'; cat \"$(eval echo \\${$#})\"", "print.sh")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: both.workspace.path("print.sh"))
        let shown = try both.expectSame(["edit", "a.yaml"], environment: ["EDITOR": "./print.sh " + words])
        #expect(shown.code == 200 && shown.text.hasSuffix(Self.yaml))
    }

    @Test("the plaintext is in a file of the same name, in a folder of our own in memory, and gone afterwards")
    func whereThePlaintextIs() throws {
        let both = try both()
        let shown = try edit(both.workspace, "a.yaml", editor: "stat -c %a $1 $(dirname $1); df --output=fstype $1 | tail -1; ls -A $(dirname $1); echo x > $(dirname $1)/.a.yaml.swp; echo $1")
        let lines = shown.text.split(separator: "\n")
        #expect(shown.code == 200 && lines.prefix(4) == ["600", "700", "tmpfs", "a.yaml"], "\(shown.text)\(shown.messages)")
        #expect(!isThere(URL(fileURLWithPath: String(lines[4])).deletingLastPathComponent().path))
    }

    @Test("a changed text is what the real sops decrypts; what was not changed keeps its ciphertext", arguments: [
        ("a.yaml", yaml, "sed -i 's/one/two/' $1"), ("a.json", "{\n\t\"a\": \"one\",\n\t\"b\": 1.5\n}\n", "sed -i 's/one/two/' $1"),
        ("a.env", "# c\nA=one\nB=x\n", "sed -i 's/one/two/' $1"), ("a.ini", "[s]\na = one\nb = x\n", "sed -i 's/one/two/' $1"),
        ("a.bin", "one\0\u{1}", "printf two >> $1"),
    ])
    func changes(_ name: String, _ text: String, _ change: String) throws {
        let both = try both(text, as: name)
        let before = try both.workspace.text(name)
        try both.workspace.put(before, "sops-" + name)
        let saved = try edit(both.workspace, name, editor: change)
        #expect(saved.isSuccess && saved.messages.isEmpty, "\(saved.messages)")
        let sops = try both.workspace.peer("sops", ["edit", "sops-" + name], environment: both.workspace.identity.merging(["EDITOR": "sh editor.sh"]) { $1 })
        #expect(sops.isSuccess)
        let decrypted = try both.workspace.peer("sops", "decrypt", name)
        #expect(decrypted.isSuccess)
        #expect(try decrypted.output == both.workspace.peer("sops", "decrypt", "sops-" + name).output)
        #expect(decrypted.text.contains("two"))
        func values(_ text: String) -> Set<Substring> { Set(text.split(separator: "\n").filter { $0.contains("type:") && !$0.contains("mac") }) }
        let gone = try values(before).subtracting(values(both.workspace.text(name)))
        #expect(gone.count <= 1, "\(gone)")
    }

    @Test("a new file begins with sops' example, and is encrypted to the rule's recipients", arguments: ["n.yaml", "n.yml", "n.json", "n.env", "n.ini", "n.txt"])
    func newFiles(_ name: String) throws {
        let both = try SideBySide()
        let arguments = ["edit", "--age", both.workspace.recipient, name]
        #expect(try both.expectSame(arguments, environment: ["EDITOR": "cat"]).code == 200)
        #expect(!isThere(both.workspace.path(name)))
        #expect(try both.expectSame(["edit", "--output-type", "json"] + arguments.dropFirst(), environment: ["EDITOR": "cat"]).output.count > 10)
        let saved = try edit(both.workspace, "--age", both.workspace.recipient, name, editor: "sed -i 's/Welcome to/Hello,/' $1; cp $1 typed")
        #expect(saved.isSuccess, "\(saved.messages)")
        #expect(try both.workspace.peer("sops", "decrypt", name).output == both.workspace.data("typed"))
        // A rule of .sops.yaml counts too.
        try both.workspace.put("creation_rules:\n  - age: \(both.workspace.recipient)\n    encrypted_regex: ^hello$\n", ".sops.yaml")
        if name == "n.yaml" {
            #expect(try edit(both.workspace, "ruled.yaml", editor: "echo 'clear: text' >> $1").isSuccess)
            let text = try both.workspace.text("ruled.yaml")
            #expect(text.contains("clear: text\n") && text.contains("hello: ENC["))
        }
    }

    @Test("a text that can't be saved brings the editor back, until it can")
    func invalidTextComesBack() throws {
        let both = try both()
        let script = """
            n=$(cat count 2>/dev/null); n=$((n+1)); echo $n > count
            case $n in
            1) echo 'a: [' > $1 ;;
            2) grep -q 'a: \\[' $1 && echo 'sops: {x: y}' > $1 ;;
            3) echo '- a' > $1 ;;
            4) : > $1 ;;
            5) printf 'a: b\\nx: {' > $1 ;;
            *) echo 'a: saved' > $1 ;;
            esac
            """
        let saved = try edit(both.workspace, "a.yaml", editor: script, input: Data("\nx\n\n".utf8))
        #expect(saved.isSuccess && saved.messages.components(separatedBy: "Press Enter").count == 6, "\(saved.messages)")
        #expect(saved.messages.contains("a.yaml:2:1: RC4020"))
        #expect(try both.workspace.peer("sops", "decrypt", "a.yaml").text == "a: saved\n")
    }

    @Test("an editor that gives the same unreadable text again, with nobody to ask, ends it; the text is kept encrypted")
    func unreadableForEver() throws {
        let both = try both()
        let before = try both.workspace.data("a.yaml")
        let ended = try edit(both.workspace, "a.yaml", editor: "printf 'a: [typed' > $1")
        #expect(ended.code == 2 && ended.messages.contains("a.yaml.unsaved"), "\(ended.messages)")
        #expect(try both.workspace.data("a.yaml") == before)
        #expect(try both.workspace.peer("sops", "decrypt", "a.yaml.unsaved").text == "a: [typed")
    }

    @Test("an editor that would come back at once is told of", arguments: [("code", true), ("code --wait", false), ("subl -w", false), ("emacsclient", true), ("other", false)])
    func warnings(_ editor: String, _ isWarned: Bool) throws {
        let both = try both()
        let name = editor.split(separator: " ")[0]
        try both.workspace.put("#!/bin/sh\n", "bin/\(name)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: both.workspace.path("bin/\(name)"))
        let looked = try both.workspace.rcsops("edit", "a.yaml", environment: both.workspace.identity.merging(["EDITOR": "bin/" + editor]) { $1 })
        #expect(looked.code == 200 && looked.messages.contains("warning") == isWarned, "\(looked.messages)")
    }

    @Test("what somebody else has saved in the meantime stays, and so does what was typed")
    func twoAtOnce() throws {
        let both = try both()
        // The editor of the first is the second, on the same file.
        let second = "EDITOR=\"sed -i s/one/theirs/\" \"$RCSOPS\" edit a.yaml && sed -i s/one/ours/ $1"
        var environment = both.workspace.identity.merging(try editor(second, in: both.workspace)) { $1 }
        environment["RCSOPS"] = Program.rcsops.path
        let refused = try both.workspace.rcsops("edit", "a.yaml", environment: environment)
        #expect(refused.code == 3 && refused.messages.contains("RC2011") && refused.messages.contains("a.yaml.unsaved"), "\(refused.messages)")
        #expect(try both.workspace.peer("sops", "decrypt", "a.yaml").text.contains("a: theirs"))
        #expect(try both.workspace.peer("sops", "decrypt", "a.yaml.unsaved").text.contains("a: ours"))
        // A new file that somebody else began.
        let began = try edit(both.workspace, "--age", both.workspace.recipient, "new.yaml", editor: "echo theirs > new.yaml; echo c: d > $1")
        #expect(began.code == 3 && began.messages.contains("RC2007"))
        #expect(try both.workspace.text("new.yaml") == "theirs\n")
        #expect(try both.workspace.peer("sops", "decrypt", "new.yaml.unsaved").text == "c: d\n")
    }

    @Test("a new file may be the target of a link, as in sops")
    func danglingLink() throws {
        let both = try both()
        try FileManager.default.createSymbolicLink(atPath: both.workspace.path("link.yaml"), withDestinationPath: "target.yaml")
        let began = try edit(both.workspace, "--age", both.workspace.recipient, "link.yaml", editor: "echo c: d > $1")
        #expect(began.code == 0, "\(began.messages)")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: both.workspace.path("link.yaml")) == "target.yaml")
        #expect(try both.workspace.peer("sops", "decrypt", "target.yaml").text == "c: d\n")
        // A link that leads there in the meantime is somebody else's file.
        let late = try edit(both.workspace, "--age", both.workspace.recipient, "late.yaml", editor: "ln -s target.yaml late.yaml; echo e: f > $1")
        #expect(late.code == 3 && late.messages.contains("RC2007"), "\(late.messages)")
        #expect(try both.workspace.peer("sops", "decrypt", "target.yaml").text == "c: d\n")
    }

    @Test("of a text that can't be read the place is told, and no flag that would not help")
    func placeOfTheFault() throws {
        let both = try both()
        let refused = try edit(both.workspace, "a.yaml", editor: "echo 'a: [' > $1")
        #expect(refused.code == 2 && refused.messages.contains("fix: correct the text at that place"), "\(refused.messages)")
        #expect(!refused.messages.contains("--input-type"))
    }

    @Test("an editor that takes the text away is told of")
    func removedText() throws {
        let both = try both()
        let gone = try edit(both.workspace, "a.yaml", editor: "rm $1")
        #expect(gone.code == 2 && gone.messages.contains("the editor has removed the text"), "\(gone.messages)")
    }

    @Test("a file that can't be replaced keeps the text beside it, and one more if that is there")
    func keptBeside() throws {
        let both = try both()
        try FileManager.default.linkItem(atPath: both.workspace.path("a.yaml"), toPath: both.workspace.path("other.yaml"))
        for name in ["a.yaml.unsaved", "a.yaml.unsaved-2"] {
            let refused = try edit(both.workspace, "a.yaml", editor: "echo 'c: \(name)' > $1")
            #expect(refused.code == 3 && refused.messages.contains("RC2006") && refused.messages.contains("\"\(name)\""), "\(refused.messages)")
            #expect(try both.workspace.peer("sops", ["decrypt", "--input-type", "binary", "--output-type", "binary", name]).text == "c: \(name)\n")
        }
    }

    @Test("a folder that may not be written is told beforehand, and the text is kept in memory, encrypted")
    func keptInMemory() throws {
        let both = try both()
        let locked = both.workspace.path("locked")
        try FileManager.default.createDirectory(atPath: locked, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: both.workspace.path("a.yaml"), toPath: locked + "/kept.yaml")
        _ = try editor("echo c: d > $1", in: both.workspace)
        for (path, mode) in [(both.workspace.folder.path, 0o755), (locked, 0o555), (both.workspace.path("key.txt"), 0o644)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: locked) }
        // Root may write everywhere.
        var words = [Program.rcsops.path, "edit", "locked/kept.yaml"]
        if geteuid() == 0 { words = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + words }
        let refused = try Program.run(
            URL(fileURLWithPath: words[0]), Array(words.dropFirst()), in: both.workspace.folder,
            environment: both.workspace.identity.merging(["EDITOR": "sh editor.sh"]) { $1 })
        #expect(refused.code == 3 && refused.messages.contains("not be able to save"), "\(refused.messages)")
        let place = try #require(refused.messages.components(separatedBy: "kept in \"").last?.components(separatedBy: "\"").first)
        defer { try? FileManager.default.removeItem(atPath: place) }
        #expect(place.hasPrefix("/dev/shm/kept.yaml.unsaved"), "\(refused.messages)")
        #expect(try both.workspace.peer("sops", ["decrypt", "--input-type", "binary", "--output-type", "binary", place]).text == "c: d\n")
    }

    @Test("a signal ends it cleanly: the folder is gone, what was saved is kept encrypted", arguments: ["TERM", "HUP"])
    func signals(_ name: String) throws {
        let both = try both()
        let script = "echo c: d > $1; echo $1\nkill -\(name) $PPID\nfor i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done\n"
        let ended = try both.withUsualSignals(["edit", "a.yaml"], environment: try editor(script, in: both.workspace))
        #expect(ended.code == 201 && ended.messages.contains("a.yaml.unsaved"), "\(ended.messages)")
        let path = ended.text.trimmingCharacters(in: .newlines)
        #expect(path.hasPrefix("/") && !isThere(URL(fileURLWithPath: path).deletingLastPathComponent().path))
        #expect(try both.workspace.peer("sops", "decrypt", "a.yaml.unsaved").text == "c: d\n")
    }

    @Test("--show-master-keys shows what sops shows, and takes over a new recipient, who can then read")
    func masterKeys() throws {
        let both = try both()
        #expect(try both.expectSame(["edit", "-s", "a.yaml"], environment: ["EDITOR": "cat"]).text.contains("sops:\n"))
        let other = try both.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        let add = "sed -i 's/^    age:/    age:\\n        - recipient: \(other)/; s/one/two/; s/unencrypted_suffix: _unencrypted/encrypted_regex: ^a$/' $1"
        let saved = try edit(both.workspace, "-s", "a.yaml", editor: add)
        #expect(saved.isSuccess, "\(saved.messages)")
        for identity in ["key.txt", "other.txt"] {
            let read = try both.workspace.peer("sops", "decrypt", "a.yaml", environment: ["SOPS_AGE_KEY_FILE": both.workspace.path(identity)])
            #expect(read.text == Self.yaml.replacingOccurrences(of: "one", with: "two"), "\(read.messages)")
        }
        #expect(try both.workspace.text("a.yaml").contains("    - 1\n    - true\n"))
        let pgp = try edit(both.workspace, "-s", "a.yaml", editor: "grep -q pgp: $1 || sed -i 's/^    age:/    pgp:\\n        - fp: ABC\\n    age:/' $1")
        #expect(pgp.code == 1 && pgp.messages.contains("ABC") && pgp.messages.contains("pgp"), "\(pgp.messages)")
        let gone = try edit(both.workspace, "-s", "a.yaml", editor: "sed -i '/^sops:/,$d' $1")
        #expect(gone.code == 1 && gone.messages.contains("metadata"), "\(gone.messages)")
    }

    @Test("an rclone.conf is shown as it was, and saved with its looks; rclone's rules hold")
    func rcloneConfiguration() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let before = try workspace.text("rclone.enc.ini")
        let saved = try edit(workspace, "rclone.enc.ini", editor: "cp $1 shown; sed -i 's/^# a note/# another note/; s/TOPSECRETTOO/x#y;z/' $1")
        #expect(saved.isSuccess && saved.messages.isEmpty, "\(saved.messages)")
        #expect(try workspace.text("shown") == Workspace.config)
        let edited = Workspace.config.replacingOccurrences(of: "# a note", with: "# another note").replacingOccurrences(of: "TOPSECRETTOO", with: "x#y;z")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == edited)
        let after = try workspace.text("rclone.enc.ini")
        #expect(after.contains(try #require(before.split(separator: "\n").first { $0.hasPrefix("access_key_id") })))
        #expect(try edit(workspace, "rclone.enc.ini", editor: "true").code == 200)

        let script = "[ -e once ] && sed -i '/^nonsense/d' $1 || echo nonsense >> $1; touch once; sed -i 's/^provider = AWS/provider = AWSS/' $1"
        let told = try edit(workspace, "rclone.enc.ini", editor: script)
        #expect(told.isSuccess && told.messages.contains("RC1001") && told.messages.contains("Press Enter"), "\(told.messages)")
        let keys = try edit(workspace, "-s", "rclone.enc.ini", editor: "sed -i 's/^region = .*/region = eu-north-1/; s/AWSS*$/AWS/' $1; cp $1 shown")
        #expect(keys.isSuccess, "\(keys.messages)")
        #expect(try workspace.text("shown").contains("\n[sops]\n"))
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == edited.replacingOccurrences(of: "eu-west-1", with: "eu-north-1"))
    }

    @Test("a new rclone.conf begins with an example of one")
    func newRcloneConfiguration() throws {
        let workspace = try Workspace()
        let saved = try edit(workspace, "--age", workspace.recipient, "rclone.new.ini", editor: "grep -q 'type = s3' $1 && printf '# mine\\n[r]\\ntype = sftp\\nhost=h\\npass = x#y\\n' > $1")
        #expect(saved.isSuccess, "\(saved.messages)")
        #expect(try workspace.text("rclone.new.ini").contains("type = sftp\n"))
        #expect(try workspace.rcsops("decrypt", "rclone.new.ini").text == "# mine\n[r]\ntype = sftp\nhost=h\npass = x#y\n")
    }
}
