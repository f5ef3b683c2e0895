import AgeEncryption
import Foundation
import SecretMemory
import Testing

@Suite struct PluginNameTests {
    @Test func aNameHasNoPartsOfAPath() {
        for name in ["", ".", "..", "a/b", "/bin/sh", "a\0", "a b", "é", "a\\b", "a:b", "../x", "a\n", String(repeating: "a", count: 201)] {
            #expect(PluginName(name) == nil, "\(name)")
        }
        for name in ["yubikey", "a.b", "a+b", "a-b_c", "1", "...", "se1"] { #expect(PluginName(name)?.program == "age-plugin-" + name) }
        #expect(PluginName("YubiKey")?.text == "yubikey")
    }

    @Test func recipientsAndIdentitiesAreReadByTheirPrefix() throws {
        let recipient = try #require(try AgeKeyReader().recipient(TestPlugin.recipientText("", name: "a1b")) as? PluginRecipient)
        #expect(recipient.plugin.text == "a1b")
        let identity = try #require(try TestPlugin.identity(text: TestPlugin.identityText("x", name: "a1b")) as? PluginIdentity)
        #expect(identity.plugin.text == "a1b")
    }

    @Test func namesThatAreNoneAreRefusedAfterBech32() throws {
        for name in ["pwn/pwn", "../x", "", "..", "a$b"] {
            let recipient = try TestPlugin.recipientText("", name: name), identity = try TestPlugin.identityText("", name: name)
            #expect(throws: AgeError.self) { try AgeKeyReader().recipient(recipient) }
            #expect(throws: AgeError.self) { try TestPlugin.identity(text: identity) }
        }
        for text in ["AGE-PLUGIN-1QQQQQQ", "AGE-PLUGIN-", "AGE-PLUGIN-X-1", "age-plugin-rcsopstest-15y0lgt"] {
            do {
                _ = try TestPlugin.identity(text: text)
                Issue.record("\(text) was read")
            } catch { #expect(!error.message.contains(text)) }
        }
        // Published as an attack on the first clients: its prefix holds a path.
        #expect(throws: AgeError.self) { try AgeKeyReader().recipient("age1pwn/pwn19gt89dfz") }
    }

    @Test func casesCarryMeaning() throws {
        let recipient = try TestPlugin.recipientText("x"), identity = try TestPlugin.identityText("x")
        #expect(throws: AgeError.self) { try AgeKeyReader().recipient(recipient.uppercased()) }
        #expect(throws: AgeError.self) { try TestPlugin.identity(text: identity.lowercased()) }
        #expect(throws: AgeError.self) { try AgeKeyReader().recipient(identity) }
        #expect(throws: AgeError.self) { try TestPlugin.identity(text: recipient) }
    }

    @Test func theProgramIsLookedForInAbsoluteFoldersOfPathOnly() throws {
        let folder = try TestPlugin.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        // Found at once by anything that takes the current folder for an empty entry.
        let name = "age-plugin-rcsopstest"
        let here = FileManager.default.currentDirectoryPath + "/" + name
        try? FileManager.default.createSymbolicLink(atPath: here, withDestinationPath: TestPlugin.folder + "/" + name)
        defer { try? FileManager.default.removeItem(atPath: here) }
        // A folder of that name, and a file that can't be run.
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("a/" + name), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("b"), withIntermediateDirectories: true)
        try Data("#!/bin/sh\n".utf8).write(to: folder.appendingPathComponent("b/" + name))
        for path in ["", ":", ".", "./", "Tests/Peers", "::Tests/Peers:", folder.path + "/a:" + folder.path + "/b"] {
            let key = try TestPlugin.recipient("", TestPlugin.alone(path: path))
            #expect(throws: AgeError.plugin(name: "rcsopstest", reason: "is not installed; put the program age-plugin-rcsopstest into a folder of PATH")) {
                try TestPlugin.seal("", [key])
            }
        }
        let found = try TestPlugin.recipient("", TestPlugin.alone(path: ":" + folder.path + "/a:" + folder.path + "/b:" + TestPlugin.folder))
        #expect(try !TestPlugin.seal("", [found]).isEmpty)
    }
}
