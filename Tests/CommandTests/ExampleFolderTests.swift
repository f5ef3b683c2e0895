import CommandDriver
import Foundation
import TestVectors
import Testing

@Suite struct ExampleFolderTests {
    private let example = VectorFolder.packageRoot.appendingPathComponent("keys-example")

    private func text(_ name: String) throws -> String {
        try String(contentsOf: example.appendingPathComponent(name), encoding: .utf8)
    }

    @Test func everyFileSaysThatItIsPublicAndWorthless() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: example.path) {
            #expect(try text(name).lowercased().contains("public and worthless"), "\(name)")
        }
    }

    @Test func theEncryptedFileAndTheSecretAreThoseOfTheConfig() throws {
        let keys = ["SOPS_AGE_KEY_FILE": example.appendingPathComponent("key.txt").path]
        let decrypted = try Program.run(Program.rcsops, ["decrypt", "rclone.enc.ini"], in: example, environment: keys)
        #expect(decrypted.text == (try text("rclone.conf")))
        let sops = try Program.run(Program.peer("sops"), ["decrypt", "rclone.enc.ini"], in: example, environment: keys)
        #expect(sops.code == 0)
        let rendered = try Program.run(
            Program.rcsops, ["render", "secret", "rclone.enc.ini", "--name", "rclone", "--namespace", "sync"], in: example,
            environment: keys)
        #expect(rendered.code == 0 && rendered.text.hasPrefix("apiVersion: v1\nkind: Secret\n"))
        #expect(try text("secret.yaml").hasSuffix(rendered.text))
    }

    @Test func theExampleHasNoFindings() throws {
        let workspace = try Workspace()
        try workspace.put(try text("rclone.conf"), "rclone.conf")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: workspace.path("rclone.conf"))
        let check = try workspace.rcsops("check", "--strict", "rclone.conf")
        #expect(check.code == 0 && check.output.isEmpty)
    }

    @Test func encryptingToTheExampleKeyElsewhereWarns() throws {
        let workspace = try Workspace()
        let recipient = try #require(try text("key.txt").split(separator: "\n").first { $0.contains("public key: ") }?.split(separator: " ").last)
        let made = try workspace.rcsops("encrypt", "--age", String(recipient), "rclone.conf")
        #expect(made.code == 0 && made.messages.contains("public"))
        let inside = try Program.run(Program.rcsops, ["encrypt", "rclone.conf"], in: example)
        #expect(inside.code == 0 && !inside.messages.contains("public"))
    }
}
