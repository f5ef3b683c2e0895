import CommandDriver
import Foundation
import Testing

/// `rcsops doctor`: what is there, what is wrong, and never a secret.
@Suite struct DoctorTests {
    private struct Line {
        let subject: String
        let status: String
        let code: String?
        let text: String
    }

    private func lines(_ workspace: Workspace, _ environment: [String: String]? = nil, code: Int32) throws -> [Line] {
        let outcome = try workspace.rcsops(["doctor", "--json"], environment: environment)
        #expect(outcome.code == code, "\(outcome.text)\(outcome.messages)")
        #expect((outcome.text + outcome.messages).range(of: "AGE-SECRET-KEY-1[A-Z0-9]", options: .regularExpression) == nil)
        let found = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]])
        return found.map {
            Line(subject: $0["subject"] as? String ?? "", status: $0["status"] as? String ?? "", code: $0["code"] as? String, text: $0["text"] as? String ?? "")
        }
    }

    private func restrict(_ path: String, to mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func aSoundMachineIsExitZero() throws {
        let workspace = try Workspace()
        try workspace.put("creation_rules:\n  - age: \(workspace.recipient),\(ConfigurationTests.first)\n", ".sops.yaml")
        let found = try lines(workspace, code: 0)
        let key = try #require(found.first { $0.subject == "SOPS_AGE_KEY_FILE" })
        #expect(key.status == "ok" && key.text.contains("1 age identity") && key.text.contains(workspace.recipient))
        #expect(found.first { $0.subject == ".sops.yaml" }?.text == "1 creation rule")
        #expect(found.first { $0.subject == "SOPS_AGE_KEY" }?.text == "not set")
        #expect(found.first { $0.subject == "core dumps" }?.status == "ok")
    }

    @Test func theOrderIsThatOfSops() throws {
        let workspace = try Workspace()
        let order = try lines(workspace, code: 0).map(\.subject).prefix(8)
        #expect(order.map { $0.replacingOccurrences(of: workspace.folder.path, with: "~") } == [
            "SOPS_AGE_SSH_PRIVATE_KEY_FILE", "SOPS_AGE_SSH_PRIVATE_KEY_CMD", "~/.ssh/id_ed25519", "~/.ssh/id_rsa", "SOPS_AGE_KEY",
            "SOPS_AGE_KEY_FILE", "SOPS_AGE_KEY_CMD", "~/.config/sops/age/keys.txt",
        ])
    }

    @Test func aKeyOfGPGIsOneToDecryptWith() throws {
        let workspace = try Workspace()
        let home = try GnuPGHome()
        let key = try home.makeKey("Doe <doe@example.org>")
        let found = try lines(workspace, home.environment.merging(["SOPS_AGE_KEY_FILE": ""]) { $1 }, code: 1)
        #expect(found.contains { $0.subject == "gpg" && $0.status == "ok" && $0.text.contains(key.fingerprint) && $0.text.contains("doe@example.org") })
        #expect(!found.contains { $0.code == "RC6422" })
    }

    @Test func keysThatOthersMayReadAreWrong() throws {
        let workspace = try Workspace()
        try restrict(workspace.path("key.txt"), to: 0o644)
        #expect(try lines(workspace, code: 1).contains { $0.code == "RC6421" && $0.status == "error" })
        try restrict(workspace.path("key.txt"), to: 0o620)
        #expect(try lines(workspace, code: 1).contains { $0.code == "RC6425" })
        try restrict(workspace.path("key.txt"), to: 0o600)
        try restrict(workspace.folder.path, to: 0o777)
        #expect(try lines(workspace, code: 1).contains { $0.code == "RC6426" })
        try restrict(workspace.folder.path, to: 0o1777)
        #expect(try !lines(workspace, code: 0).contains { $0.code == "RC6426" })
    }

    @Test func identitiesThatAreMissingOrMistypedAreWrong() throws {
        let workspace = try Workspace()
        #expect(try lines(workspace, [:], code: 1).contains { $0.code == "RC6422" })
        #expect(try lines(workspace, ["SOPS_AGE_KEY_FILE": "/nowhere"], code: 1).contains { $0.code == "RC6423" })
        #expect(try lines(workspace, ["SOPS_AGE_KEY": "AGE-SECRET-KEY-1QQQQ"], code: 1).contains { $0.code == "RC6424" })
        let text = try workspace.text("key.txt").split(separator: "\n").filter { !$0.hasPrefix("#") }.joined()
        #expect(try lines(workspace, ["SOPS_AGE_KEY": text], code: 0).contains { $0.subject == "SOPS_AGE_KEY" && $0.text.contains(workspace.recipient) })
        #expect(try lines(workspace, workspace.identity.merging(["SOPS_AGE_KEY_CMD": "no-such-x"]) { $1 }, code: 1).contains { $0.subject == "SOPS_AGE_KEY_CMD" && $0.code == "RC6424" })
        #expect(try lines(workspace, ["SOPS_AGE_KEY_CMD": "cat key.txt"], code: 0).contains { $0.subject == "SOPS_AGE_KEY_CMD" && $0.text.contains(workspace.recipient) })
    }

    @Test func theConfigurationIsLookedAtWhole() throws {
        let workspace = try Workspace()
        func found(_ yaml: String, _ code: Int32) throws -> [Line] {
            try workspace.put(ConfigurationTests.filled(yaml), ".sops.yaml")
            try restrict(workspace.path(".sops.yaml"), to: 0o644)
            return try lines(workspace, code: code)
        }
        #expect(try found("creation_rules: 3\n", 1).contains { $0.code == "RC5002" && $0.subject == ".sops.yaml:1:1" })
        #expect(try found("creation_rules:\n  - age: R1\n  - age: 3\n", 1).contains { $0.code == "RC5102" && $0.subject == ".sops.yaml:3:1" })
        #expect(try found("creation_rules:\n  - age: R1\n  - path_regex: (\n", 1).contains { $0.code == "RC5004" })
        #expect(try found("creation_rules:\n  - age: age1nonsense\n", 1).contains { $0.code == "RC5009" })
        #expect(try found("destination_rules:\n  - s3_bucket: a\n    gcs_bucket: b\n", 1).contains { $0.code == "RC5103" })
        #expect(try found("creation_rules:\n  - age: R1\n    encrypted_regx: a\n", 0).contains { $0.code == "RC5101" && $0.subject == ".sops.yaml:3:5" })
        let foreign = try found("creation_rules:\n  - age: R1,R2\n", 0)
        #expect(foreign.contains { $0.text.contains("no identity at hand is among the recipients") })
        try restrict(workspace.path(".sops.yaml"), to: 0o666)
        #expect(try lines(workspace, code: 1).contains { $0.code == "RC6428" })
    }

    @Test func programsAreShownWithTheirVersionsAndGetNoKeys() throws {
        let workspace = try Workspace()
        let folder = workspace.folder.appendingPathComponent("bin")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, script) in [
            ("age-plugin-test", "echo \"v1.2 ${SOPS_AGE_KEY_FILE:-none}\""), ("age-plugin-slow", "sleep 60"), ("age-plugin-bad", "exit 3"), ("code", "exit 0"),
        ] {
            try workspace.put("#!/bin/sh\n" + script + "\n", "bin/" + name)
            try restrict(workspace.path("bin/" + name), to: 0o755)
        }
        let peers = Program.peer("sops").deletingLastPathComponent().path
        let found = try lines(
            workspace, workspace.identity.merging(["PATH": folder.path + ":" + peers + ":/usr/bin:/bin", "SOPS_EDITOR": "code --wait"]) { $1 }, code: 0)
        func text(_ subject: String) -> String { found.first { $0.subject == subject }?.text ?? "" }
        #expect(text("age-plugin-test").hasSuffix("v1.2 none"))
        #expect(text("age-plugin-slow").hasSuffix("tells no version") && text("age-plugin-bad").hasSuffix("tells no version"))
        #expect(text("sops").contains("sops 3.11.0") && text("rclone").contains("rclone v1.75"), "\(text("sops")) \(text("rclone"))")
        #expect(text("SOPS_EDITOR") == "code --wait (" + folder.path + "/code)")
        #expect(try lines(workspace, workspace.identity.merging(["EDITOR": "nonesuch"]) { $1 }, code: 1).contains { $0.code == "RC6433" })
    }
}
