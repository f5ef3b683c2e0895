import CommandDriver
import Foundation
import Testing

/// `config set`, `unset`, `rename`, `remove`, `copy` and `import`, on plain and on encrypted files.
@Suite struct ConfigEditTests {
    private func changedLines(_ old: String, _ new: String) -> [String] {
        let before = Set(old.split(separator: "\n"))
        return new.split(separator: "\n").filter { !before.contains($0) }.map(String.init)
    }

    private func dump(_ workspace: Workspace, _ name: String) throws -> [String: [String: String]] {
        let made = try workspace.peer("rclone", "--config", name, "config", "dump")
        return try JSONSerialization.jsonObject(with: made.output) as? [String: [String: String]] ?? [:]
    }

    @Test func aSecretFromStandardInputLosesOneLineEndOnly() throws {
        let workspace = try Workspace()
        for (input, expected) in [("new\n", "new"), ("new\r\n", "new"), ("new", "new"), (" new \n", " new "), ("", "")] {
            let made = try workspace.rcsops("config", "set", "rclone.conf", "source", "secret_access_key", "-", input: Data(input.utf8))
            // Blanks in a key are told.
            #expect(made.code == 0 && made.output.isEmpty && (made.messages.isEmpty || expected == " new "), "\(made.messages)")
            #expect(try dump(workspace, "rclone.conf")["source"]?["secret_access_key"] == expected)
        }
        let refused = try workspace.rcsops("config", "set", "rclone.conf", "source", "secret_access_key", "-", input: Data("a\n\n".utf8))
        #expect(refused.code == 1 && refused.messages.contains("RC8108"))
    }

    @Test func aSecretAsAnArgumentDrawsAWarning() throws {
        let workspace = try Workspace()
        let secret = try workspace.rcsops("config", "set", "rclone.conf", "source", "secret_access_key", "SHOWN")
        #expect(secret.code == 0 && secret.messages.contains("warning") && !secret.messages.contains("SHOWN"))
        let harmless = try workspace.rcsops("config", "set", "rclone.conf", "source", "region", "eu-central-1")
        #expect(harmless.code == 0 && harmless.messages.isEmpty)
        let expected = Workspace.config.replacingOccurrences(of: "TOPSECRET#with;marks", with: "SHOWN")
            .replacingOccurrences(of: "eu-west-1", with: "eu-central-1")
        #expect(try workspace.text("rclone.conf") == expected)
    }

    /// What rclone's own `config update` leaves in the file is revealed to the same by rclone.
    @Test(arguments: [[], ["--obscure"], ["--no-obscure"]])
    func aPasswordIsObscuredAsRcloneDoesIt(flags: [String]) throws {
        let workspace = try Workspace()
        let obscured = try workspace.peer("rclone", "obscure", "a password of some length").text.trimmingCharacters(in: .newlines)
        for password in ["short", obscured, "no base64 at all, and long enough!", "abcdefghijklmnopqrstuvwxyz0123"] {
            for name in ["ours.conf", "theirs.conf"] { try workspace.put("[p]\ntype = sftp\nhost = h\n", name) }
            let ours = try workspace.rcsops(["config", "set", "ours.conf", "p", "pass"] + flags, input: Data(password.utf8))
            let theirs = try workspace.peer("rclone", ["--config", "theirs.conf", "config", "update", "--non-interactive"] + flags + ["--", "p", "pass", password])
            #expect(ours.code == 0 && theirs.code == 0, "\(ours.messages) \(theirs.messages)")
            #expect(try revealed(workspace, "ours.conf") == revealed(workspace, "theirs.conf"), "\(password) \(flags)")
        }
    }

    private func revealed(_ workspace: Workspace, _ name: String) throws -> String {
        let stored = try dump(workspace, name)["p"]?["pass"] ?? ""
        let made = try workspace.peer("rclone", "reveal", "--", stored)
        return made.code == 0 ? made.text : "as it is: " + stored
    }

    @Test func aTypoInAnOptionOrAValueOfAnotherTypeIsToldAtOnce() throws {
        let workspace = try Workspace()
        for (option, value, code) in [("regoin", "eu", "RC1017"), ("chunk_size", "lots", "RC1016"), ("acl", "public-read", "RC1039")] {
            let made = try workspace.rcsops("config", "set", "rclone.conf", "source", option, value)
            #expect(made.code == 0 && made.messages.contains(code), "\(made.messages)")
            #expect(try workspace.rcsops("config", "set", "--quiet", "rclone.conf", "source", option, value).messages.isEmpty)
        }
    }

    @Test func inAnEncryptedFileOnlyTheChangedValueChanges() throws {
        let workspace = try Workspace()
        // Without a layout, which a changed file would need anew.
        try workspace.put("[a]\ntype = s3\nsecret_access_key = OLD\naccess_key_id = ID\n\n[b]\ntype = alias\nremote = a:x\n\n", "rclone.conf")
        try workspace.encrypt()
        let old = try workspace.text("rclone.enc.ini")
        let made = try workspace.rcsops("config", "set", "rclone.enc.ini", "a", "secret_access_key", "-", input: Data("NEW#1".utf8))
        #expect(made.code == 0, "\(made.messages)")
        let new = try workspace.text("rclone.enc.ini")
        let lines = changedLines(old, new).filter { !$0.hasPrefix("mac") && !$0.hasPrefix("lastmodified") }
        #expect(lines.count == 1 && lines[0].hasPrefix("secret_access_key = ENC["))
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == "[a]\ntype = s3\nsecret_access_key = NEW#1\naccess_key_id = ID\n\n[b]\ntype = alias\nremote = a:x\n\n")
        let sops = try workspace.peer("sops", "decrypt", "rclone.enc.ini")
        #expect(sops.code == 0)
        try workspace.put(sops.output, "by-sops.conf")
        #expect(try dump(workspace, "by-sops.conf")["a"]?["secret_access_key"] == "NEW#1")
    }

    @Test func everyChangeWorksAlikeOnAPlainAndAnEncryptedFile() throws {
        let changes: [[String]] = [
            ["set", "FILE", "source", "acl", "private"], ["set", "FILE", "new", "type", "alias"],
            ["set", "FILE", "new", "remote", "source:bucket"], ["unset", "FILE", "source", "region"],
            ["rename", "FILE", "source", "origin"], ["copy", "FILE", "origin", "again"], ["remove", "FILE", "destination"],
            ["import", "FILE", "other.conf"],
        ]
        let workspace = try Workspace()
        try workspace.put("# of another file\n[imported]\ntype = local\n", "other.conf")
        try workspace.encrypt()
        for change in changes {
            for file in ["rclone.conf", "rclone.enc.ini"] {
                let made = try Program.run(
                    Program.rcsops, ["config"] + change.map { $0 == "FILE" ? file : $0 }, in: workspace.folder,
                    environment: workspace.identity)
                #expect(made.code == 0 && made.output.isEmpty, "\(change) \(made.messages)")
            }
            #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").output == workspace.data("rclone.conf"), "\(change)")
            #expect(try workspace.peer("sops", "decrypt", "rclone.enc.ini").code == 0, "\(change)")
        }
        let read = try dump(workspace, "rclone.conf")
        #expect(Set(read.keys) == ["origin", "new", "again", "imported"])
        #expect(read["new"]?["remote"] == "origin:bucket" && read["origin"] == read["again"] && read["origin"]?["region"] == nil)
        #expect(try workspace.text("rclone.conf").hasPrefix("# head\n[origin]\n"))
    }

    @Test func aDocumentThatSopsMadeCanBeChanged() throws {
        let workspace = try Workspace()
        try workspace.put("; note\n[a]\ntype = s3\nsecret_access_key = OLD\n\n[b]\ntype = local\n", "x.ini")
        let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "x.enc.ini", "x.ini")
        #expect(made.code == 0, "\(made.messages)")
        let old = try workspace.text("x.enc.ini")
        let changed = try workspace.rcsops("config", "set", "x.enc.ini", "a", "secret_access_key", "-", input: Data("NEW".utf8))
        #expect(changed.code == 0, "\(changed.messages)")
        let read = try workspace.peer("sops", "decrypt", "x.enc.ini")
        #expect(read.code == 0 && read.text.contains("NEW") && !read.text.contains("OLD"), "\(read.text)")
        #expect(try workspace.rcsops("decrypt", "x.enc.ini").text.contains("; note\n[a]\n"))
        // sops aligns the lines and rcsops does not: what is compared is the ciphertext.
        func ciphertexts(_ text: String) -> Set<Substring> {
            Set(text.split(separator: "\n").filter { !$0.hasPrefix("mac") && !$0.hasPrefix(";") }.compactMap { line in
                line.range(of: "ENC[").map { line[$0.lowerBound...] }
            })
        }
        let (before, after) = (ciphertexts(old), ciphertexts(try workspace.text("x.enc.ini")))
        #expect(before.count == 3 && after.count == 3 && before.intersection(after).count == 2)
    }

    @Test func remotesComeFromAFileOfAnyForm() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        for (number, other) in ["rclone.conf", "rclone.enc.ini", "secret.yaml"].enumerated() {
            if number == 2 { try workspace.put(try workspace.rcsops("render", "secret", "rclone.conf", "--name", "x").output, other) }
            try workspace.put("salt = unused\n[r]\ntype = local\n", "to.conf")
            let made = try workspace.rcsops("config", "import", "to.conf", other, "--remote", "destination")
            #expect(made.code == 0 && made.messages.contains("imported destination"), "\(made.messages)")
            #expect(try workspace.text("to.conf").hasPrefix("salt = unused\n[r]\ntype = local\n\n[destination]\n# a note\n"))
        }
    }

    @Test func importedReferencesMustMeanTheSame() throws {
        let workspace = try Workspace()
        try workspace.put("salt = x\n[n]\ntype = s3\nk = %(salt)s\n", "other.conf")
        for (text, code) in [("[r]\ntype = s3\n", Int32(1)), ("salt = y\n", 1), ("salt = x\nmore = z\n", 0)] {
            try workspace.put(text, "to.conf")
            let made = try workspace.rcsops("config", "import", "to.conf", "other.conf")
            #expect(made.code == code && (code == 0 || made.messages.contains("RC8115")), "\(made.messages)")
        }
    }

    @Test func anotherOutputLeavesTheFileAsItWas() throws {
        let workspace = try Workspace()
        let made = try workspace.rcsops("config", "set", "rclone.conf", "source", "region", "x", "--output", "new.conf")
        #expect(made.code == 0)
        #expect(try workspace.text("rclone.conf") == Workspace.config)
        let shown = try workspace.rcsops("config", "set", "rclone.conf", "source", "region", "x", "--output", "-")
        #expect(try shown.output == workspace.data("new.conf"))
        let piped = try workspace.rcsops("config", "set", "-", "source", "region", "x", input: Data(Workspace.config.utf8))
        #expect(piped.output == shown.output)
        let attributes = try FileManager.default.attributesOfItem(atPath: workspace.path("new.conf"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test(arguments: [
        (["set", "rclone.conf", "sourc", "region", "x"], "RC8103"), (["unset", "rclone.conf", "source", "regio"], "RC8104"),
        (["rename", "rclone.conf", "source", "destination"], "RC8105"), (["copy", "rclone.conf", "source", "a/b"], "RC8106"),
        (["set", "rclone.conf", "source", "a=b", "x"], "RC8107"), (["set", "rclone.conf", "source", "region", "%(x)s"], "RC8109"),
        (["remove", "rclone.conf", "DEFAULT"], "RC8110"), (["set", "-", "source", "region", "-"], "RC8102"),
        (["import", "rclone.conf", "other.conf"], "RC8114"), (["set", "broken.conf", "r", "region", "x"], "RC1001"),
        (["set", "secret.yaml", "r", "region", "x"], "RC3010"), (["set", "none.conf", "r", "region", "x"], "RC2001"),
    ]) func whatCannotBeDoneLeavesTheFile(arguments: [String], code: String) throws {
        let workspace = try Workspace()
        try workspace.put("[source]\ntype = TOPSECRET\n", "other.conf")
        try workspace.put("[r]\ntype = s3\nTOPSECRET\n", "broken.conf")
        try workspace.put("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  rclone.conf: |\n    [r]\n    type = s3\n", "secret.yaml")
        let made = try Program.run(Program.rcsops, ["config"] + arguments, in: workspace.folder, environment: workspace.identity)
        #expect(made.code != 0 && made.output.isEmpty && made.messages.contains(code), "\(made.messages)")
        #expect(!made.messages.contains("TOPSECRET"))
        #expect(try workspace.text("rclone.conf") == Workspace.config)
    }

    @Test func aSecretThatTheRuleWouldShowIsNotWritten() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let old = try workspace.data("rclone.enc.ini")
        let made = try workspace.rcsops(
            "config", "set", "rclone.enc.ini", "source", "endpoint", "-", input: Data("https://u:TOPSECRET@h".utf8))
        #expect(made.code == 23 && !made.messages.contains("TOPSECRET"), "\(made.messages)")
        #expect(try workspace.data("rclone.enc.ini") == old)
    }

    @Test func manyWritersAtOnceLoseNothing() async throws {
        let workspace = try Workspace()
        let (folder, program) = (workspace.folder, Program.rcsops)
        let done = try await withThrowingTaskGroup(of: (Int, Int32).self) { group in
            for writer in 0..<12 {
                group.addTask {
                    let made = try Program.run(program, ["config", "set", "rclone.conf", "source", "k\(writer)", "x", "-q"], in: folder)
                    return (writer, made.code)
                }
            }
            var done: [Int: Int32] = [:]
            for try await (writer, code) in group { done[writer] = code }
            return done
        }
        let options = try #require(try dump(workspace, "rclone.conf")["source"])
        // Whoever was told of success is in the file; the others were told to try again.
        for (writer, code) in done { #expect(options["k\(writer)"] == (code == 0 ? "x" : nil) && (code == 0 || code == 3)) }
        #expect(done.values.contains(0))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["key.txt", "rclone.conf"])
    }
}
