import CommandDriver
import Foundation
import Testing

@Suite struct RuleTests {
    @Test func harmlessOptionsStayReadableAndNothingElseDoes() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let document = try workspace.text("rclone.enc.ini")
        #expect(document.contains("\ntype = s3\n") && document.contains("\nendpoint = https://s3.example.com/\n"))
        for secret in ["TOPSECRET", "AKIAINVENTED", "DESTINATIONKEY", "a note", "# head"] { #expect(!document.contains(secret)) }
    }

    @Test func anEndpointWithAPasswordIsEncrypted() throws {
        let workspace = try Workspace()
        try workspace.put("[r]\ntype = s3\nprovider = Ceph\nendpoint = https://user:TOPSECRET@host/\n", "rclone.conf")
        try workspace.encrypt()
        #expect(!(try workspace.text("rclone.enc.ini").contains("TOPSECRET")))
    }

    @Test func optionsOfAnUnknownBackendAreAllSecret() throws {
        let workspace = try Workspace()
        try workspace.put("[r]\ntype = new\nregion = TOPSECRET\n", "rclone.conf")
        try workspace.encrypt()
        #expect(!(try workspace.text("rclone.enc.ini").contains("TOPSECRET")))
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").code == 0)
    }

    @Test func aRemoteNamedLikeAReadableOptionIsEncryptedWhole() throws {
        let workspace = try Workspace()
        try workspace.put("[region]\ntype = s3\nsecret_access_key = TOPSECRET\naccess_key_id = A\n", "rclone.conf")
        try workspace.encrypt()
        #expect(!(try workspace.text("rclone.enc.ini").contains("TOPSECRET")))
    }

    @Test func calledAsSopsItsDefaultRuleHolds() throws {
        let workspace = try Workspace()
        let link = workspace.folder.appendingPathComponent("sops")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Program.rcsops)
        try workspace.put(Workspace.config, "rclone.ini")
        let made = try Program.run(link, ["encrypt", "-age=" + workspace.recipient, "rclone.ini", "-output", "x.ini"], in: workspace.folder)
        #expect(made.code == 0, "\(made.messages)")
        let document = try workspace.text("x.ini")
        #expect(document.contains("unencrypted_suffix = _unencrypted"))
        #expect(!document.contains("type = s3"))
        // The formats are those of the names.
        let blob = try Program.run(link, ["encrypt", "-i", "--age", workspace.recipient, "rclone.conf"], in: workspace.folder)
        #expect(try blob.code == 0 && workspace.text("rclone.conf").hasPrefix("{"), "\(blob.messages)")
        #expect(try workspace.peer("sops", "decrypt", "rclone.conf").text == Workspace.config)
        let version = try Program.run(link, ["--version"], in: workspace.folder)
        #expect(version.text.hasPrefix("sops 3.11.0\n"))
    }

    @Test func theRuleThatMatchesThePathGivesRecipientAndSelector() throws {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace.path("jobs/one"), withIntermediateDirectories: true)
        try workspace.put(Workspace.config, "jobs/one/rclone.conf")
        try workspace.put("""
            creation_rules:
              - path_regex: ^jobs/.*\\.conf$
                encrypted_regex: ^(access_key_id|secret_access_key)$
                age: \(workspace.recipient)
            """, ".sops.yaml")
        let made = try Program.run(
            Program.rcsops, ["encrypt", "rclone.conf", "--output", "rclone.enc.ini"],
            in: workspace.folder.appendingPathComponent("jobs/one"), environment: ["PWD": "/"])
        #expect(made.code == 0, "\(made.messages)")
        let document = try workspace.text("jobs/one/rclone.enc.ini")
        #expect(document.contains("encrypted_regex") && document.contains("provider = Ceph") && !document.contains("TOPSECRET"))
        #expect(!document.contains("rclone-layout"))
        #expect(try workspace.rcsops("decrypt", "jobs/one/rclone.enc.ini").text == Workspace.config)
        #expect(try workspace.peer("sops", "decrypt", "jobs/one/rclone.enc.ini").code == 0)
        #expect(try workspace.rcsops("encrypt", "rclone.conf").code == 1)
    }

    @Test func aRuleThatLeavesASecretReadableIsRefused() throws {
        let workspace = try Workspace()
        for arguments in [
            ["--encrypted-regex", "^access_key_id$"], ["--unencrypted-regex", "key"], ["--unencrypted-suffix", "_id"],
        ] {
            let made = try Program.run(
                Program.rcsops, ["encrypt", "--age", workspace.recipient] + arguments + ["rclone.conf"], in: workspace.folder)
            #expect(made.code == 23)
            #expect(made.output.isEmpty && !made.messages.contains("TOPSECRET"))
        }
    }

    @Test func aNameWithTheStandardSuffixIsStoredSoThatItDoesNotCount() throws {
        let workspace = try Workspace()
        try workspace.put("[r]\ntype = s3\nnote_unencrypted = TOPSECRET\n", "rclone.conf")
        try workspace.encrypt("--unencrypted-suffix", "_unencrypted")
        #expect(!(try workspace.text("rclone.enc.ini").contains("TOPSECRET")))
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == "[r]\ntype = s3\nnote_unencrypted = TOPSECRET\n")
    }

    @Test(arguments: [
        "description = a https://x and https://u:TOPSECRET@b/", "endpoint = //u:TOPSECRET@h", "endpoint = TOPSECRET@h",
        "endpoint = h/?token=TOPSECRET", "endpoint = https://h/#token=TOPSECRET", "description = x {\"access_token\":\"TOPSECRET\"}",
        "region = :s3,secret_access_key=TOPSECRET:b", "type = crypt\nregion = TOPSECRET", "type = s3,key=TOPSECRET",
    ]) func aSecretInAHarmlessOptionIsEncrypted(line: String) throws {
        let workspace = try Workspace()
        let config = "[r]\n" + (line.hasPrefix("type") ? "" : "type = s3\nprovider = Ceph\n") + line + "\n"
        try workspace.put(config, "rclone.conf")
        try workspace.encrypt()
        #expect(!(try workspace.text("rclone.enc.ini").contains("TOPSECRET")))
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == config)
    }

    @Test func theMACMayCoverEncryptedValuesOnly() throws {
        let workspace = try Workspace()
        try workspace.encrypt("--mac-only-encrypted")
        #expect(try workspace.peer("sops", "decrypt", "rclone.enc.ini").code == 0)
        let edited = try workspace.text("rclone.enc.ini").replacingOccurrences(of: "region = eu-west-1", with: "region = eu-west-2")
        try workspace.put(edited, "rclone.enc.ini")
        let decrypted = try workspace.rcsops("decrypt", "rclone.enc.ini")
        #expect(decrypted.code == 0 && decrypted.text.contains("region = eu-west-2"))
    }
}

/// Rules that go by comments, on documents in which a comment moves between writing and reading.
@Suite struct CommentRuleTests {
    @Test(arguments: [
        ("unencrypted_comment_regex: note", "a:\n- # no\n  b: # note t\n  c: x\n"),
        ("encrypted_comment_regex: note", "a:\n  - key: !foo bar # note t\n    password: x\n"),
    ]) func aDocumentThatNobodyCouldDecryptIsRefused(rule: String, text: String) throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - \(rule)\n    age: \(workspace.recipient)\n", ".sops.yaml")
        try workspace.put(text, "x.yaml")
        let outcome = try workspace.rcsops("encrypt", "x.yaml")
        #expect(outcome.code == 4 && outcome.messages.contains("RC4023") && outcome.output.isEmpty, "\(outcome.messages)")
    }

    @Test func aCommentGovernsWhatFollowsIt() throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - encrypted_comment_regex: secret\n    age: \(workspace.recipient)\n", ".sops.yaml")
        try workspace.put("# secret\na: x\nb: y\n", "x.yaml")
        let outcome = try workspace.rcsops("encrypt", "x.yaml")
        #expect(outcome.code == 0 && outcome.text.hasPrefix("# secret\na: ENC[") && outcome.text.contains("\nb: \"y\"\n"), "\(outcome.messages)")
    }
}
