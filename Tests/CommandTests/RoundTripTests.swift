import CommandDriver
import Foundation
import TestVectors
import Testing

@Suite struct RoundTripTests {
    private static let corpus: [String] = {
        guard let root = VectorFolder.root?.appendingPathComponent("rclone/corpus") else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).filter { $0.hasSuffix(".conf") }.sorted()
    }()

    @Test(arguments: [
        "[a]\ntype = local\n\n", "[a]\ntype = local", "[a]\r\ntype = local\r\n", "\u{FEFF}[a]\ntype: local\n", "k = v\n[a]\ntype = s3\n",
        "[a]\n\ttype\t=  local  \n# c\n; d\n\n\n", "[sops]\ntype = local\nx = y\n", "[a]\ntype = local\n- = 1\n- = 2\n",
        "[region]\ntype = s3\nsecret_access_key = x\n", "[a]\ntype = local\n[b]\n", Workspace.config,
    ]) func theSameBytesComeBack(config: String) throws {
        let workspace = try Workspace()
        try workspace.put(config, "rclone.conf")
        try workspace.encrypt()
        let decrypted = try workspace.rcsops("decrypt", "rclone.enc.ini")
        #expect(decrypted.code == 0)
        #expect(decrypted.output == Data(config.utf8))
        #expect(decrypted.messages == "")
    }

    @Test(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"), arguments: corpus)
    func everyReadableCorpusFileComesBackAndRealSopsOpensIt(name: String) throws {
        let workspace = try Workspace()
        let bytes = Data(try VectorFolder.bytes("rclone/corpus/" + name))
        try workspace.put(bytes, "rclone.conf")
        let json = try VectorFolder.bytes("rclone/corpus/" + name.dropLast(5) + ".json")
        let isReadable = !String(decoding: json, as: UTF8.self).contains("\"error\"")
        let made = try workspace.rcsops("encrypt", "--quiet", "--age", workspace.recipient, "--output", "rclone.enc.ini", "rclone.conf")
        guard isReadable, made.code == 0 else {
            // What rclone refuses is refused here too, before anything is written.
            #expect(made.code == 2 && !isReadable, "\(made.messages)")
            #expect(!FileManager.default.fileExists(atPath: workspace.path("rclone.enc.ini")))
            return
        }
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").output == bytes)
        let sops = try workspace.peer("sops", "decrypt", "rclone.enc.ini")
        #expect(sops.code == 0, "\(sops.messages)")
    }

    @Test func realSopsReadsTheValuesThatRcsopsEncrypted() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let sops = try workspace.peer("sops", "decrypt", "rclone.enc.ini")
        #expect(sops.code == 0, "\(sops.messages)")
        try workspace.put(sops.output, "by-sops.conf")
        let original = try workspace.peer("rclone", "--config", workspace.path("rclone.conf"), "config", "dump")
        let found = try workspace.peer("rclone", "--config", workspace.path("by-sops.conf"), "config", "dump")
        #expect(original.code == 0 && original.text.contains("TOPSECRET#with;marks"))
        #expect(found.text == original.text)
    }

    @Test func rcsopsReadsWhatRealSopsEncrypted() throws {
        let workspace = try Workspace()
        try workspace.put("# head\n[r]\ntype = s3\n# about the key\nsecret_access_key = TOPSECRET\n\n[empty]\n", "plain.ini")
        let sops = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "by-sops.ini", "plain.ini")
        #expect(sops.code == 0, "\(sops.messages)")
        let decrypted = try workspace.rcsops("decrypt", "by-sops.ini")
        #expect(decrypted.text == "; head\n[r]\ntype              = s3\n; about the key\nsecret_access_key = TOPSECRET\n\n[empty]\n")
    }

    @Test func anINIThatIsNoRcloneConfigComesOutAsFromSops() throws {
        let workspace = try Workspace()
        try workspace.put("top = 1\n[server]\nport=80\n; note\nlong_name = `a # b`\n", "plain.ini")
        _ = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "--output", "by-sops.ini", "plain.ini")
        let expected = try workspace.peer("sops", "decrypt", "by-sops.ini")
        #expect(expected.code == 0)
        #expect(try workspace.rcsops("decrypt", "by-sops.ini").text == expected.text)
    }

    @Test func theLayoutOutlivesRotationBySops() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        #expect(try workspace.peer("sops", "rotate", "-i", "rclone.enc.ini").code == 0)
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == Workspace.config)
    }

    @Test func aValueSetBySopsKeepsAllOtherLines() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        #expect(try workspace.peer("sops", "set", "rclone.enc.ini", "[\"source\"][\"access_key_id\"]", "\"NEW # KEY\"").code == 0)
        let decrypted = try workspace.rcsops("decrypt", "rclone.enc.ini")
        #expect(decrypted.text == Workspace.config.replacingOccurrences(of: "AKIAINVENTED00000000", with: "NEW # KEY"))
        #expect(decrypted.messages.contains("changed since it was encrypted"))
    }

    @Test func anEncryptedFileWithCRLFOfACheckoutStillOpens() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        try workspace.put(try workspace.text("rclone.enc.ini").replacingOccurrences(of: "\n", with: "\r\n"), "rclone.enc.ini")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == Workspace.config)
    }

    @Test func aNoteThatAPersonAddedIsKept() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let noted = try workspace.text("rclone.enc.ini").replacingOccurrences(of: "[destination]", with: "; ask the storage team\n[destination]")
        try workspace.put(noted, "rclone.enc.ini")
        let expected = Workspace.config.replacingOccurrences(of: "[destination]", with: "# ask the storage team\n[destination]")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").text == expected)
    }

    @Test func severalRecipientsEachOpenTheFile() throws {
        let workspace = try Workspace()
        let other = try Workspace()
        let made = try workspace.rcsops(
            "encrypt", "--age", workspace.recipient + ", " + other.recipient, "--output", "rclone.enc.ini", "rclone.conf")
        #expect(made.code == 0)
        for keys in [workspace.identity, other.identity] {
            #expect(try workspace.rcsops("decrypt", "rclone.enc.ini", environment: keys).text == Workspace.config)
            #expect(try workspace.peer("sops", "decrypt", "rclone.enc.ini", environment: keys).code == 0)
        }
    }

    @Test func keyGroupsNeedAsManySharesAsTheThreshold() throws {
        let workspace = try Workspace()
        let second = try Workspace(), third = try Workspace()
        try workspace.put("""
            creation_rules:
              - shamir_threshold: 2
                key_groups:
                  - age: [\(workspace.recipient)]
                  - age: [\(second.recipient)]
                  - age: [\(third.recipient)]
            """, ".sops.yaml")
        #expect(try workspace.rcsops("encrypt", "--output", "rclone.enc.ini", "rclone.conf").code == 0)
        let two = ["SOPS_AGE_KEY": try workspace.text("key.txt") + third.text("key.txt")]
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini", environment: two).text == Workspace.config)
        #expect(try workspace.peer("sops", "decrypt", "rclone.enc.ini", environment: two).code == 0)
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini").code == 128)
        #expect(try workspace.peer("sops", "decrypt", "rclone.enc.ini").code == 128)
    }

    @Test func identitiesComeFromTheVariableTheFileAndTheDefaultPath() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        let key = try workspace.text("key.txt").split(separator: "\n").last.map(String.init) ?? ""
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini", environment: ["SOPS_AGE_KEY": key]).code == 0)
        let folder = workspace.folder.appendingPathComponent("config/sops/age")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try workspace.put(key, "config/sops/age/keys.txt")
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini", environment: ["XDG_CONFIG_HOME": workspace.path("config")]).code == 0)
        try FileManager.default.moveItem(atPath: workspace.path("config"), toPath: workspace.path(".config"))
        #expect(try workspace.rcsops("decrypt", "rclone.enc.ini", environment: [:]).code == 0)
    }
}
