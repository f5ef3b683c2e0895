import CommandDriver
import Foundation
import Testing

/// `rcsops unrender`: from a Secret back to the encrypted rclone.conf, byte for byte.
@Suite struct UnrenderTests {
    private static let others: [String] = [
        Workspace.config,
        "[a]\r\ntype = local\r\n",
        "[a]\ntype = s3\nsecret_access_key = no final newline",
        "\u{FEFF}[a]\ntype = local\n",
        "[ünïcode]\ntype = local\n# 日本 \u{2028} \u{85}\n\n\n",
        "  [a]\n\ttype = local\n   \n",
    ]

    private func kubectl(_ workspace: Workspace, _ more: String...) throws -> Data {
        let made = try workspace.peer(
            "kubectl", ["create", "secret", "generic", "sync-config", "-n", "data", "--from-file=rclone.conf", "--dry-run=client", "-o", "yaml"] + more)
        #expect(made.code == 0, "\(made.messages)")
        return made.output
    }

    @Test(arguments: others) func aRenderedFileComesBackByteForByte(text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, "rclone.conf")
        try workspace.encrypt()
        let secret = try workspace.rcsops("render", "secret", "rclone.enc.ini", "--name", "sync-config")
        let back = try workspace.rcsops(["unrender", "--age", workspace.recipient], input: secret.output)
        #expect(back.code == 0, "\(back.messages)")
        #expect(!back.text.contains("TOPSECRET") && back.text.contains("[sops]"))
        try workspace.put(back.output, "back.enc.ini")
        #expect(try workspace.rcsops("decrypt", "back.enc.ini").output == Data(text.utf8))
    }

    @Test func whatKubectlMakesIsInput() throws {
        let workspace = try Workspace()
        try workspace.put(try kubectl(workspace), "secret.yaml")
        let outcome = try workspace.rcsops("unrender", "secret.yaml", "--age", workspace.recipient, "--output", "new.enc.ini")
        #expect(outcome.code == 0 && outcome.output.isEmpty, "\(outcome.messages)")
        #expect(try workspace.rcsops("decrypt", "new.enc.ini").text == Workspace.config)
        // Plain sops opens it too.
        #expect(try workspace.peer("sops", "decrypt", "new.enc.ini").code == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: workspace.path("new.enc.ini"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func jsonOfKubectlIsInput() throws {
        let workspace = try Workspace()
        let made = try workspace.peer(
            "kubectl", "create", "secret", "generic", "a", "--from-file=other=key.txt", "--from-file=conf=rclone.conf", "--dry-run=client", "-o", "json")
        let back = try workspace.rcsops(["unrender", "-", "--plain", "--output", "plain.conf"], input: made.output)
        #expect(back.code == 0 && back.messages.contains("left out: other"), "\(back.messages)")
        #expect(try workspace.text("plain.conf") == Workspace.config)
        let mode = try FileManager.default.attributesOfItem(atPath: workspace.path("plain.conf"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aSecretAsAServerGivesItIsInputAndItsCopyInTheClearIsTold() throws {
        let workspace = try Workspace()
        let encoded = Data(Workspace.config.utf8).base64EncodedString()
        try workspace.put(
            """
            apiVersion: v1
            data:
              rclone.conf: \(encoded)
            kind: Secret
            metadata:
              annotations:
                kubectl.kubernetes.io/last-applied-configuration: |
                  {"apiVersion":"v1","kind":"Secret","stringData":{"rclone.conf":"[a]\\ntype = local\\n"}}
              creationTimestamp: "2026-01-02T03:04:05Z"
              managedFields:
              - apiVersion: v1
                fieldsType: FieldsV1
                fieldsV1:
                  f:data:
                    .: {}
                    f:rclone.conf: {}
                manager: kubectl-create
                operation: Update
                time: "2026-01-02T03:04:05Z"
              name: sync-config
              namespace: data
              resourceVersion: "12345"
              uid: 9d2b1c1e-0000-0000-0000-000000000000
            type: Opaque

            """, "secret.yaml")
        let outcome = try workspace.rcsops("unrender", "secret.yaml", "--age", workspace.recipient)
        #expect(outcome.code == 0 && outcome.messages.contains("last-applied-configuration") && outcome.messages.contains("--server-side"))
        #expect(outcome.messages.contains("kubectl annotate secret sync-config -n data kubectl.kubernetes.io/last-applied-configuration-"))
        #expect(!outcome.messages.contains("TOPSECRET"))
        try workspace.put(outcome.output, "back.enc.ini")
        #expect(try workspace.rcsops("decrypt", "back.enc.ini").text == Workspace.config)
        #expect(try workspace.rcsops("unrender", "secret.yaml", "--age", workspace.recipient, "-q").messages.isEmpty)
    }

    // As somebody wraps it by hand, and as the server reads it.
    @Test func base64MayHaveLineEnds() throws {
        let workspace = try Workspace()
        let lines = Data(Workspace.config.utf8).base64EncodedString(options: [.lineLength64Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
        for text in ["|\n    " + lines.replacingOccurrences(of: "\r\n", with: "\n    ") + "\n", "\"" + lines.replacingOccurrences(of: "\r\n", with: "\\r\\n") + "\"\n"] {
            let input = Data(("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  rclone.conf: " + text).utf8)
            let back = try workspace.rcsops(["unrender", "--age", workspace.recipient], input: input)
            try workspace.put(back.output, "back.enc.ini")
            #expect(try workspace.rcsops("decrypt", "back.enc.ini").text == Workspace.config, "\(back.messages)")
        }
    }

    @Test func stringDataWinsAsOnTheServer() throws {
        let workspace = try Workspace()
        let old = Data("[old]\ntype = local\n".utf8).base64EncodedString()
        try workspace.put(
            "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {rclone.conf: \(old)}\nstringData:\n  rclone.conf: |\n    [new]\n    type = local\n", "secret.yaml")
        _ = try workspace.rcsops("unrender", "secret.yaml", "--plain", "--output", "plain.conf")
        #expect(try workspace.text("plain.conf") == "[new]\ntype = local\n")
    }

    @Test(arguments: ["list", "documents"]) func oneOfSeveralIsNamed(form: String) throws {
        let workspace = try Workspace()
        let text = String(decoding: try kubectl(workspace), as: UTF8.self)
        let other = text.replacingOccurrences(of: "namespace: data", with: "namespace: other")
        if form == "documents" { try workspace.put("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\n" + text + "---\n" + other, "all.yaml") } else {
            func item(_ text: String) -> String {
                "- " + text.trimmingCharacters(in: .newlines).replacingOccurrences(of: "\n", with: "\n  ") + "\n"
            }
            try workspace.put("apiVersion: v1\nitems:\n" + item(text) + item(other) + "kind: List\nmetadata:\n  resourceVersion: \"\"\n", "all.yaml")
        }
        let several = try workspace.rcsops("unrender", "all.yaml", "--age", workspace.recipient)
        #expect(several.code == 2 && several.messages.contains("RC7302") && several.messages.contains("data/sync-config, other/sync-config"))
        let none = try workspace.rcsops("unrender", "all.yaml", "--name", "nothing", "--age", workspace.recipient)
        #expect(none.code == 2 && none.messages.contains("RC7301") && none.messages.contains("other/sync-config"))
        let one = try workspace.rcsops("unrender", "all.yaml", "--name", "sync-config", "--namespace", "other", "--plain", "--output", "plain.conf")
        #expect(one.code == 0, "\(one.messages)")
        #expect(try workspace.text("plain.conf") == Workspace.config)
    }

    @Test func whatIsEncryptedInTheManifestIsDecryptedFirst() throws {
        let workspace = try Workspace()
        try workspace.put(try kubectl(workspace), "secret.yaml")
        let made = try workspace.peer("sops", "encrypt", "-i", "--encrypted-regex", "^(data|stringData)$", "--age", workspace.recipient, "secret.yaml")
        #expect(made.code == 0)
        #expect(try workspace.rcsops("unrender", "secret.yaml", "--plain", "--output", "plain.conf").code == 0)
        #expect(try workspace.text("plain.conf") == Workspace.config)
    }

    @Test func aFileThatIsThereIsNeverOverwritten() throws {
        let workspace = try Workspace()
        try workspace.put(try kubectl(workspace), "secret.yaml")
        try workspace.put("mine", "there.ini")
        for more in [["--age", workspace.recipient], ["--plain"]] {
            let outcome = try workspace.rcsops(["unrender", "secret.yaml", "--output", "there.ini"] + more)
            #expect(outcome.code == 3 && outcome.messages.contains("RC2007"))
            #expect(try workspace.text("there.ini") == "mine")
        }
    }

    @Test func ontoAFileOnlyWhatChangedIsNew() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let before = try workspace.text("rclone.enc.ini").split(separator: "\n")
        try workspace.put(Workspace.config.replacingOccurrences(of: "DESTINATIONKEY", with: "ANOTHERKEY"), "rclone.conf")
        try workspace.put(try kubectl(workspace), "secret.yaml")
        let outcome = try workspace.rcsops("unrender", "secret.yaml", "--onto", "rclone.enc.ini", "-i")
        #expect(outcome.code == 0 && outcome.output.isEmpty, "\(outcome.messages)")
        let after = try workspace.text("rclone.enc.ini").split(separator: "\n")
        #expect(before.filter { !after.contains($0) && $0.hasPrefix("secret_access_key") }.isEmpty)
        #expect(before.filter { !after.contains($0) && $0.hasPrefix("access_key_id") }.count == 1)
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").output == (try workspace.data("rclone.conf")))
    }

    @Test func theRuleIsThatOfTheNewFile() throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - path_regex: secrets/.*\\.enc\\.ini$\n    age: \(workspace.recipient)\n", ".sops.yaml")
        try FileManager.default.createDirectory(atPath: workspace.path("secrets"), withIntermediateDirectories: true)
        try workspace.put(try kubectl(workspace), "secret.yaml")
        #expect(try workspace.rcsops("unrender", "secret.yaml").code != 0)
        let outcome = try workspace.rcsops("unrender", "secret.yaml", "--output", "secrets/a.enc.ini")
        #expect(outcome.code == 0, "\(outcome.messages)")
        #expect(try workspace.rcsops("unrender", "secret.yaml", "--filename-override", "secrets/b.enc.ini").code == 0)
    }

    @Test func whatRcloneWouldTripOverIsTold() throws {
        let workspace = try Workspace()
        try workspace.put("[a]\ntype = s3\nprovider = AWS\nno_such_option = 1\n[a]\ntype = local\n", "rclone.conf")
        try workspace.put(try kubectl(workspace), "secret.yaml")
        // By standard input, since the mode of a file is no matter of the Secret.
        let check = try workspace.rcsops(["check", "-", "-q"], input: try workspace.data("rclone.conf"))
        let outcome = try workspace.rcsops("unrender", "secret.yaml", "--age", workspace.recipient)
        #expect(outcome.code == 0)
        let codes = check.text.matches(of: /RC1\d{3}/).map { String($0.output) }
        #expect(!codes.isEmpty)
        for code in codes { #expect(outcome.messages.contains(code), "\(code): \(outcome.messages)") }
        #expect(outcome.messages.contains("data/sync-config/rclone.conf:"))
    }

    @Test func whatHoldsNoConfigIsAnError() throws {
        let workspace = try Workspace()
        func failure(_ text: String, _ more: String...) throws -> String {
            try workspace.put(text, "in.yaml")
            let outcome = try workspace.rcsops(["unrender", "in.yaml", "--age", workspace.recipient] + more)
            #expect(outcome.code == 2 && outcome.output.isEmpty && outcome.messages.contains("\n  fix: "), "\(outcome.messages)")
            #expect(!outcome.messages.contains("TOPSECRET"))
            return outcome.messages
        }
        let head = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"
        #expect(try failure("just: yaml\n").contains("RC7301"))
        #expect(try failure(Workspace.config).contains("rcsops encrypt"))
        for kind in ["SealedSecret", "ExternalSecret"] {
            #expect(try failure("apiVersion: x/v1\nkind: \(kind)\nmetadata: {name: a}\nspec: {}\n").contains("only the cluster has"))
        }
        #expect(try failure("").contains("RC7301"))
        #expect(try failure(head + "stringData: {a: TOPSECRET, b: c}\n").contains("its keys: a, b"))
        #expect(try failure(head + "stringData: {a: TOPSECRET}\n", "--key", "b").contains("RC7303"))
        #expect(try failure(head + "data: {rclone.conf: '*TOPSECRET*'}\n", "--key", "rclone.conf").contains("RC7305"))
        #expect(try failure(head + "stringData: {rclone.conf: 5}\n", "--key", "rclone.conf").contains("in quotes"))
        #expect(try failure(head + "stringData: {a: TOPSECRET, \"\\e[2J\": b}\n").contains("\\u{1b}[2J"))
        #expect(try failure(head + "stringData: {a: \"[r]\\ntype = local\\n\", b: \"[r]\\ntype = local\\n\"}\n").contains("RC7304"))
        try workspace.encrypt()
        let encrypted = try workspace.data("rclone.enc.ini").base64EncodedString()
        #expect(try failure(head + "data: {rclone.conf: \(encrypted)}\n").contains("RC7307"))
    }

    @Test func plaintextGoesNowhereUnlessAsked() throws {
        let workspace = try Workspace()
        try workspace.put(try kubectl(workspace), "secret.yaml")
        for arguments in [["--plain"], ["--plain", "--output", ""], ["--plain", "--onto", "x", "--output", "y"], ["-i"], ["--plain", "--output", "y", "--age", "x"], ["--onto", "x", "--age", "y"], ["--plain", "--output", "y", "--filename-override", "x"]] {
            let outcome = try workspace.rcsops(["unrender", "secret.yaml"] + arguments)
            #expect(outcome.code == 64 && outcome.messages.contains("RC7306") && outcome.output.isEmpty, "\(outcome.messages)")
        }
        let before = try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).sorted()
        #expect(try workspace.rcsops("unrender", "secret.yaml").code == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).sorted() == before)
    }
}
