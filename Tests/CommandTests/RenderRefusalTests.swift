import CommandDriver
import Foundation
import Testing

/// What `render secret` and `render list` refuse, or note, before anything is written.
@Suite struct RenderRefusalTests {
    @Test func aSourceIsNotReplacedByWhatIsMadeOfIt() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        try FileManager.default.createSymbolicLink(atPath: workspace.path("link"), withDestinationPath: "rclone.enc.ini")
        let before = try workspace.data("rclone.enc.ini")
        for words in [
            ["secret", "rclone.enc.ini", "--name", "n"], ["secret", "k=rclone.enc.ini", "--name", "n"], ["secret", "x=rclone.conf", "k=rclone.enc.ini", "--name", "n"],
            ["list", "a=rclone.enc.ini"], ["file", "rclone.enc.ini"], ["env", "rclone.enc.ini"], ["systemd", "rclone.enc.ini"],
        ] {
            for name in ["rclone.enc.ini", "link"] {
                refused(try workspace.rcsops(["render"] + words + ["--quiet", "--output", name]), 64, "RC7226", "\(words)")
                #expect(try workspace.data("rclone.enc.ini") == before)
            }
        }
    }

    @Test func everyOptionActsOrIsRefused() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        try workspace.put("x", "other")
        try workspace.put(workspace.rcsops("render", "secret", "rclone.conf", "other", "--name", "a", "--quiet").output, "secret.yaml")
        func run(_ words: String...) throws -> Outcome { try workspace.rcsops(["render", "secret", "--name", "n"] + words) }
        refused(try run("other", "--all-keys"), 64, "RC7227")
        refused(try run("k=secret.yaml", "--all-keys"), 64, "RC7227")
        refused(try run("secret.yaml", "--key", "k", "--all-keys"), 64, "RC7227")
        #expect(try run("secret.yaml", "--remote", "source", "--all-keys").code == 64)
        refused(try run("rclone.enc.ini", "--quiet", "--checksum-annotation", "--annotation", "rcsops/encrypted-checksum=x"), 64, "RC7213")
        refused(try workspace.rcsops(["render", "list", "a=-", "b=k=-"], input: Data("x".utf8)), 64, "RC7202")
        #expect(try run("other", "--immutable").messages.contains("--hash-suffix"))
        #expect(try run("other", "--immutable", "--hash-suffix").messages.isEmpty)
        // rclone's own encryption has a nonce too.
        var locked = workspace.identity
        locked["RCLONE_CONFIG_PASS"] = "TOPSECRET"
        #expect(try workspace.rcsops("config", "lock", "rclone.conf", "--output", "locked.conf", environment: locked).isSuccess)
        let checked = try workspace.rcsops("render", "secret", "locked.conf", "--name", "n", "--quiet", "--checksum-annotation", environment: locked)
        #expect(checked.isSuccess && checked.text.contains("rcsops/encrypted-checksum"), "\(checked.messages)")
    }

    @Test func aManifestThatTheServerRefusesIsNotTakenForAFile() throws {
        let workspace = try Workspace()
        let head = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"
        try workspace.put(head + "data: {a: '*TOPSECRET*'}\n", "base64.yaml")
        try workspace.put(head + "stringData: {a: 5}\n", "number.yaml")
        try workspace.put(head + "stringData: {a: x}\n---\n" + head + "stringData: {b: y}\n", "two.yaml")
        try workspace.put(head + "data: {a: null, b: eA==}\n", "null.yaml")
        for more in [[], ["--all-keys"]] {
            refused(try workspace.rcsops(["render", "secret", "two.yaml", "--name", "n"] + more), 2, "RC7302")
            refused(try workspace.rcsops(["render", "secret", "base64.yaml", "--name", "n"] + more), 2, more.isEmpty ? "RC3010" : "RC7305")
        }
        refused(try workspace.rcsops("render", "secret", "number.yaml", "--name", "n", "--all-keys"), 2, "RC7305")
        let null = try workspace.rcsops("render", "secret", "null.yaml", "--name", "n", "--all-keys", "--data")
        #expect(null.text.contains("  a: \"\"\n  b: eA==\n"), "\(null.messages)")
    }

    @Test func whatKubectlApplyRefusesOnTheClientsSideIsNoted() throws {
        let workspace = try Workspace()
        try workspace.put(Data(repeating: 0x78, count: 200_000), "large")
        // Client-side apply keeps a copy in an annotation, and those have 256 KiB.
        #expect(try workspace.rcsops("render", "secret", "large", "--name", "n").messages.isEmpty)
        #expect(try workspace.rcsops("render", "secret", "large", "--name", "n", "--data").messages.contains("--server-side"))
    }

    @Test func aFullDiskIsToldAndAReaderThatLeftIsNot() throws {
        let workspace = try Workspace()
        try workspace.put(Data(repeating: 0x78, count: 200_000), "large")
        let command = "'\(Program.rcsops.path)' render secret large --name n"
        let full = try Program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", command + " >/dev/full"], in: workspace.folder)
        #expect(full.code == 1 && full.messages.contains("RC2010"), "\(full.messages)")
        let closed = try Program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", command + " | head -c 1 >/dev/null"], in: workspace.folder)
        #expect(closed.messages.isEmpty)
    }

    @Test func whatKubernetesRefusesIsToldBeforeAnyOutput() throws {
        let workspace = try Workspace()
        try workspace.put(Data(repeating: 0x78, count: 1 << 20 | 1), "large")
        try workspace.put(Data([0, 0xFF]), "bytes")
        try workspace.put("a = ENC[AES256_GCM,data:x]\n", "cipher")
        try workspace.put("", "empty")
        let base = ["render", "secret", "--name", "n", "--quiet"]
        for (words, code, id) in [
            (["large"], 1, "RC7002"), (["a b=bytes"], 64, "RC7203"), (["..=bytes"], 64, "RC7203"), (["bytes", "bytes"], 64, "RC7204"),
            (["bytes", "--label", "a/b/c=d"], 64, "RC7205"), (["bytes", "--label", "a=b c"], 64, "RC7206"), (["bytes", "--label", "a"], 64, "RC7213"),
            (["bytes", "--label", "a=b", "--label", "a=c"], 64, "RC7213"), (["bytes", "--annotation", " =b"], 64, "RC7205"),
            (["bytes", "--annotation", "a=" + String(repeating: "x", count: 131_000), "--annotation", "b=" + String(repeating: "x", count: 131_000), "--annotation", "c=" + String(repeating: "x", count: 1000)], 64, "RC7207"),
            (["bytes", "--type", ""], 64, "RC7208"), (["bytes", "--type", "kubernetes.io/tls"], 1, "RC7209"),
            ([".dockerconfigjson=bytes", "--type", "kubernetes.io/dockerconfigjson"], 1, "RC7210"), (["bytes", "--string-data"], 1, "RC7211"),
            (["a=b=bytes"], 64, "RC7202"), (["=bytes"], 64, "RC7202"), (["a="], 64, "RC7202"), (["-"], 64, "RC7202"), (["a=-", "b=-"], 64, "RC7202"),
            (["bytes", "large", "--key", "k"], 64, "RC7202"), (["cipher"], 1, "RC7201"), (["bytes", "--namespace", "a.b"], 64, "RC7001"),
            (["bytes", "--hash-suffix", "--name", String(repeating: "a", count: 243)], 64, "RC7001"), (["missing"], 100, "RC2001"), (["."], 1, "RC2"),
            (["bytes", "--remote", "a"], 2, "RC8205"),
            (["bytes", "--type", "kubernetes.io/service-account-token"], 1, "RC7209"), (["empty", "--remote", ""], 2, "RC8205"),
        ] as [([String], Int32, String)] {
            let outcome = try workspace.rcsops(base + words)
            #expect(outcome.code != 0 && outcome.output.isEmpty, "\(words.prefix(2))")
            if id.count == 6 { refused(outcome, code, id) }
        }
        for words in [["--data", "--string-data"], ["--hash-suffix", "--append-hash", "--data"], ["--append-hash"]] {
            #expect(try workspace.rcsops(base + ["bytes"] + words).code == 64)
        }
        #expect(try workspace.rcsops("render", "secret", "--name", "n").code == 64)
        #expect(try workspace.rcsops("render", "secret", "--key", "k", "a=b", "--name", "n").code == 100)
    }
}

/// A refusal with its exit code and its code, no output, and no secret in what is said.
func refused(_ outcome: Outcome, _ code: Int32, _ id: String, _ comment: Comment? = nil) {
    #expect(outcome.code == code && outcome.messages.contains(id) && outcome.output.isEmpty, comment ?? "\(outcome.messages)")
    #expect(!outcome.messages.contains("TOPSECRET"))
}
