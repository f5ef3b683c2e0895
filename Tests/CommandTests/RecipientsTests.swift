import CommandDriver
import Foundation
import Testing

/// `recipients add` and `remove`, beside the real sops and git.
@Suite struct RecipientsTests {
    private func opens(_ workspace: Workspace, _ file: String, with key: String) throws -> Bool {
        try workspace.peer("sops", "decrypt", file, environment: ["SOPS_AGE_KEY_FILE": workspace.path(key)]).isSuccess
    }

    private func code(_ outcome: Outcome) -> String {
        "\(outcome.code) " + (outcome.messages.range(of: "RC[0-9]{4}", options: .regularExpression).map { String(outcome.messages[$0]) } ?? "")
    }

    /// The wrapped data keys, and the values.
    private func parts(_ text: String) -> (values: [Substring], keys: [Substring]) {
        let lines = text.split(separator: "\n")
        return (lines.filter { $0.contains("ENC[") && !$0.hasPrefix("mac") }, lines.filter { $0.contains("BEGIN AGE") })
    }

    @Test("add wraps the same data key for one more, and touches no value; remove gives a new one") func addAndRemove() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(HistoryWorkspace.config(id: "AKIAONEONEONEONEONE1", secret: "FIRSTSECRETfirstsecret"), to: workspace.recipient)
        try workspace.put("a: geheim\n", "plain.txt")
        try FileManager.default.createDirectory(atPath: workspace.path("deep"), withIntermediateDirectories: true)
        try workspace.put(
            try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--input-type", "yaml", "--output-type", "yaml", "plain.txt").output, "deep/values.yaml")
        let former = try workspace.text("rclone.enc.ini")
        let plain = try workspace.rcsops("decrypt", "rclone.enc.ini").text
        let dry = try workspace.rcsops("recipients", "add", history.b, "rclone.enc.ini", "deep", "--dry-run")
        #expect(dry.code == 0 && dry.text.contains("  deep/values.yaml\n"))
        #expect(try workspace.text("rclone.enc.ini") == former)
        #expect(try code(workspace.rcsops("recipients", "add", history.b, ".", input: Data("n\n".utf8))) == "0 ")
        #expect(try workspace.text("rclone.enc.ini") == former)
        let added = try workspace.rcsops("recipients", "add", history.b, "rclone.enc.ini", "deep", "--yes")
        #expect(added.code == 0, "\(added.messages)")
        for file in ["rclone.enc.ini", "deep/values.yaml"] { #expect(try opens(workspace, file, with: "b.txt") && opens(workspace, file, with: "key.txt"), "\(file)") }
        let after = try workspace.text("rclone.enc.ini")
        #expect(parts(after).values == parts(former).values && parts(after).keys.count == 2)
        #expect(try workspace.rcsops("recipients", "add", history.b, "rclone.enc.ini", "--yes").messages.contains("already"))
        try history.commit()
        let removed = try workspace.rcsops("recipients", "remove", history.b, ".", "--yes")
        #expect(removed.code == 0, "\(removed.messages)")
        for file in ["rclone.enc.ini", "deep/values.yaml"] { #expect(try !opens(workspace, file, with: "b.txt") && opens(workspace, file, with: "key.txt"), "\(file)") }
        #expect(Set(parts(try workspace.text("rclone.enc.ini")).values).isDisjoint(with: parts(after).values))
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == plain)
        // What the history has: the pair, and the value of the other file.
        #expect(removed.messages.contains("2 exposed and in use"), "\(removed.messages)")
        #expect(removed.messages.contains("rcsops credentials rotate rclone.enc.ini --remote prod"))
        let again = try workspace.rcsops("recipients", "remove", history.b, ".", "--yes")
        #expect(code(again) == "0 RC8608")
    }

    @Test("remove refuses what would lock the operator out, or leave a file or group without keys") func lockOut() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        try history.encrypt(Workspace.config, to: workspace.recipient + "," + history.b)
        let former = try workspace.data("rclone.enc.ini")
        #expect(try code(workspace.rcsops("recipients", "remove", workspace.recipient, "rclone.enc.ini", "--yes")) == "3 RC8617")
        #expect(try code(workspace.rcsops("recipients", "remove", history.b, "rclone.enc.ini", "--yes", environment: [:])).hasPrefix("3 "))
        #expect(try workspace.data("rclone.enc.ini") == former)
        try history.encrypt(Workspace.config, to: history.b, "lone.ini")
        #expect(try code(workspace.rcsops("recipients", "remove", history.b, "lone.ini", "--yes")) == "3 RC8610")
        #expect(try code(workspace.rcsops("recipients", "remove", "nobody", "lone.ini", "--yes")) == "64 RC8601")
        #expect(try code(workspace.rcsops("recipients", "add", "age1broken", "lone.ini", "--yes")) == "1 RC5009")
        #expect(try code(workspace.rcsops("recipients", "add", history.b, "nothing.ini", "--yes")) == "100 RC2001")
        // One file that can't be done leaves the others as they were.
        #expect(try code(workspace.rcsops("recipients", "remove", history.b, "rclone.enc.ini", "lone.ini", "--yes")) == "3 RC8610")
        #expect(try workspace.data("rclone.enc.ini") == former)
    }

    @Test("key groups: add wants the group's number; remove takes the recipient out of all, and the threshold stays") func groups() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        let c = try workspace.rcsops("key", "generate", "--output", "c.txt").text.trimmingCharacters(in: .newlines)
        try workspace.put(
            "creation_rules:\n  - key_groups: [{age: [\(workspace.recipient)]}, {age: [\(workspace.recipient), \(history.b)]}, {age: [\(history.b), \(workspace.recipient)]}]\n"
                + "    shamir_threshold: 2\n", ".sops.yaml")
        try workspace.put("a: geheim\n", "plain.txt")
        try workspace.put(
            try workspace.peer("sops", "encrypt", "--input-type", "yaml", "--output-type", "yaml", "--filename-override", "v.yaml", "plain.txt").output, "v.yaml")
        #expect(try opens(workspace, "v.yaml", with: "b.txt"))
        #expect(try code(workspace.rcsops("recipients", "add", c, "v.yaml", "--yes")) == "64 RC8609")
        #expect(try workspace.rcsops("recipients", "add", c, "v.yaml", "--yes", "--group", "0").code == 0)
        #expect(try workspace.rcsops("recipients", "add", c, "v.yaml", "--yes", "--group", "2").code == 0)
        #expect(try opens(workspace, "v.yaml", with: "c.txt"))
        let removed = try workspace.rcsops("recipients", "remove", history.b, "v.yaml", "--yes", "--json")
        #expect(removed.code == 0 && removed.text.contains("\"new_data_key\": true") && removed.text.contains("\"rule_differs\": true"), "\(removed.messages)")
        #expect(try !opens(workspace, "v.yaml", with: "b.txt") && opens(workspace, "v.yaml", with: "key.txt") && opens(workspace, "v.yaml", with: "c.txt"))
        #expect(try workspace.text("v.yaml").contains("shamir_threshold: 2"))
    }

    @Test("a PGP recipient goes from a file that age keys open too") func pgp() throws {
        let home = try GnuPGHome()
        let key = try home.makeKey("leaver")
        let workspace = try Workspace()
        try workspace.put("a: geheim\n", "plain.txt")
        let made = try workspace.peer(
            "sops", "encrypt", "--age", workspace.recipient, "--pgp", key.fingerprint, "--input-type", "yaml", "--output-type", "yaml", "plain.txt", environment: home.environment)
        try workspace.put(made.output, "v.yaml")
        let removed = try workspace.rcsops("recipients", "remove", key.fingerprint.lowercased(), "v.yaml", "--yes")
        #expect(removed.code == 0 && removed.messages.contains("no Git history"), "\(removed.messages)")
        #expect(try !workspace.text("v.yaml").contains(key.fingerprint))
        #expect(try !workspace.peer("sops", "decrypt", "v.yaml", environment: home.environment).isSuccess)
        let both = workspace.identity.merging(home.environment) { $1 }
        #expect(try workspace.rcsops("recipients", "add", key.fingerprint, "v.yaml", "--yes", environment: both).code == 0)
        #expect(try workspace.peer("sops", "decrypt", "v.yaml", environment: home.environment).isSuccess)
    }

    @Test("the rule that still has the recipient is told, and changed on request, also in folded and listed forms", arguments: [
        "  - age: AAA,BBB\n", "  - age: >-\n      AAA,\n      BBB\n", "  - age:\n      - AAA\n      - BBB # who has left\n",
        "  - age: \"BBB, AAA\"\n  - path_regex: x\n    age: AAA,BBB\n", "  - key_groups:\n      - age:\n          - BBB\n          - AAA\n",
    ]) func rules(rule: String) throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        let text = "creation_rules:\n" + rule.replacingOccurrences(of: "AAA", with: workspace.recipient).replacingOccurrences(of: "BBB", with: history.b)
        try workspace.put(text, ".sops.yaml")
        try workspace.put("a: geheim\n", "plain.txt")
        try workspace.put(
            try workspace.peer("sops", "encrypt", "--input-type", "yaml", "--output-type", "yaml", "--filename-override", "v.yaml", "plain.txt").output, "v.yaml")
        let told = try workspace.rcsops("recipients", "remove", history.b, "v.yaml", "--yes")
        #expect(told.code == 0 && told.messages.contains("RC8618"))
        #expect(try workspace.text(".sops.yaml") == text)
        #expect(try code(workspace.rcsops("recipients", "add", history.b, "v.yaml", "--yes")) == "0 ")
        let changed = try workspace.rcsops("recipients", "remove", history.b, "v.yaml", "--yes", "--update-config")
        #expect(changed.code == 0, "\(changed.messages)")
        #expect(try !workspace.text(".sops.yaml").contains(history.b))
        #expect(try workspace.rcsops("updatekeys", "v.yaml", "--check").code == 0)
        #expect(try workspace.peer("sops", "updatekeys", "-y", "v.yaml").messages.contains("already up to date"))
        #expect(try code(workspace.rcsops("recipients", "add", history.b, "v.yaml", "--yes")) == "0 RC8618")
    }

    @Test("a rule that can't be changed by text is left to a person, and the files are done") func anchoredRule() throws {
        let history = try HistoryWorkspace()
        let workspace = history.workspace
        let text = "keys:\n  - &a \(workspace.recipient)\n  - &b \(history.b)\ncreation_rules:\n  - key_groups:\n      - age: [*a, *b]\n"
        try workspace.put(text, ".sops.yaml")
        try history.encrypt(Workspace.config, to: workspace.recipient + "," + history.b)
        #expect(try code(workspace.rcsops("recipients", "remove", history.b, "rclone.enc.ini", "--yes", "--update-config")).hasPrefix("5 "))
        #expect(try workspace.text(".sops.yaml") == text)
        #expect(try !opens(workspace, "rclone.enc.ini", with: "b.txt"))
        #expect(!FileManager.default.fileExists(atPath: workspace.path(".sops.yaml.rcsops-check")))
    }
}
