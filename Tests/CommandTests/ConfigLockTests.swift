import CommandDriver
import Foundation
import TestVectors
import Testing

/// rclone's own encryption, both ways with the real rclone, and such a file as input.
@Suite struct ConfigLockTests {
    private static let password = "correct horse pässwörd ﬁ"
    private static let source = ["RCLONE_CONFIG_PASS": password]

    private func expectFailure(_ outcome: Outcome, _ code: Int32, _ words: String) {
        #expect(outcome.code == code && outcome.messages.contains(words) && outcome.messages.contains("\n  fix: "), "\(outcome.messages)")
        #expect(outcome.output.isEmpty)
        #expect(!outcome.messages.contains("TOPSECRET") && !outcome.messages.contains("horse"))
    }

    private func locked() throws -> Workspace {
        let workspace = try Workspace()
        let made = try workspace.rcsops("config", "lock", "--output", "locked.conf", "rclone.conf", environment: Self.source)
        try #require(made.isSuccess, "\(made.messages)")
        #expect(made.messages.isEmpty)
        return workspace
    }

    @Test func rcloneReadsWhatIsLockedAsItReadsThePlainFile() throws {
        let workspace = try locked()
        let plain = try workspace.peer("rclone", "--config", "rclone.conf", "config", "dump")
        let dump = try workspace.peer("rclone", "--config", "locked.conf", "config", "dump", environment: Self.source)
        #expect(plain.isSuccess && dump.isSuccess && dump.output == plain.output, "\(dump.messages)")
        #expect(try workspace.peer("rclone", "--config", "locked.conf", "config", "encryption", "check", environment: Self.source).isSuccess)
        let wrong = try workspace.peer(
            "rclone", "--config", "locked.conf", "config", "encryption", "check", environment: ["RCLONE_CONFIG_PASS": "other"])
        #expect(wrong.code == 1)
    }

    @Test func rcloneMakesTheSameKeyOfAnyPassword() throws {
        let workspace = try Workspace()
        var random = SystemRandomNumberGenerator()
        // Where compatibility forms, marks, Hangul and its parts, and what is new in Unicode 15.0 are.
        let ranges: [ClosedRange<UInt32>] = [
            0xA0...0x24F, 0x300...0x36F, 0x5B0...0x5EA, 0x900...0x9FF, 0x1100...0x11FF, 0x1E00...0x1FFF, 0x2070...0x33FF, 0xAC00...0xD7A3,
            0xF900...0xFFEF, 0x1D400...0x1D7FF, 0x1E030...0x1E06D, 0x2F800...0x2FA1D,
        ]
        func character() -> Character {
            let range = Int.random(in: 0..<4, using: &random) == 0 ? ranges[1] : ranges.randomElement(using: &random) ?? ranges[0]
            return Unicode.Scalar(UInt32.random(in: range, using: &random)).map { Character($0) } ?? "a"
        }
        let runs = [30, 31, 62].map { "a" + String(repeating: "\u{301}\u{323}", count: $0 / 2) + String(repeating: "\u{301}", count: $0 % 2 + 1) }
        for password in (0..<20).map({ _ in String((0..<120).map { _ in character() }) }) + runs {
            let environment = ["RCLONE_CONFIG_PASS": password]
            let made = try workspace.rcsops("config", "lock", "-q", "--output", "locked.conf", "rclone.conf", environment: environment)
            let check = try workspace.peer("rclone", "--config", "locked.conf", "config", "encryption", "check", environment: environment)
            #expect(made.isSuccess && check.isSuccess, "\(password.unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }

    @Test func whatIsLockedIsChangedInPlaceAndStaysLocked() throws {
        let workspace = try locked()
        let before = try workspace.data("locked.conf")
        let changes: [[String]] = [
            ["set", "locked.conf", "source", "region", "eu-central-1"], ["copy", "locked.conf", "source", "third"],
            ["rename", "locked.conf", "third", "fourth"], ["unset", "locked.conf", "fourth", "region"], ["remove", "locked.conf", "destination"],
        ]
        for change in changes {
            for file in ["locked.conf", "rclone.conf"] {
                let arguments = ["config"] + change.map { $0 == "locked.conf" ? file : $0 }
                let made = try workspace.rcsops(arguments, environment: Self.source)
                #expect(made.isSuccess, "\(made.messages)")
            }
        }
        #expect(try workspace.text("locked.conf").hasPrefix("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:"))
        let opened = try workspace.rcsops("config", "unlock", "locked.conf", environment: Self.source)
        #expect(try opened.output == workspace.data("rclone.conf"))
        let theirs = try workspace.peer("rclone", "--config", "locked.conf", "config", "dump", environment: Self.source)
        let plain = try workspace.peer("rclone", "--config", "rclone.conf", "config", "dump")
        #expect(theirs.isSuccess && theirs.output == plain.output)
        // No change leaves the file as it is, though its encryption never gives the same twice.
        let changed = try workspace.data("locked.conf")
        #expect(changed != before)
        #expect(try workspace.rcsops("config", "set", "locked.conf", "source", "region", "eu-central-1", environment: Self.source).isSuccess)
        #expect(try workspace.data("locked.conf") == changed)
        expectFailure(
            try workspace.rcsops("config", "set", "locked.conf", "source", "region", "x", environment: ["RCLONE_CONFIG_PASS": "other"]), 1, "RC9101")
        #expect(try workspace.data("locked.conf") == changed)
    }

    @Test(arguments: ["locked.yaml", "locked.json", "locked.env", "locked"])
    func whatIsLockedIsAnRcloneConfigUnderAnyName(name: String) throws {
        let workspace = try locked()
        try FileManager.default.moveItem(atPath: workspace.path("locked.conf"), toPath: workspace.path(name))
        let made = try workspace.rcsops(
            "encrypt", "--quiet", "--age", workspace.recipient, "--output", "x.enc.ini", name, environment: workspace.identity.merging(Self.source) { $1 })
        #expect(made.code == 0 && made.messages.isEmpty, "\(made.messages)")
        #expect(try workspace.rcsops("decrypt", "x.enc.ini").output == workspace.data("rclone.conf"))
        #expect(try workspace.rcsops("check", name, environment: Self.source).code == 0)
    }

    @Test func thePasswordCommandServesEveryCommandThatReadsAConfig() throws {
        let workspace = try locked()
        try workspace.put("#!/bin/sh\nprintf '%s\\n' '\(Self.password)'\n", "password")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: workspace.path("password"))
        let command = ["--password-command", workspace.path("password")]
        for arguments in [
            ["config", "show"], ["config", "redacted"], ["config", "convert", "--to", "json"], ["config", "set", "locked.conf", "source", "acl", "private"],
            ["check"], ["render", "secret", "--name", "n"],
        ] {
            let words = arguments.contains("locked.conf") ? arguments : arguments + ["locked.conf"]
            let made = try workspace.rcsops(words + command, environment: [:])
            #expect(made.code == 0, "\(words) \(made.messages)")
        }
        let run = try workspace.rcsops(["rclone"] + command + ["locked.conf", "--", "listremotes"], environment: ["PATH": VectorFolder.packageRoot.appendingPathComponent(".build/peers/bin").path])
        #expect(Set(run.text.split(separator: "\n")) == ["destination:", "source:"], "\(run.messages)")
    }

    @Test func whatIsLockedComesBackByteForByte() throws {
        let workspace = try locked()
        #expect(!(try workspace.text("locked.conf")).contains("TOPSECRET"))
        let opened = try workspace.rcsops("config", "unlock", "locked.conf", environment: Self.source)
        #expect(try opened.isSuccess && opened.output == workspace.data("rclone.conf"))
        #expect(try workspace.rcsops("config", "unlock", "-i", "locked.conf", environment: Self.source).isSuccess)
        #expect(try workspace.text("locked.conf") == Workspace.config)
    }

    @Test func whatRcloneEncryptsIsUnlocked() throws {
        let workspace = try Workspace()
        try workspace.put("#!/bin/sh\nprintf '%s\\n' \"$WORDS\"\n", "print")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path("print"))
        let environment = ["WORDS": Self.password]
        let plain = try workspace.peer("rclone", "--config", "rclone.conf", "config", "dump")
        let set = try workspace.peer(
            "rclone", "--config", "rclone.conf", "--password-command", "./print", "config", "encryption", "set", environment: environment)
        try #require(set.isSuccess, "\(set.messages)")
        #expect(try workspace.text("rclone.conf").contains("RCLONE_ENCRYPT_V0"))
        let opened = try workspace.rcsops(
            "config", "unlock", "--output", "plain.conf", "--password-command", "./print", "rclone.conf", environment: environment)
        #expect(opened.isSuccess, "\(opened.messages)")
        #expect(try workspace.peer("rclone", "--config", "plain.conf", "config", "dump").output == plain.output)
    }

    @Test func aLockedFileIsInputOfTheOtherCommands() throws {
        let workspace = try locked()
        let environment = Self.source.merging(workspace.identity) { $1 }
        let made = try workspace.rcsops(
            "encrypt", "--age", workspace.recipient, "--output", "locked.enc.ini", "locked.conf", environment: Self.source)
        try #require(made.isSuccess, "\(made.messages)")
        #expect(try workspace.rcsops("decrypt", "locked.enc.ini").text == Workspace.config)
        #expect(try workspace.rcsops("check", "locked.conf", environment: environment).isSuccess)
        // A locked file may be read by others.
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: workspace.path("rclone.conf"))
        let plain = try workspace.rcsops("check", "--json", "rclone.conf")
        #expect(try workspace.rcsops("check", "--json", "locked.conf", environment: environment).text
            == plain.text.replacingOccurrences(of: "rclone.conf", with: "locked.conf"))
        let secret = try workspace.rcsops("render", "secret", "--name", "s", "locked.conf", environment: environment)
        #expect(try secret.isSuccess && secret.text == workspace.rcsops("render", "secret", "--name", "s", "rclone.conf").text)
        // Locked within a Secret.
        let nested = try workspace.rcsops("render", "secret", "--name", "s", "rclone.conf").text
        try workspace.put(nested, "secret.yaml")
        #expect(try workspace.rcsops("config", "lock", "--output", "again.conf", "secret.yaml", environment: environment).isSuccess)
        #expect(try workspace.rcsops("config", "unlock", "again.conf", environment: environment).text == Workspace.config)
    }

    @Test func aFileThatIsSaidToBeBinaryStaysLocked() throws {
        let workspace = try locked()
        let made = try workspace.rcsops(
            "encrypt", "--input-type", "binary", "--age", workspace.recipient, "--output", "b.enc", "locked.conf", environment: [:])
        try #require(made.isSuccess, "\(made.messages)")
        #expect(try workspace.rcsops("decrypt", "--input-type", "binary", "--output-type", "binary", "b.enc").output == workspace.data("locked.conf"))
        // check looks through both.
        let environment = Self.source.merging(workspace.identity) { $1 }
        #expect(try workspace.rcsops("check", "b.enc", environment: environment).isSuccess)
    }

    @Test func withoutThePasswordNothingIsDone() throws {
        let workspace = try locked()
        let before = try workspace.data("locked.conf")
        for command in [["config", "unlock", "-i"], ["check"], ["encrypt", "-i", "--age", workspace.recipient], ["render", "secret", "--name", "s"]] {
            func run(_ more: [String], _ environment: [String: String]) throws -> Outcome {
                try Program.run(URL(fileURLWithPath: "/usr/bin/setsid"), ["-w", Program.rcsops.path] + command + more + ["locked.conf"], in: workspace.folder, environment: environment)
            }
            expectFailure(try run([], [:]), 1, "RC9105")
            expectFailure(try run(["--ask-password=false"], [:]), 1, "RC9104")
            expectFailure(try run([], ["RCLONE_ASK_PASSWORD": "false"]), 1, "RC9104")
            expectFailure(try run([], ["RCLONE_CONFIG_PASS": "another horse"]), 1, "RC9101")
            expectFailure(try run([], ["RCLONE_CONFIG_PASS": " \t"]), 1, "RC9103")
        }
        #expect(try workspace.data("locked.conf") == before)
    }

    @Test(.enabled(if: VectorFolder.isThere)) func whiteSpaceAtTheEndsOfAPasswordCounts() throws {
        let workspace = try Workspace()
        try workspace.put(Data(try VectorFolder.bytes("rclone/encrypted/enc4.conf")), "enc4.conf")
        #expect(try workspace.rcsops("config", "unlock", "enc4.conf", environment: ["RCLONE_CONFIG_PASS": "  lead and trail  "]).isSuccess)
        expectFailure(try workspace.rcsops("config", "unlock", "enc4.conf", environment: ["RCLONE_CONFIG_PASS": "lead and trail"]), 1, "RC9101")
        // A file of a very old rclone, whose password was trimmed.
        let trimmed = try workspace.rcsops("config", "lock", "rclone.conf", environment: ["RCLONE_CONFIG_PASS": "lead and trail"])
        try workspace.put(trimmed.output, "old.conf")
        let opened = try workspace.rcsops("config", "unlock", "old.conf", environment: ["RCLONE_CONFIG_PASS": " lead and trail "])
        #expect(opened.text == Workspace.config && opened.messages.contains("only without the white space"))
        let warned = try workspace.rcsops("config", "lock", "rclone.conf", environment: ["RCLONE_CONFIG_PASS": " lead and trail "])
        #expect(warned.isSuccess && warned.messages.contains("white space, which counts"))
    }

    @Test func damagedFilesAreToldApart() throws {
        let workspace = try locked()
        let file = try workspace.text("locked.conf")
        func unlock(_ text: String) throws -> Outcome {
            try workspace.put(text, "damaged.conf")
            return try workspace.rcsops("config", "unlock", "damaged.conf", environment: Self.source)
        }
        expectFailure(try unlock(String(file.dropLast())), 2, "is cut off")
        expectFailure(try unlock(String(file.prefix(90))), 2, "data too short")
        expectFailure(try unlock(file + "\n# note"), 2, "damaged.conf:5:1: RC9111 illegal base64 data at byte")
        expectFailure(try unlock(file.replacingOccurrences(of: "V0:", with: "V7:")), 2, "damaged.conf:3:1: RC9110 unsupported configuration encryption")
        let marker = try #require(file.range(of: "V0:\n")).upperBound
        var letters = Array(file)
        let place = file.distance(from: file.startIndex, to: marker) + 36
        letters[place] = letters[place] == "A" ? "B" : "A"
        expectFailure(try unlock(String(letters)), 1, "or the file was changed")
        let marked = try unlock("\u{feff}" + file)
        #expect(marked.text == Workspace.config && marked.messages.contains("byte order mark"))
        expectFailure(try unlock(Workspace.config), 2, "is not encrypted by rclone")
        expectFailure(try workspace.rcsops("config", "lock", "locked.conf", environment: Self.source), 2, "encrypted by rclone already")
        expectFailure(try workspace.rcsops("decrypt", "locked.conf"), 2, "rcsops config unlock")
    }

    @Test(arguments: [
        "./print a  b", "./print \"x \"\"y\"\"\" z", "./print a ", "./print \"\"", " ./print", "./print \" \" c", "./print a\nb", "\n\n./print q",
        "./print \"a\r\nb\"", "./print a\r\n", "./print a\rb", "./print 'a b'", "./print \"a\"\r", "./print a\"b", "./print \"a\"b", "./print \"a",
    ]) func theWordsOfThePasswordCommandAreThoseOfRclone(command: String) throws {
        let workspace = try locked()
        try workspace.put("#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > seen\nprintf %s \"$WORDS\"\n", "print")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path("print"))
        for environment in [["WORDS": Self.password], ["WORDS": Self.password, "RCLONE_PASSWORD_COMMAND": command]] {
            let option = environment.count == 1 ? ["--password-command=" + command] : []
            func seen(_ program: URL, _ arguments: [String]) throws -> (isSuccess: Bool, words: String?) {
                try? FileManager.default.removeItem(atPath: workspace.path("seen"))
                let outcome = try Program.run(program, arguments + option, in: workspace.folder, environment: environment)
                return (outcome.isSuccess, try? workspace.text("seen"))
            }
            let theirs = try seen(Program.peer("rclone"), ["--config", "locked.conf", "config", "dump"])
            let ours = try seen(Program.rcsops, ["config", "unlock", "locked.conf"])
            #expect(ours == theirs)
        }
    }

    @Test func thePasswordCommandIsRunAsRcloneRunsIt() throws {
        let workspace = try Workspace()
        try workspace.put(
            "#!/bin/sh\nls /proc/self/fd | tr '\\n' ' ' > descriptors\necho \"$#:$1:$2:${RCLONE_PASSWORD_CHANGE-unset}\" > seen\nprintf '\\r\\n  a long password \\r\\n\\n'\n",
            "a program")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path("a program"))
        let command = "\"./a program\" \"x \"\"y\"\"\" z"
        // The command wins over the variable.
        let locked = try workspace.rcsops(
            "config", "lock", "-q", "--output", "locked.conf", "rclone.conf",
            environment: ["RCLONE_PASSWORD_COMMAND": command, "RCLONE_CONFIG_PASS": "other"])
        try #require(locked.isSuccess, "\(locked.messages)")
        #expect(try workspace.text("seen") == "2:x \"y\":z:1\n")
        // What the tests have open is closed first: a command gets what its caller's caller left open, as with rclone.
        let clean = ["-c", "import os, sys; os.closerange(3, 4096); os.execv(sys.argv[1], sys.argv[1:])", Program.rcsops.path]
        _ = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"), clean + ["config", "unlock", "--password-command", command, "locked.conf"],
            in: workspace.folder)
        // 3 is the folder that ls itself reads.
        #expect(try workspace.text("descriptors") == "0 1 2 3 ")
        let environment = ["RCLONE_CONFIG_PASS": "  a long password ", "RCLONE_PASSWORD_CHANGE": "1"]
        #expect(try workspace.peer("rclone", "--config", "locked.conf", "config", "dump", environment: environment).isSuccess)
        let opened = try workspace.rcsops("config", "unlock", "--password-command", command, "locked.conf", environment: environment)
        #expect(opened.text == Workspace.config)
        #expect(try workspace.text("seen") == "2:x \"y\":z:unset\n")
        func unlock(_ command: String) throws -> Outcome {
            try workspace.rcsops("config", "unlock", "--password-command", command, "locked.conf", environment: environment)
        }
        expectFailure(try unlock("sh -c \"exit 3\""), 1, "exit status 3")
        expectFailure(try unlock("sh -c \"kill -9 $$\""), 1, "signal 9")
        expectFailure(try unlock("true"), 1, "returned an empty string")
        expectFailure(try unlock("no-such-program"), 1, "can't be started")
        expectFailure(try unlock("echo \"a"), 1, "RC9120")
        expectFailure(try unlock(" \"\" "), 1, "RC9121")
        expectFailure(try unlock("echo wrong"), 1, "the password command")
        expectFailure(try unlock("yes"), 1, "prints more than")
    }
}
