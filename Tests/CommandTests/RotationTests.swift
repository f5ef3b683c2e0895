import CommandDriver
import Foundation
import Testing

/// `rotate` against the real sops: what one rotates, the other reads.
@Suite struct RotationTests {
    enum Tool: String, CaseIterable, Sendable { case sops, rcsops }

    struct Trial: Sendable, CustomTestStringConvertible {
        let name: String
        let rule: String
        let maker: Tool

        var testDescription: String { name + " " + rule + " made by " + maker.rawValue }
    }

    static let texts: [String: String] = [
        "x.yaml": """
            # remark ABOVE
            open: in clear
            # PUBLIC
            shut: TOPSECRET
            list:
                # remark INSIDE
                - TOPSECRET
                - 5
                - k: 1.5
                  s_unencrypted: TOPSECRET
            s_encrypted: true
            # PUBLIC
            section:
                open: null
                shut: 2024-01-01T00:00:00Z

            """,
        "x.json": #"{"open": "in clear", "shut": "TOPSECRET", "list": ["TOPSECRET", 5, {"k": 1.5, "s_unencrypted": "x"}], "s_encrypted": true}"#,
        "x.ini": "; remark ABOVE\n[section]\n; PUBLIC\nopen = in clear\n; remark\nshut = TOPSECRET\ns_unencrypted = x\ns_encrypted = y\n",
        "x.env": "# remark ABOVE\nopen=in clear\n# PUBLIC\nshut=TOPSECRET\ns_unencrypted=x\ns_encrypted=y\n",
        "x.bin": "any\0bytes",
    ]

    static let rules = [
        "", "unencrypted_suffix: _unencrypted", "encrypted_suffix: _encrypted", "unencrypted_regex: ^(open|k)$", "encrypted_regex: ^shut$",
        "unencrypted_comment_regex: PUBLIC", "encrypted_comment_regex: PUBLIC", "mac_only_encrypted: true",
    ]

    static let trials: [Trial] = texts.keys.sorted().flatMap { name in
        rules.filter { rule in name != "x.bin" || rule.isEmpty }.filter { name != "x.json" || !$0.contains("comment") }.flatMap { rule in
            Tool.allCases.map { Trial(name: name, rule: rule, maker: $0) }
        }
    }

    private func run(_ tool: Tool, _ arguments: [String], in workspace: Workspace) throws -> Outcome {
        try tool == .sops ? workspace.peer("sops", arguments) : workspace.rcsops(arguments)
    }

    private func made(_ trial: Trial, in workspace: Workspace) throws {
        try workspace.put(try #require(Self.texts[trial.name]), trial.name)
        let rule = trial.rule.isEmpty ? "" : "    " + trial.rule + "\n"
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n" + rule, ".sops.yaml")
        let outcome = try run(trial.maker, ["encrypt", "-i", trial.name], in: workspace)
        try #require(outcome.code == 0, "\(outcome.messages)")
    }

    @Test("what either tool rotates, both read as before", arguments: trials) func everyRule(trial: Trial) throws {
        let workspace = try Workspace()
        try made(trial, in: workspace)
        let old = try workspace.data(trial.name)
        let plain = try #require(try workspace.decrypted(trial.name))
        let (metadata, ciphertexts) = (try workspace.metadata(trial.name, withKeys: false), try workspace.ciphertexts(trial.name))
        #expect(!ciphertexts.isEmpty)
        let isClear = { (word: String) in String(decoding: old, as: UTF8.self).contains(word) }
        let clear = ["TOPSECRET", "remark ABOVE", "remark INSIDE"].map { ($0, isClear($0)) }
        for tool in Tool.allCases {
            try workspace.put(old, trial.name)
            let outcome = try run(tool, ["rotate", "-i", trial.name], in: workspace)
            #expect(outcome.code == 0 && outcome.output.isEmpty, "\(tool) \(outcome.messages)")
            #expect(try workspace.decrypted(trial.name) == plain, "\(tool)")
            guard tool == .rcsops else { continue }
            #expect(try workspace.metadata(trial.name, withKeys: false) == metadata)
            #expect(try workspace.ciphertexts(trial.name).isDisjoint(with: ciphertexts))
            let text = try workspace.text(trial.name)
            for (word, wasClear) in clear { #expect(text.contains(word) == wasClear) }
        }
        // Once more, to stdout, of what sops has rotated.
        let printed = try workspace.rcsops("rotate", trial.name)
        try workspace.put(printed.output, "again-" + trial.name)
        #expect(try workspace.decrypted("again-" + trial.name) == plain)
    }

    static let configRules: [[String]] = [
        [], ["--unencrypted-regex", "^(type|provider|region|endpoint)$"], ["--unencrypted-suffix", "_unencrypted"],
        ["--encrypted-regex", "^(access_key_id|secret_access_key)$"], ["--encrypted-suffix", "_key_id"],
    ]

    private func config(_ rule: [String], in workspace: Workspace) throws {
        // With _key_id the other one stays in clear, which only a harmless value may.
        let text = rule.first == "--encrypted-suffix" ? Workspace.config.replacingOccurrences(of: "secret_access_key", with: "other_key_id") : Workspace.config
        try workspace.put(text, "rclone.conf")
        let made = try workspace.rcsops(["encrypt", "--age", workspace.recipient, "--output", "rclone.enc.ini"] + rule + ["rclone.conf"])
        try #require(made.code == 0, "\(made.messages)")
    }

    private func layoutLines(_ text: String) -> [Substring] { text.split(separator: "\n").filter { $0.hasPrefix(";") || $0.hasPrefix("#") } }

    @Test("an rclone.conf comes back byte for byte after rotation, and its layout is never in clear", arguments: configRules)
    func config(rule: [String]) throws {
        let workspace = try Workspace()
        try config(rule, in: workspace)
        let old = try workspace.text("rclone.enc.ini")
        for _ in 0..<2 {
            #expect(try workspace.rcsops("rotate", "-i", "rclone.enc.ini").code == 0)
            let text = try workspace.text("rclone.enc.ini")
            let lines = layoutLines(text)
            #expect(lines.count == 1 && lines[0].hasPrefix("; ENC[") && lines != layoutLines(old))
            #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").output == workspace.data("rclone.conf"))
            #expect(try workspace.peer("sops", "decrypt", "rclone.enc.ini").code == 0)
        }
        // Another group, and another value.
        #expect(try workspace.rcsops("groups", "add", "-i", "-f", "rclone.enc.ini", "--age", workspace.recipient).code == 0)
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").output == workspace.data("rclone.conf"))
        #expect(try workspace.rcsops("set", "rclone.enc.ini", "[\"source\"][\"access_key_id\"]", "\"AKIAOTHER\"").code == 0)
        let changed = try workspace.text("rclone.conf").replacingOccurrences(of: "AKIAINVENTED00000000", with: "AKIAOTHER")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == changed)
        #expect(try workspace.rcsops("unset", "rclone.enc.ini", "[\"destination\"][\"endpoint\"]").code == 0)
        let shorter = changed.replacingOccurrences(of: "endpoint = https://s3.example.com/\n", with: "")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == shorter)
        #expect(layoutLines(try workspace.text("rclone.enc.ini")).allSatisfy { $0.hasPrefix("; ENC[") })
    }

    @Test("after sops has rotated an rclone.conf its values are there, and its looks where the rule encrypts comments", arguments: configRules)
    func configBySops(rule: [String]) throws {
        let workspace = try Workspace()
        try config(rule, in: workspace)
        #expect(try workspace.peer("sops", "rotate", "-i", "rclone.enc.ini").code == 0)
        let plain = try workspace.rcsops("decrypt", "rclone.enc.ini")
        #expect(plain.code == 0)
        if rule.first?.hasPrefix("--encrypted") == true {
            // sops leaves the layout under the former data key, which is gone.
            #expect(plain.messages.contains("did not open"))
            try workspace.put(plain.output, "plain.conf")
            #expect(try workspace.peer("rclone", "config", "dump", "--config", "plain.conf").output
                == workspace.peer("rclone", "config", "dump", "--config", "rclone.conf").output)
        } else {
            #expect(plain.output == (try workspace.data("rclone.conf")))
        }
    }

    @Test("a note beside the layout, which go-ini joins with it, costs neither of them", arguments: configRules) func note(rule: [String]) throws {
        let workspace = try Workspace()
        try config(rule, in: workspace)
        let text = try workspace.text("rclone.enc.ini")
        let layout = try #require(layoutLines(text).first)
        try workspace.put(text.replacingOccurrences(of: layout, with: layout + "\n; a person's note"), "rclone.enc.ini")
        let before = try workspace.rcsops("decrypt", "-q", "rclone.enc.ini")
        #expect(before.code == 0 && before.text.contains("a person's note") && before.text.contains("# a note"))
        #expect(try workspace.rcsops("rotate", "-i", "rclone.enc.ini").code == 0)
        #expect(try workspace.rcsops("decrypt", "-q", "rclone.enc.ini").output == before.output)
        #expect(try workspace.rcsops("set", "rclone.enc.ini", "[\"source\"][\"access_key_id\"]", "\"AKIAOTHER\"").code == 0)
        #expect(try workspace.rcsops("decrypt", "-q", "rclone.enc.ini").text
            == before.text.replacingOccurrences(of: "AKIAINVENTED00000000", with: "AKIAOTHER"))
    }

    @Test("a name that says nothing of the format is no matter, since the content does") func configByContent() throws {
        let workspace = try Workspace()
        let plain = try workspace.data("rclone.conf")
        #expect(try workspace.rcsops("encrypt", "-q", "-i", "--age", workspace.recipient, "rclone.conf").code == 0)
        #expect(try workspace.rcsops("rotate", "-i", "rclone.conf").code == 0)
        #expect(try workspace.rcsops("filestatus", "rclone.conf").text == "{\"encrypted\":true}\n")
        #expect(try workspace.rcsops("decrypt", "rclone.conf").output == plain)
        #expect(try workspace.rcsops("set", "rclone.conf", "[\"source\"][\"region\"]", "\"eu-west-3\"").code == 0)
        #expect(try workspace.rcsops("decrypt", "-q", "rclone.conf").text.contains("region = eu-west-3\n"))
        #expect(try workspace.rcsops("decrypt", "--extract", "[\"source\"][\"region\"]", "rclone.conf").text == "eu-west-3")
    }

    private func recipients(_ workspace: Workspace, _ name: String) throws -> [String] {
        try workspace.text(name).split(separator: "\n").filter { $0.contains("recipient: ") }.map { $0.split(separator: " ").last.map(String.init) ?? "" }
    }

    @Test func keysAreAddedAndRemovedAsSopsDoes() throws {
        let workspace = try Workspace()
        let other = try workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        let old = try ValueSample.yaml.encrypt(in: workspace)
        for tool in Tool.allCases {
            try workspace.put(old, "sample.yaml")
            #expect(try run(tool, ["rotate", "-i", "--add-age", other, "sample.yaml"], in: workspace).code == 0)
            #expect(try recipients(workspace, "sample.yaml") == [workspace.recipient, other])
            #expect(try run(tool, ["rotate", "-i", "--rm-age", workspace.recipient, "sample.yaml"], in: workspace).code == 0)
            #expect(try recipients(workspace, "sample.yaml") == [other])
            #expect(try workspace.rcsops("decrypt", "sample.yaml").code == 128)
            #expect(try workspace.rcsops("decrypt", "sample.yaml", environment: ["SOPS_AGE_KEY_FILE": workspace.path("other.txt")]).code == 0)
        }
        try workspace.put(old, "sample.yaml")
        let both = ["rotate", "-i", "--add-age", workspace.recipient + ", " + other, "--rm-age", other, "sample.yaml"]
        #expect(try workspace.rcsops(both).code == 0)
        #expect(try recipients(workspace, "sample.yaml") == [workspace.recipient])
    }

    @Test("a rotation that would leave no key, or that a key can't be wrapped for, changes nothing") func refusals() throws {
        let workspace = try Workspace()
        let old = try ValueSample.yaml.encrypt(in: workspace)
        for tool in Tool.allCases {
            let outcome = try run(tool, ["rotate", "-i", "--rm-age", workspace.recipient, "sample.yaml"], in: workspace)
            #expect(outcome.code == 1 && outcome.messages.contains("Could not generate data key: [empty key group provided]"))
            #expect(try run(tool, ["rotate", "-i", "--add-age", "age1nonsense", "sample.yaml"], in: workspace).code == 1)
            #expect(try run(tool, ["rotate", "-i", "missing.yaml"], in: workspace).code == 2)
            #expect(try run(tool, ["rotate", "-i", "--add-age", workspace.recipient, "missing.yaml"], in: workspace).code == 49)
            #expect(try run(tool, ["rotate", "-i", "--rm-age", workspace.recipient, "missing.yaml"], in: workspace).code == 49)
            #expect(try run(tool, ["rotate", "-i", "--output", "x", "sample.yaml"], in: workspace).code == 8)
            #expect(try run(tool, ["rotate"], in: workspace).code == 100)
            #expect(try run(tool, ["rotate", "--decryption-order", "age,pgp,age", "sample.yaml"], in: workspace).code == 112)
            #expect(try workspace.data("sample.yaml") == old)
        }
        let fingerprint = "FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4"
        let entry = "    pgp:\n        - created_at: \"2024-01-01T00:00:00Z\"\n          enc: unread\n          fp: \(fingerprint)\n    unencrypted_suffix:"
        try workspace.put(try workspace.text("sample.yaml").replacingOccurrences(of: "    unencrypted_suffix:", with: entry), "sample.yaml")
        let mixed = try workspace.data("sample.yaml")
        let refused = try workspace.rcsops("rotate", "-i", "sample.yaml")
        #expect(refused.code == 1 && refused.messages.contains(fingerprint) && refused.messages.contains("pgp"), "\(refused.messages)")
        #expect(try workspace.rcsops("groups", "add", "-i", "-f", "sample.yaml", "--age", workspace.recipient).code == 1)
        #expect(try workspace.data("sample.yaml") == mixed)
        // Where the data key stays, so does the entry.
        #expect(try workspace.rcsops("set", "sample.yaml", "[\"a\"]", "1").code == 0)
        #expect(try workspace.text("sample.yaml").contains(entry))
        #expect(try workspace.rcsops("rotate", "-i", "--rm-pgp", fingerprint, "sample.yaml").code == 0)
        #expect(try !workspace.text("sample.yaml").contains("pgp:"))
        #expect(try workspace.decrypted("sample.yaml") != nil)
    }

    @Test("values that the MAC does not fit are not encrypted anew; keys are changed as in sops") func damagedFile() throws {
        let workspace = try Workspace()
        _ = try ValueSample.yaml.encrypt(in: workspace)
        let text = try workspace.text("sample.yaml").replacingOccurrences(of: "left alone", with: "changed")
        for tool in Tool.allCases {
            try workspace.put(text, "sample.yaml")
            #expect(try run(tool, ["rotate", "-i", "sample.yaml"], in: workspace).code == 51)
            #expect(try workspace.text("sample.yaml") == text)
            #expect(try run(tool, ["groups", "add", "-i", "-f", "sample.yaml", "--age", workspace.recipient], in: workspace).code == 0)
            // It is as damaged as before.
            for reader in Tool.allCases { #expect(try run(reader, ["decrypt", "sample.yaml"], in: workspace).code == 51) }
        }
    }

    @Test func aKeyThatIsNotThereIsToldWhenItIsToBeRemoved() throws {
        let workspace = try Workspace()
        let other = try workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        _ = try ValueSample.yaml.encrypt(in: workspace)
        let ours = try workspace.rcsops("rotate", "-i", "--rm-age", other, "sample.yaml")
        #expect(ours.code == 0 && ours.messages.contains("no key " + other))
    }

    @Test func severalFilesAreRotatedTogetherOrNotAtAll() throws {
        let workspace = try Workspace()
        let (first, second) = (try ValueSample.yaml.encrypt(in: workspace), try ValueSample.json.encrypt(in: workspace))
        try workspace.put("a: 1\n", "plain.yaml")
        #expect(try workspace.rcsops("rotate", "-i", "sample.yaml", "plain.yaml", "sample.json").code == 1)
        #expect(try workspace.data("sample.yaml") == first && workspace.data("sample.json") == second)
        #expect(try workspace.rcsops("rotate", "sample.yaml", "sample.json").code == 64)
        #expect(try workspace.rcsops("rotate", "-i", "sample.yaml", "sample.json").code == 0)
        #expect(try workspace.data("sample.yaml") != first && workspace.data("sample.json") != second)
        #expect(try workspace.decrypted("sample.yaml") != nil && workspace.decrypted("sample.json") != nil)
    }

    @Test func ofSeveralFilesTheBadOneIsNamedAndOneThatIsGivenTwiceIsRotatedOnce() throws {
        let workspace = try Workspace()
        let first = try ValueSample.yaml.encrypt(in: workspace)
        try workspace.put(try workspace.text("sample.yaml").replacingOccurrences(of: "data:", with: "data:!"), "damaged.yaml")
        let refused = try workspace.rcsops("rotate", "-i", "sample.yaml", "damaged.yaml")
        #expect(refused.code == 25 && refused.messages.contains("damaged.yaml"), "\(refused.messages)")
        #expect(try workspace.data("sample.yaml") == first)
        let twice = try workspace.rcsops("rotate", "-i", "sample.yaml", "./sample.yaml")
        #expect(twice.code == 0, "\(twice.messages)")
        #expect(try workspace.data("sample.yaml") != first && workspace.decrypted("sample.yaml") != nil)
    }

    @Test func unknownMetadataAndTheVersionStay() throws {
        let workspace = try Workspace()
        _ = try ValueSample.yaml.encrypt(in: workspace)
        let old = try workspace.text("sample.yaml")
        try workspace.put(old.replacingOccurrences(of: "    version: 3.11.0", with: "    of_the_future: kept\n    version: 3.7.1"), "sample.yaml")
        for arguments in [["set", "sample.yaml", "[\"a\"]", "1"], ["rotate", "-i", "sample.yaml"], ["groups", "add", "-i", "-f", "sample.yaml", "--age", workspace.recipient]] {
            #expect(try workspace.rcsops(arguments).code == 0)
            let text = try workspace.text("sample.yaml")
            #expect(text.contains("    of_the_future: kept\n    version: 3.7.1"))
            #expect(try workspace.peer("sops", "decrypt", "sample.yaml").code == 0)
        }
    }
}
