import CommandDriver
import Foundation
import Testing

/// `rcsops rules`: which rule, why, and what it would do.
@Suite struct RulesCommandTests {
    private func answers(_ outcome: Outcome) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]], "\(outcome.messages)")
    }

    @Test func theRuleAndWhyThoseBeforeItDoNotMatch() throws {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace.path("jobs"), withIntermediateDirectories: true)
        try workspace.put(Workspace.config, "jobs/rclone.conf")
        try workspace.put("""
            creation_rules:
              - path_regex: \\.json$
                age: \(ConfigurationTests.second)
              - path_regex: ^jobs/
                age: \(workspace.recipient)
                encrypted_regex: ^(access_key_id|secret_access_key)$
            """, ".sops.yaml")
        let outcome = try Program.run(Program.rcsops, ["rules", "rclone.conf"], in: workspace.folder.appendingPathComponent("jobs"))
        #expect(outcome.code == 0 && outcome.messages.isEmpty, "\(outcome.messages)")
        for words in [
            "config        ../.sops.yaml", "matched as    jobs/rclone.conf", "passed by     ../.sops.yaml:2  path_regex \\.json$",
            "rule          ../.sops.yaml:4  path_regex ^jobs/", workspace.recipient, "encrypted:    source / access_key_id",
            "in clear:     source / type",
        ] { #expect(outcome.text.contains(words), "\(words) in \(outcome.text)") }
        #expect(!outcome.text.contains("TOPSECRET") && !outcome.text.contains("eu-west-1"))
    }

    @Test func whatItSaysIsWhatEncryptDoes() throws {
        let workspace = try Workspace()
        for selector in [
            "", "encrypted_regex: ^(access_key_id|secret_access_key)$", "unencrypted_suffix: id", "unencrypted_regex: type|^region$",
            "encrypted_suffix: key",
        ] {
            try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n" + (selector.isEmpty ? "" : "    " + selector + "\n"), ".sops.yaml")
            try workspace.put("a:\n  region: x\n  type: 1\n  the_id: [x, y]\n  key: true\n", "f.yaml")
            try workspace.put("{\"region\": \"x\", \"key\": {\"type\": 1.5}, \"n\": null}\n", "f.json")
            try workspace.put("[s]\nregion = x\nkey = y\n", "f.ini")
            try workspace.put("region=x\nkey=y\n", "f.env")
            for file in ["f.yaml", "f.json", "f.ini", "f.env"] {
                let answer = try #require(try answers(try workspace.rcsops("rules", "--json", file)).first)
                let encrypted = try workspace.peer("sops", "encrypt", file)
                #expect(encrypted.code == 0, "\(encrypted.messages)")
                let named = try #require(answer["encrypted"] as? [String])
                let clear = try #require(answer["clear"] as? [String])
                // Each value is a line, but for the elements of the list.
                let body = encrypted.text.components(separatedBy: file.hasSuffix("env") ? "sops_" : "sops")[0]
                let count = body.components(separatedBy: "ENC[").count - 1 - (named.contains("a / the_id") ? 1 : 0)
                #expect(named.count == count, "\(file) \(selector): \(named) \(clear) \(encrypted.text)")
                // Of the encrypted document the same is said, without a key.
                try workspace.put(encrypted.output, "e." + file)
                try workspace.put(encrypted.output, file)
                let again = try #require(try answers(try workspace.rcsops(["rules", "--json", file], environment: [:])).first)
                #expect(again["encrypted"] as? [String] == named && again["clear"] as? [String] == clear, "\(file) \(again)")
            }
        }
    }

    @Test func aSecretThatWouldStayInClearIsTold() throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n    encrypted_regex: ^access_key_id$\n", ".sops.yaml")
        let outcome = try workspace.rcsops("rules", "rclone.conf")
        #expect(outcome.code == 0 && outcome.messages.contains("RC6403") && outcome.messages.contains("source / secret_access_key"))
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n    encrypted_regx: ^data$\n    encrypted_regex: ^dta$\n", ".sops.yaml")
        try workspace.put("data: x\n", "f.yaml")
        let nothing = try workspace.rcsops("rules", "f.yaml")
        #expect(nothing.code == 0 && nothing.messages.contains("RC6404") && nothing.messages.contains("RC5101"), "\(nothing.messages)")
    }

    @Test func theDataOfASecretThatWouldStayInClearIsTold() throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n    encrypted_regex: ^name$\n", ".sops.yaml")
        try workspace.put("apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  password: TOPSECRET\n", "s.yaml")
        let outcome = try workspace.rcsops("rules", "s.yaml")
        #expect(outcome.messages.contains("RC6403") && outcome.messages.contains("stringData / password") && !outcome.messages.contains("TOPSECRET"))
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n", ".sops.yaml")
        #expect(try workspace.rcsops("rules", "s.yaml").messages.isEmpty)
    }

    @Test func withoutARuleForNamesTheHarmlessOptionsStayAndTheAnswerSaysSo() throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient)\n", ".sops.yaml")
        let plain = try #require(try answers(try workspace.rcsops("rules", "--json", "rclone.conf")).first)
        #expect((plain["clear"] as? [String])?.contains("source / region") ?? false)
        #expect((plain["encrypted"] as? [String])?.contains("source / secret_access_key") ?? false)
        try workspace.encrypt()
        let encrypted = try #require(try answers(try workspace.rcsops(["rules", "--json", "rclone.enc.ini"], environment: [:])).first)
        #expect(encrypted["encrypted"] as? [String] == plain["encrypted"] as? [String], "\(encrypted)")
    }

    @Test func noRuleIsExitOne() throws {
        let workspace = try Workspace()
        #expect(try workspace.rcsops("rules", "x").messages.contains("RC6401"))
        try workspace.put("creation_rules:\n  - path_regex: ^y\n    age: x\n", ".sops.yaml")
        let outcome = try workspace.rcsops("rules", "x", "y")
        #expect(outcome.code == 1 && outcome.text.contains("none matches") && outcome.messages.contains("RC5003"), "\(outcome.text)")
        #expect(try workspace.rcsops("rules", "y").code == 0)
        try workspace.put("stores: {}\n", ".sops.yaml")
        #expect(try workspace.rcsops("rules", "x").messages.contains("RC6402"))
    }

    @Test("keys have the strings that sops knows them by, which its refusals show", arguments: [
        "kms: \"arn:aws:kms:x+arn:aws:iam::1:role/x, arn:aws-cn:y+arn:aws-cn:iam::1\"\n    aws_profile: p",
        "kms: arn:aws:kms:x", "kms: [\"a b+c\", d]", "gcp_kms: [\"a b, c\"]", "pgp: [\"a b, c\"]", "pgp: \"A, ,B\"",
        "hc_vault_transit_uri: \"https://127.0.0.1:1/v1/transit/keys/k, https://127.0.0.1:1/v1/a/b/keys/k/\"",
        "hc_vault_transit_uri: \"https://127.0.0.1:1/v2/a/foo/k\"",
        "key_groups: [{kms: [{arn: \"arn a\", context: {x: 1, b: 2}, role: \"r x\"}]}]",
        "key_groups: [{kms: [{arn: \"arn a+arn:aws:iam::1\", context: {x: 1, b: 2}, role: r, aws_profile: p}, {arn: k, aws_profile: p}]}]",
        "key_groups: [{pgp: [\"a,b\", c d, cd], gcp_kms: [{resource_id: k}], merge: [{pgp: [cd]}]}]",
        "key_groups: [{kms: [{arn: a}, {arn: a}, {arn: a, role: b}]}]",
        "age: R1\n    pgp: [A]\n    gcp_kms: [g]\n    kms: [k]",
    ]) func keyStrings(rule: String) throws {
        let workspace = try Workspace()
        try workspace.put(ConfigurationTests.filled("creation_rules:\n  - " + rule + "\n"), ".sops.yaml")
        try workspace.put("a: b\n", "f.yaml")
        let refusal = try workspace.peer("sops", "encrypt", "f.yaml").messages
        let theirs = refusal.components(separatedBy: "new data key with master key \"").dropFirst().map { $0.components(separatedBy: "\":")[0] }
        #expect(!theirs.isEmpty, "\(refusal)")
        let answer = try #require(try answers(try workspace.rcsops("rules", "--json", "f.yaml")).first)
        let groups = try #require(answer["groups"] as? [[[String: String]]])
        #expect(groups.flatMap { $0 }.filter { $0["kind"] != "age" }.map { $0["key"] ?? "" } == theirs)
    }
}
