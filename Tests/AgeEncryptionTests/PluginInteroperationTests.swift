import AgeEncryption
import Foundation
import SecretMemory
import TestVectors
import Testing

/// Files cross over between rcsops, age and rage, with the same plugins.
@Suite struct PluginInteroperationTests {
    private static let peers = VectorFolder.packageRoot.appendingPathComponent(".build/peers")
    private static let texts = ["", "x", String(repeating: "secret\n", count: 30_000)]

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = try TestPlugin.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func ageOpensWhatAPluginEncryptedHereAndTheReverse() throws {
        try inFolder { folder in
            let (cipher, plain, key) = (folder.appendingPathComponent("c"), folder.appendingPathComponent("p"), folder.appendingPathComponent("k"))
            try Data((try TestPlugin.identityText("unknown") + "\n").utf8).write(to: key)
            for text in Self.texts {
                try Data(TestPlugin.seal(text, [TestPlugin.recipient("unknown"), X25519Identity.generate().recipient])).write(to: cipher)
                let opened = try TestPlugin.run("age", ["-d", "-i", key.path, cipher.path])
                #expect(opened.output == text && opened.code == 0, "\(opened.errors)")

                try Data(text.utf8).write(to: plain)
                for to in [["-r", try TestPlugin.recipientText("")], ["-e", "-i", key.path]] {
                    let sealed = try TestPlugin.run("age", to + ["-o", cipher.path, plain.path])
                    #expect(sealed.code == 0, "\(sealed.errors)")
                    #expect(try TestPlugin.open([UInt8](Data(contentsOf: cipher)), [TestPlugin.identity("")]) == text)
                }
            }
        }
    }

    /// Two arguments: encrypt or decrypt, and the file; the text, or what was encrypted, goes to stdout.
    private static let rage = """
        import pyrage, sys
        class Nobody:
            def display_message(self, text): pass
            def confirm(self, *texts): return None
            def request_public_string(self, text): return None
            def request_passphrase(self, text): return None
        task, file, kind, key = sys.argv[1:]
        data = open(file, "rb").read()
        if kind == "tag":
            data = pyrage.encrypt(data, [pyrage.tag.Recipient.from_str(key)])
        elif task == "encrypt":
            key = pyrage.plugin.Recipient.from_str(key)
            data = pyrage.encrypt(data, [pyrage.plugin.RecipientPluginV1("rcsopstest", [key], [], Nobody())])
        else:
            key = pyrage.plugin.Identity.from_str(key)
            data = pyrage.decrypt(data, [pyrage.plugin.IdentityPluginV1("rcsopstest", [key], Nobody())])
        open(file, "wb").write(data)
        """

    private func rage(_ task: String, _ file: URL, _ kind: String, _ key: String) throws {
        let outcome = try TestPlugin.run(Self.peers.path + "/bin/python-with-pyrage", ["-c", Self.rage, task, file.path, kind, key])
        #expect(outcome.code == 0, "\(outcome.errors)")
    }

    @Test func rageOpensWhatAPluginEncryptedHereAndTheReverse() throws {
        try inFolder { folder in
            let file = folder.appendingPathComponent("file")
            for text in Self.texts {
                try Data(TestPlugin.seal(text, [TestPlugin.recipient("unknown"), X25519Identity.generate().recipient])).write(to: file)
                try rage("decrypt", file, "plugin", try TestPlugin.identityText("unknown"))
                #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == text)
                try rage("encrypt", file, "plugin", try TestPlugin.recipientText("labels:one"))
                #expect(try TestPlugin.open([UInt8](Data(contentsOf: file)), [TestPlugin.identity("")]) == text)
            }
        }
    }

    @Test(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"))
    func whatRageEncryptsToATagOpensWithItsKey() throws {
        let known = try KnownTag.ofVectors()
        try inFolder { folder in
            let file = folder.appendingPathComponent("file")
            for text in Self.texts {
                try Data(text.utf8).write(to: file)
                try rage("encrypt", file, "tag", known.recipient)
                #expect(try TestPlugin.open([UInt8](Data(contentsOf: file)), [known]) == text)
            }
        }
    }

    /// The token is played by the tests' plugin, in Python.
    @Test(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"))
    func ageOpensWhatIsEncryptedToATagHereThroughATokensPlugin() throws {
        let known = try KnownTag.ofVectors()
        try inFolder { folder in
            let (cipher, key) = (folder.appendingPathComponent("c"), folder.appendingPathComponent("k"))
            let scalar = known.scalar.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            let text = try TestPlugin.identityText("tag:" + scalar)
            try Data((text + "\n").utf8).write(to: key)
            var files = [(try VectorFolder.bytes("age/peer/tag.age"), "tag payload\n")]
            for text in Self.texts { files.append((try TestPlugin.seal(text, [try AgeKeyReader().recipient(known.recipient)]), text)) }
            for (file, expected) in files {
                #expect(try TestPlugin.open(file, [TestPlugin.identity(text: text)]) == expected)
                try Data(file).write(to: cipher)
                let opened = try TestPlugin.run("age", ["-d", "-i", key.path, cipher.path])
                #expect(opened.output == expected && opened.code == 0, "\(opened.errors)")
            }
        }
    }

    @Test func sopsAndRcsopsOpenEachOthersDataKeysThroughAPlugin() throws {
        try inFolder { folder in
            let (plain, cipher) = (folder.appendingPathComponent("p.json"), folder.appendingPathComponent("c.json"))
            try Data(#"{"a":"secret"}"#.utf8).write(to: plain)
            let variables = ["HOME=" + folder.path, "SOPS_DISABLE_VERSION_CHECK=1", "SOPS_AGE_KEY=" + (try TestPlugin.identityText(""))]
            let sops = variables + [Self.peers.path + "/bin/sops"]
            let recipient = try TestPlugin.recipient("labels:one")
            let sealed = try TestPlugin.run("env", sops + ["encrypt", "--age", recipient.text, "--output", cipher.path, plain.path])
            #expect(sealed.code == 0, "\(sealed.errors)")

            var document = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: cipher)) as? [String: Any])
            var metadata = try #require(document["sops"] as? [String: Any])
            var entries = try #require(metadata["age"] as? [[String: Any]])
            let wrapped = Array(try #require(entries[0]["enc"] as? String).utf8)
            let identity = try TestPlugin.identity("")
            let dataKey = try wrapped.withRawBytes { (file) throws(AgeError) in
                try AgeFile.open(file, with: [identity], into: SecretArena())
            }
            #expect(dataKey.count == 32)

            let again = try dataKey.withBytes { (key) throws(AgeError) in try AgeFile.seal(key, to: [recipient], armored: true) }
            entries[0]["enc"] = String(decoding: again, as: UTF8.self)
            metadata["age"] = entries
            document["sops"] = metadata
            try JSONSerialization.data(withJSONObject: document).write(to: cipher)
            let opened = try TestPlugin.run("env", sops + ["decrypt", "--extract", #"["a"]"#, cipher.path])
            #expect(opened.output == "secret" && opened.code == 0, "\(opened.errors)")
        }
    }

    /// A plugin that people use, whose device is played by a part of its own: it encrypts to identities only.
    @Test func aPublishedPluginEncryptsAndDecrypts() throws {
        let program = Self.peers.path + "/venv/bin/age-plugin-trezor-slip11"
        let text = try TestPlugin.run(program, ["encode-identity", "--key", "of tests"]).output.trimmingCharacters(in: .newlines)
        try inFolder { folder in
            let script = folder.appendingPathComponent("age-plugin-trezor-slip11")
            try Data("#!/bin/sh\nAGE_PLUGIN_TREZOR_SLIP11_UNSAFE_TEST_MODE=true exec \(program) \"$@\"\n".utf8).write(to: script)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
            let surroundings = TestPlugin.alone(path: folder.path)
            let identity = try #require(try TestPlugin.identity(text: text, surroundings) as? PluginIdentity)
            let (cipher, plain, key) = (folder.appendingPathComponent("c"), folder.appendingPathComponent("p"), folder.appendingPathComponent("k"))
            try Data((text + "\n").utf8).write(to: key)
            try Data("text".utf8).write(to: plain)

            let file = try TestPlugin.seal("text", [identity.recipient])
            #expect(try TestPlugin.open(file, [identity]) == "text")
            try Data(file).write(to: cipher)
            let path = "PATH=" + folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
            #expect(try TestPlugin.run("env", [path, "age", "-d", "-i", key.path, cipher.path]).output == "text")
            #expect(try TestPlugin.run("env", [path, "age", "-e", "-i", key.path, "-o", cipher.path, plain.path]).code == 0)
            #expect(try TestPlugin.open([UInt8](Data(contentsOf: cipher)), [identity]) == "text")

            // What it has no answer to, it says in its own words.
            let recipient = try AgeKeyReader(surroundings).recipient(try TestPlugin.recipientText("", name: "trezor-slip11"))
            #expect(throws: AgeError.plugin(name: "trezor-slip11", reason: "recipient 0: asymmetric encryption is not supported by this plugin")) {
                try TestPlugin.seal("text", [recipient])
            }
        }
    }
}
