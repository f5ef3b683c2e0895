import CommandDriver
import Foundation
import TestVectors
import Testing

/// Each failure: sops' exit code, a cause and a way out, no plaintext, the file as it was.
@Suite struct FailureTests {
    private func expectFailure(_ outcome: Outcome, _ code: Int32, _ words: String) {
        #expect(outcome.code == code, "\(outcome.messages)")
        #expect(outcome.messages.contains(words), "\(outcome.messages)")
        #expect(outcome.messages.contains("\n  fix: "), "\(outcome.messages)")
        #expect(outcome.output.isEmpty)
        #expect(!outcome.messages.contains("TOPSECRET"))
    }

    @Test(arguments: ["encrypt", "decrypt"]) func aMissingFile(command: String) throws {
        let workspace = try Workspace()
        expectFailure(try workspace.rcsops(command, "nothing.conf"), 100, "cannot operate on non-existent file")
        #expect(try workspace.peer("sops", command, "nothing.conf").code == 100)
    }

    @Test func anUnreadableFile() throws {
        let workspace = try Workspace()
        #expect(try workspace.rcsops("encrypt", "--age", workspace.recipient, ".").code == 2)
        // Root reads everything: the test runs the command as nobody.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.folder.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: workspace.path("rclone.conf"))
        let program = workspace.folder.appendingPathComponent("program")
        try FileManager.default.copyItem(at: Program.rcsops, to: program)
        let arguments = ["encrypt", "--age", workspace.recipient, workspace.path("rclone.conf")]
        let outcome = getuid() == 0
            ? try Program.run(
                URL(fileURLWithPath: "/usr/bin/setpriv"), ["--reuid=65534", "--regid=65534", "--clear-groups", program.path] + arguments,
                in: workspace.folder)
            : try Program.run(program, arguments, in: workspace.folder)
        expectFailure(outcome, 2, "Permission denied")
    }

    @Test("where memory ends the command ends with a message, and nothing is written")
    func noMemory() throws {
        let workspace = try Workspace()
        try workspace.put("[a]\ntype = local\nx = " + String(repeating: "x", count: 200 << 20) + "\n", "rclone.conf")
        let outcome = try Program.run(
            URL(fileURLWithPath: "/bin/sh"),
            ["-c", "ulimit -v 400000; exec \"$0\" encrypt -i --age \"$1\" rclone.conf", Program.rcsops.path, workspace.recipient],
            in: workspace.folder, seconds: 600)
        #expect(outcome.code == 1 && outcome.messages.contains("RC2090"), "\(outcome.code) \(outcome.messages)")
        #expect(try workspace.data("rclone.conf").starts(with: Data("[a]\ntype = local\n".utf8)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).filter { $0.hasPrefix(".") } == [])
    }

    @Test(arguments: ["", "# only a note\n", "{\"a\": TOPSECRET}\n", "[r]\nk = TOPSECRET\n", "k = TOPSECRET\n"])
    func whatRcloneReadsWithoutARemoteInItIsEncryptedWithAWarningAndComesBack(text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "rclone.conf")
        let made = try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "rclone.conf")
        #expect(made.code == 0 && made.messages.contains("RC10"), "\(made.messages)")
        #expect(!(try workspace.text("rclone.conf").contains("TOPSECRET")))
        #expect(try workspace.rcsops("decrypt", "rclone.conf").text == text)
    }

    @Test(arguments: ["just words\n", "[r]\nno separator\n"])
    func whatIsNoRcloneConfigIsNotEncrypted(text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "rclone.conf")
        expectFailure(try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "rclone.conf"), 2, "RC10")
        #expect(try workspace.text("rclone.conf") == text)
    }

    @Test func aSectionTwiceAndAKeyBeforeAnySectionAreFindings() throws {
        let workspace = try Workspace()
        try workspace.put("k = TOPSECRET\n[a]\ntype = local\n[a]\nx = y\n", "rclone.conf")
        let check = try workspace.rcsops("check", "rclone.conf")
        #expect(check.code == 1)
        #expect(check.text.contains("rclone.conf:1:1: RC1004") && check.text.contains("rclone.conf:4:1: RC1002"))
        #expect(!check.text.contains("TOPSECRET"))
        // rclone reads such a file, so it is encrypted, and the findings are told.
        let made = try workspace.rcsops("encrypt", "--age", workspace.recipient, "rclone.conf")
        #expect(made.code == 0 && made.messages.contains("RC1002") && made.messages.contains("RC1004"))
    }

    @Test func noRecipient() throws {
        let workspace = try Workspace()
        expectFailure(try workspace.rcsops("encrypt", "rclone.conf"), 1, "no keys provided")
        #expect(try workspace.peer("sops", "encrypt", "rclone.conf").code == 1)
    }

    @Test(arguments: [
        ("age1wrong", "\"age1wrong\" is mistyped"), ("", "unknown recipient type"), ("nonsense", "unknown recipient type"),
        ("AGE-SECRET-KEY-1TOPSECRET", "that is an identity"), ("# created\nAGE-SECRET-KEY-1TOPSECRET", "that is an identity"),
        ("TOPSECRET and more of a text", "a text of 28 bytes"),
    ]) func aWrongRecipient(text: String, words: String) throws {
        let workspace = try Workspace()
        expectFailure(try workspace.rcsops("encrypt", "--age", text + ",", "rclone.conf"), 1, words)
    }

    @Test(arguments: [
        ["--unencrypted-suffix", "x\\"], ["--unencrypted-suffix", "\"quoted\""], ["--unencrypted-suffix", "a\\nb"],
    ]) func aRuleThatTheDocumentCannotCarryIsRefused(rule: [String]) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            Program.rcsops, ["encrypt", "-i", "--age", workspace.recipient] + rule + ["rclone.conf"], in: workspace.folder)
        expectFailure(outcome, 4, "RC3008")
        #expect(try workspace.text("rclone.conf") == Workspace.config)
    }

    @Test(arguments: ["300", "-1"]) func aThresholdOutOfRangeIsRefused(threshold: String) throws {
        let workspace = try Workspace()
        expectFailure(
            try workspace.rcsops("encrypt", "--age", workspace.recipient, "--shamir-secret-sharing-threshold=" + threshold, "rclone.conf"),
            1, "out of range")
    }

    @Test func aPieceOfASecretInTheNameOfAKeyIsTold() throws {
        let workspace = try Workspace()
        try workspace.put("[r]\ntype = s3\nsecret_access_key =\n  c2VjcmV0TOPSECRET1MQ==\n", "rclone.conf")
        let made = try workspace.rcsops("encrypt", "--age", workspace.recipient, "rclone.conf")
        #expect(made.messages.contains("rclone.conf:4:3: RC1028") && !made.messages.contains("TOPSECRET"))
        let check = try workspace.rcsops("check", "rclone.conf")
        #expect(check.text.contains("RC1028") && !check.text.contains("TOPSECRET"))
    }

    @Test(arguments: [("decrpyt", "decrypt"), ("encrpyt", "encrypt"), ("rotaet", "rotate"), ("exce-env", "exec-env")])
    func aCommandWithTwoLettersInEachOthersPlaceIsKnown(_ typed: String, _ meant: String) throws {
        expectFailure(try Workspace().rcsops(typed, "f.yaml"), 64, "did you mean rcsops " + meant + "?")
    }

    @Test func noIdentityAndAWrongIdentity() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let before = try workspace.data("rclone.enc.ini")
        let none = try workspace.rcsops("decrypt", "-i", "rclone.enc.ini", environment: [:])
        expectFailure(none, 128, "the file wants: one of " + workspace.recipient)
        #expect(none.messages.contains("tried: nothing, there is no identity here; nothing in SOPS_AGE_SSH_PRIVATE_KEY_FILE, SOPS_AGE_SSH_PRIVATE_KEY_CMD, "))
        let other = try Workspace()
        let wrong = try workspace.rcsops("decrypt", "-i", "rclone.enc.ini", environment: other.identity)
        expectFailure(wrong, 128, "tried: " + other.recipient + " from ")
        #expect(wrong.messages.split(separator: "\n").count == 4, "\(wrong.messages)")
        let verbose = try workspace.rcsops("decrypt", "--verbose", "-i", "rclone.enc.ini", environment: other.identity)
        expectFailure(verbose, 128, "Group 0: FAILED\n  " + workspace.recipient + ": FAILED\n    - | failed to create reader for decrypting")
        #expect(try workspace.data("rclone.enc.ini") == before)
        #expect(try workspace.peer("sops", "decrypt", "rclone.enc.ini", environment: other.identity).code == 128)
    }

    @Test func aTamperedValueANameAndTheMAC() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let document = try workspace.text("rclone.enc.ini")
        func tampered(_ find: String, _ replace: String, _ code: Int32, _ words: String) throws {
            let changed = document.replacingOccurrences(of: find, with: replace)
            #expect(changed != document)
            try workspace.put(changed, "changed.ini")
            expectFailure(try workspace.rcsops("decrypt", "-i", "changed.ini"), code, words)
            #expect(try workspace.text("changed.ini") == changed)
            #expect(try workspace.peer("sops", "decrypt", "changed.ini").code == code)
        }
        let value = try #require(document.split(separator: "\n").first { $0.hasPrefix("secret_access_key") })
        let middle = value.index(value.startIndex, offsetBy: 55)
        let flipped = value.replacingCharacters(in: middle...middle, with: value[middle] == "A" ? "B" : "A")
        try tampered(String(value), flipped, 25, "source / secret_access_key")
        try tampered("[source]", "[sauce]", 25, "message authentication failed")
        try tampered(String(value), "secret_access_key = plain", 25, "does not match sops' data format")
        try tampered("region = eu-west-1", "region = eu-west-2", 51, "MAC mismatch")
        try tampered(String(value) + "\n", "", 51, "MAC mismatch")
        try tampered("lastmodified = 2", "lastmodified = 1", 51, "Cannot decrypt MAC")
        try tampered("version = 3.11.0", "version = x", 1, "version")
        #expect(try workspace.rcsops("decrypt", "--ignore-mac", "changed.ini").code != 0)
    }

    @Test func aFileCutAtAnyLineIsAnErrorWithoutPlaintext() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let lines = try workspace.text("rclone.enc.ini").split(separator: "\n", omittingEmptySubsequences: false)
        for count in 0..<(lines.count - 1) {
            let cut = lines.prefix(count).joined(separator: "\n")
            // What is missing after the last metadata that count is no cut.
            guard !cut.contains("unencrypted_regex") else { continue }
            try workspace.put(cut, "cut.ini")
            let outcome = try workspace.rcsops("decrypt", "cut.ini")
            #expect([1, 25, 51, 128].contains(outcome.code), "\(count): \(outcome.code) \(outcome.messages)")
            #expect(outcome.output.isEmpty && !outcome.messages.contains("TOPSECRET"))
        }
    }

    @Test func whatIsEncryptedAlreadyIsRefusedWith203() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let before = try workspace.data("rclone.enc.ini")
        expectFailure(try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "rclone.enc.ini"), 203, "encrypted already")
        #expect(try workspace.data("rclone.enc.ini") == before)
        #expect(try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "rclone.enc.ini").code == 203)
    }

    @Test func standardInputNeedsAName() throws {
        let workspace = try Workspace()
        let input = Data(Workspace.config.utf8)
        expectFailure(try workspace.rcsops("encrypt", "--age", workspace.recipient, "-", input: input), 8, "--filename-override")
        expectFailure(try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, "-", input: input), 8, "--in-place")
        let check = try workspace.rcsops("check", "-", input: input)
        #expect(check.code == 0 && check.messages.contains("2 remotes"), "\(check.messages)")
        let made = try workspace.rcsops(
            "encrypt", "--age", workspace.recipient, "--filename-override", "rclone.conf", "-", input: input)
        #expect(made.code == 0)
        #expect(try workspace.rcsops("decrypt", "-", input: made.output).output == input)
    }

    @Test func aFullDiskLeavesTheFileAsItWas() throws {
        let workspace = try Workspace()
        let shell = URL(fileURLWithPath: "/bin/bash")
        // One block of 1,024 bytes is less than the encrypted file.
        let outcome = try Program.run(
            shell, ["-c", "ulimit -f 1; exec \"$0\" encrypt -i --age \"$1\" rclone.conf", Program.rcsops.path, workspace.recipient],
            in: workspace.folder)
        expectFailure(outcome, 3, "File too large")
        #expect(try workspace.text("rclone.conf") == Workspace.config)
        let names = try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path)
        #expect(names.sorted() == ["key.txt", "rclone.conf"])
    }

    @Test func aFullStandardOutputIsAnError() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let outcome = try Program.run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", "exec \"$0\" decrypt rclone.enc.ini > /dev/full", Program.rcsops.path],
            in: workspace.folder, environment: workspace.identity)
        #expect(outcome.code == 1 && outcome.messages.contains("No space left"))
    }

    @Test func aBrokenOrForeignConfigurationStopsEncryption() throws {
        let workspace = try Workspace()
        for (yaml, words) in [
            ("creation_rules: [", ".sops.yaml:"), ("creation_rules:\n  - path_regex: other\n    age: x\n", "no matching creation rules"),
            ("creation_rules:\n  - kms: ABCD\n", "kind kms"), ("creation_rules:\n  - pgp: ABCD\n", "is no fingerprint"), ("creation_rules:\n  - path_regex: '('\n", "can not compile"),
        ] {
            try workspace.put(yaml, ".sops.yaml")
            expectFailure(try workspace.rcsops("encrypt", "rclone.conf"), 1, words)
        }
    }

    @Test func usageErrorsEndWith64() throws {
        let workspace = try Workspace()
        #expect(try workspace.rcsops("encrypt", "--agee", "x", "rclone.conf").code == 64)
        #expect(try workspace.rcsops("decrypt").code == 64)
        #expect(try workspace.rcsops("nonsense").code == 64)
        #expect(try workspace.rcsops("render", "secret", "rclone.conf").code == 64)
        #expect(try workspace.rcsops("render", "secret", "rclone.conf", "--name", "Bad_Name").code == 64)
    }

    @Test func aKeyIsNeverOverwritten() throws {
        let workspace = try Workspace()
        let before = try workspace.text("key.txt")
        #expect(try workspace.rcsops("key", "generate", "--output", "key.txt").code == 1)
        #expect(try workspace.text("key.txt") == before)
    }
}
