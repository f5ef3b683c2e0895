import CommandDriver
import Foundation
import TestVectors
import Testing

/// A Secret manifest that holds an rclone.conf is input wherever an rclone.conf is, plain and encrypted by either tool.
@Suite struct ManifestInputTests {
    private func workspace(with manifest: String, named name: String = "secret.yaml") throws -> Workspace {
        let workspace = try Workspace()
        try workspace.put(manifest, name)
        return workspace
    }

    private static let indented = Workspace.config.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    private static let manifest = """
        apiVersion: v1
        kind: Secret
        metadata:
          name: rclone
        stringData:
          rclone.conf: |
        \(indented)

        """
    private static let encoded = """
        kind: Secret
        apiVersion: v1
        metadata: {name: rclone}
        data:
          other: eA==
          rclone.conf: \(Data(Workspace.config.utf8).base64EncodedString())

        """

    @Test(arguments: [manifest, encoded, "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"data\": {\"rclone.conf\": \"\(Data(Workspace.config.utf8).base64EncodedString())\"}}"])
    func aPlainManifestIsCheckedAndRendered(manifest: String) throws {
        let workspace = try workspace(with: manifest)
        let check = try workspace.rcsops("check", "secret.yaml", environment: [:])
        #expect(check.code == 0 && check.messages.contains("2 remotes"), "\(check.text)\(check.messages)")
        let rendered = try workspace.rcsops("render", "secret", "secret.yaml", "--name", "x", environment: [:])
        let expected = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "x", environment: [:])
        #expect(rendered.code == 0 && rendered.output == expected.output)
    }

    @Test(arguments: [manifest, encoded]) func anEncryptedManifestIsInputToo(manifest: String) throws {
        let workspace = try workspace(with: manifest)
        let made = try workspace.rcsops("encrypt", "--age", workspace.recipient + "," + ConfigurationTests.first, "--output", "secret.enc.yaml", "secret.yaml")
        #expect(made.code == 0 && made.messages == "", "\(made.messages)")
        let document = try workspace.text("secret.enc.yaml")
        // What kubectl, kustomize and people read stays readable.
        #expect(document.contains("kind: Secret") && document.contains("encrypted_regex: ^(data|stringData)$"))
        #expect(!document.contains("TOPSECRET") && !document.contains(Data("TOPSECRET".utf8).base64EncodedString().prefix(10)))
        let expected = try workspace.rcsops("render", "secret", "rclone.conf", "--name", "x", environment: [:])
        #expect(try workspace.rcsops("render", "secret", "secret.enc.yaml", "--name", "x").output == expected.output)
        #expect(try workspace.rcsops("check", "secret.enc.yaml").code == 0)
        let sops = try workspace.peer("sops", "decrypt", "secret.enc.yaml")
        #expect(sops.code == 0)
        #expect(try workspace.rcsops("decrypt", "secret.enc.yaml").output == sops.output)
        _ = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "by-sops.yaml", "secret.yaml")
        #expect(try workspace.rcsops("render", "secret", "by-sops.yaml", "--name", "x").output == expected.output)
    }

    @Test func anRcloneConfThatSopsKeptAsBinaryIsInput() throws {
        let workspace = try Workspace()
        _ = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "rclone.conf.enc", "rclone.conf")
        let check = try workspace.rcsops("check", "rclone.conf.enc")
        #expect(check.code == 0 && check.messages.contains("2 remotes"))
        #expect(try workspace.rcsops("decrypt", "rclone.conf.enc").text == Workspace.config)
    }

    @Test func aManifestWithoutAConfigIsNamed() throws {
        let workspace = try workspace(with: "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n")
        let outcome = try workspace.rcsops("check", "secret.yaml")
        #expect(outcome.code == 2 && outcome.messages.contains("RC3010") && outcome.output.isEmpty)
    }
}
