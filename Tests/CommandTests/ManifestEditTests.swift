import CommandDriver
import Foundation
import Testing

/// `config set` and its like change the rclone.conf inside of a Secret manifest, plain and encrypted; the real sops reads it.
@Suite struct ManifestEditTests {
    private static let indented = Workspace.config.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    private static let text = """
        # for the sync jobs
        apiVersion: v1
        kind: Secret
        metadata:
            name: rclone # as the job mounts it
        stringData:
            other: TOPSECRET
            rclone.conf: |
        \(indented.replacingOccurrences(of: "    ", with: "        "))
        """ + "\n"
    private static let spaced = """
        kind: 'Secret'    # odd and right
        apiVersion: "v1"

        metadata: { name:   rclone }
        data: {  x: "eA==", "rclone.conf": \(Data(Workspace.config.utf8).base64EncodedString())  }  # end
        """ + "\n"
    private static let encoded = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
            name: first
        ---
        kind: Secret
        apiVersion: v1
        metadata:
            name: rclone
        data:
            other: eA==
            rclone.conf: \(Data(Workspace.config.utf8).base64EncodedString())

        """
    private static let json = """
        {
        \t"apiVersion": "v1",
        \t"kind": "Secret",
        \t"data": {
        \t\t"rclone.conf": "\(Data(Workspace.config.utf8).base64EncodedString())"
        \t}
        }
        """
    private static let cases = [(text, "secret.yaml"), (text.replacingOccurrences(of: "    ", with: "  "), "secret.yaml"), (encoded, "secret.yaml"), (json, "secret.json")]
    private static let changes = [
        ["set", "FILE", "source", "region", "eu-central-1"], ["set", "-q", "FILE", "source", "description", "a # b; c \"d\" 'e' \\"],
        ["rename", "FILE", "destination", "target"], ["copy", "FILE", "source", "third"], ["unset", "FILE", "third", "region"], ["remove", "FILE", "target"],
    ]

    private func change(_ workspace: Workspace, _ file: String, _ environment: [String: String]? = nil) throws {
        for change in Self.changes {
            let made = try workspace.rcsops(["config"] + change.map { $0 == "FILE" ? file : $0 }, environment: environment)
            #expect(made.code == 0 && made.messages.isEmpty && made.output.isEmpty, "\(change) \(made.messages)")
        }
    }

    /// What Kubernetes would mount: base64 on a line of its own, or text, which the real sops gets out.
    private func mounted(_ manifest: String, _ workspace: Workspace) throws -> String {
        if let encoded = manifest.firstMatch(of: /rclone\.conf"?: "?([A-Za-z0-9+\/=]+)/) {
            return String(decoding: try #require(Data(base64Encoded: String(encoded.output.1))), as: UTF8.self)
        }
        try workspace.put(manifest, "mounted.yaml")
        let made = try workspace.peer("sops", "encrypt", "-i", "--age", workspace.recipient, "mounted.yaml")
        try #require(made.isSuccess, "\(made.messages)")
        return try workspace.peer("sops", "decrypt", "--extract", "[\"stringData\"][\"rclone.conf\"]", "mounted.yaml").text
    }

    @Test(arguments: cases + [(spaced, "secret.yaml")]) func aPlainManifestIsChangedAsTheFileInItWouldBe(manifest: String, name: String) throws {
        let workspace = try Workspace()
        try workspace.put(manifest, name)
        try change(workspace, name, [:])
        try change(workspace, "rclone.conf", [:])
        let changed = try workspace.text(name)
        #expect(try mounted(changed, workspace) == workspace.text("rclone.conf"))
        // Every other byte stays, the spacing of people too.
        let before = try #require(manifest.firstMatch(of: #/rclone\.conf"?: /#)).range.upperBound
        #expect(changed.hasPrefix(manifest[..<before]), "\(changed)")
    }

    @Test(arguments: cases) func anEncryptedManifestKeepsTheCiphertextOfTheRest(manifest: String, name: String) throws {
        let workspace = try Workspace()
        try workspace.put(manifest, name)
        let made = try workspace.rcsops("encrypt", "-i", "--age", workspace.recipient, name)
        #expect(made.code == 0, "\(made.messages)")
        let before = try workspace.text(name).split(separator: "\n")
        try change(workspace, name)
        try change(workspace, "rclone.conf")
        let after = try workspace.text(name).split(separator: "\n")
        let changed = zip(before, after).filter { $0 != $1 }.map { $1.drop { $0 == " " || $0 == "\t" || $0 == "\"" }.prefix { $0 != ":" && $0 != "\"" } }
        #expect(before.count == after.count && Set(changed).union(["lastmodified"]) == ["rclone.conf", "mac", "lastmodified"], "\(changed)")
        #expect(!after.joined().contains("TOPSECRET"))
        let theirs = try workspace.peer("sops", "decrypt", name)
        #expect(theirs.code == 0, "\(theirs.messages)")
        #expect(try mounted(theirs.text, workspace) == workspace.text("rclone.conf"))
        // A change of nothing leaves the file.
        let bytes = try workspace.data(name)
        #expect(try workspace.rcsops("config", "set", name, "source", "region", "eu-central-1").code == 0)
        #expect(try workspace.data(name) == bytes)
    }

    @Test func aManifestThatSopsEncryptedIsChangedToo() throws {
        let workspace = try Workspace()
        try workspace.put(Self.text, "secret.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "--age", workspace.recipient, "--encrypted-regex", "^(data|stringData)$", "secret.yaml").code == 0)
        try change(workspace, "secret.yaml")
        try change(workspace, "rclone.conf")
        let theirs = try workspace.peer("sops", "decrypt", "secret.yaml")
        #expect(try mounted(theirs.text, workspace) == workspace.text("rclone.conf"))
        #expect(theirs.text.contains("# for the sync jobs") && theirs.text.contains("# as the job mounts it"))
    }

    @Test func aFileThatSopsKeepsAsBinaryIsChanged() throws {
        let workspace = try Workspace()
        #expect(try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "rclone.bin", "rclone.conf").code == 0)
        try change(workspace, "rclone.bin")
        try change(workspace, "rclone.conf")
        let theirs = try workspace.peer("sops", "decrypt", "rclone.bin")
        #expect(theirs.code == 0, "\(theirs.messages)")
        #expect(try theirs.text == workspace.text("rclone.conf"))
    }

    @Test func rclonesOwnEncryptionInsideIsTakenOffAndPutBack() throws {
        let workspace = try Workspace()
        let password = ["RCLONE_CONFIG_PASS": "a long password"]
        #expect(try workspace.rcsops("config", "lock", "--output", "locked.conf", "rclone.conf", environment: password).code == 0)
        let manifest = "apiVersion: v1\nkind: Secret\ndata:\n    rclone.conf: \(try workspace.data("locked.conf").base64EncodedString())\n"
        try workspace.put(manifest, "secret.yaml")
        try change(workspace, "secret.yaml", password)
        try change(workspace, "rclone.conf", password)
        try workspace.put(try mounted(workspace.text("secret.yaml"), workspace), "mounted.conf")
        let theirs = try workspace.peer("rclone", "--config", "mounted.conf", "config", "dump", environment: password)
        let plain = try workspace.peer("rclone", "--config", "rclone.conf", "config", "dump")
        #expect(theirs.code == 0 && theirs.output == plain.output, "\(theirs.messages)")
    }

    /// Text that is no block of its own lines.
    @Test(arguments: [
        "apiVersion: v1\nkind: Secret\nmetadata: { name: rclone }\nstringData:\n  rclone.conf: \"[source]\\ntype = local\\n\"\n",
        "apiVersion: v1\nkind: Secret\nstringData:\n  a.conf: |\n    [source]\n    type = local\n  rclone.conf: |\n    [source]\n    type = local\n",
    ])
    func whatCannotBeChangedInPlaceIsWrittenAnew(manifest: String) throws {
        let workspace = try Workspace()
        try workspace.put(manifest, "secret.yaml")
        let made = try workspace.rcsops("config", "set", "secret.yaml", "source", "encoding", "Slash")
        #expect(made.code == 0 && made.messages.contains("warning: \"secret.yaml\" is written anew"), "\(made.messages)")
        #expect(try mounted(workspace.text("secret.yaml"), workspace) == "[source]\ntype = local\nencoding = Slash\n")
    }
}
