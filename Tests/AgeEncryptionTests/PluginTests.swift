import AgeEncryption
import Foundation
import SecretMemory
import TestVectors
import Testing

/// What the plugin of the tests is told, in the order of its first phase.
private struct Report: Decodable {
    let arguments: [String]
    let folder: String
    let stanzas: [[String]]
}

private func reason(_ body: () throws -> Void) -> String {
    do { try body() } catch let error as AgeError {
        if case .plugin("rcsopstest", let reason) = error { return reason }
        return "other: " + error.message
    } catch { return "no AgeError: \(error)" }
    return "no error"
}

private func reasonOfSealing(_ mode: String) throws -> String {
    let key = try TestPlugin.recipient(mode)
    return reason { _ = try TestPlugin.seal("text", [key]) }
}

private func reasonOfOpening(_ file: [UInt8], _ mode: String) throws -> String {
    let key = try TestPlugin.identity(mode)
    return reason { _ = try TestPlugin.open(file, [key]) }
}

/// What a person was told and asked.
private final class PluginUser: @unchecked Sendable {
    private let lock = NSLock()
    private var texts: [String] = []
    var told: [String] { lock.withLock { texts } }
    func hear(_ text: String) { lock.withLock { texts.append(text) } }

    func surroundings(answer: String? = nil, yes: Bool? = nil, seconds: Int = 20) -> AgeSurroundings {
        AgeSurroundings(
            environment: { ["PATH": TestPlugin.folder, "RCSOPS_PLUGIN_TIMEOUT": String(seconds)][$0] },
            show: {
                self.hear($0)
                return true
            },
            ask: {
                self.hear($0)
                return answer
            },
            askSecret: { question, arena in
                self.hear(question)
                return answer.map { arena.store(Array($0.utf8)) }
            },
            confirm: { question, first, second in
                self.hear(question + " [" + first + "] [" + (second ?? "-") + "]")
                return yes
            })
    }
}

@Suite struct PluginTests {
    private static let pin = "correct horse battery staple correct horse battery staple"

    @Test func aPluginsFileOpensWithItsIdentityAndNoOther() throws {
        let file = try TestPlugin.seal("text", [TestPlugin.recipient("")])
        #expect(try TestPlugin.open(file, [TestPlugin.identity("")]) == "text")
        #expect(throws: AgeError.noMatch) { try TestPlugin.open(file, [X25519Identity.generate()]) }
        let own = try X25519Identity.generate()
        let other = try TestPlugin.seal("text", [own.recipient])
        #expect(throws: AgeError.noMatch) { try TestPlugin.open(other, [TestPlugin.identity("")]) }
    }

    @Test func pluginsAndOtherRecipientsShareAFile() throws {
        let own = try X25519Identity.generate()
        let file = try TestPlugin.seal("text", [own.recipient, TestPlugin.recipient("two"), TestPlugin.recipient("unknown")])
        #expect(try TestPlugin.open(file, [own]) == "text")
        #expect(try TestPlugin.open(file, [TestPlugin.identity("unknown")]) == "text")
    }

    @Test func thePluginGetsWhatTheProtocolSaysAndNothingElse() throws {
        let folder = try TestPlugin.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("report.json").path
        func report() throws -> Report { try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: path))) }
        var greased = 0
        for _ in 0..<6 {
            let recipient = try TestPlugin.recipient("report:" + path)
            let file = try TestPlugin.seal("text", [recipient, X25519Identity.generate().recipient])
            var told = try report()
            #expect(told.arguments == ["--age-plugin=recipient-v1"])
            #expect(URL(fileURLWithPath: told.folder).standardized.path == "/tmp")
            #expect(told.stanzas[0] == ["add-recipient", recipient.text])
            greased += told.stanzas.count { $0[0].hasPrefix("grease-") }
            #expect(told.stanzas.map { $0[0] }.filter { !$0.hasPrefix("grease-") } == ["add-recipient", "wrap-file-key", "extension-labels", "done"])

            let text = try TestPlugin.identityText("report:" + path)
            #expect(try TestPlugin.open(file, [TestPlugin.identity(text: text)]) == "text")
            told = try report()
            greased += told.stanzas.count { $0[0].hasPrefix("grease-") }
            #expect(told.arguments == ["--age-plugin=identity-v1"] && told.stanzas[0] == ["add-identity", text])
            let stanzas = told.stanzas.filter { !$0[0].hasPrefix("grease-") }
            #expect(stanzas.map { $0[0] } == ["add-identity", "recipient-stanza", "recipient-stanza", "done"])
            #expect(stanzas[1].prefix(3) == ["recipient-stanza", "0", "rcsopstest"] && stanzas[2].prefix(3) == ["recipient-stanza", "0", "X25519"])
        }
        // Two runs of three, so none of twelve is one in half a million.
        #expect(greased > 0)
    }

    @Test func aFileIsEncryptedToAPluginsIdentity() throws {
        let folder = try TestPlugin.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("report.json").path
        let text = try TestPlugin.identityText("report:" + path)
        let identity = try #require(try TestPlugin.identity(text: text) as? PluginIdentity)
        #expect(identity.recipient.text.isEmpty)
        let file = try TestPlugin.seal("text", [identity.recipient])
        let told = try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(told.stanzas[0] == ["add-identity", text])
        #expect(try TestPlugin.open(file, [identity]) == "text")
    }

    @Test func labelsKeepRecipientsApart() throws {
        let labelled = try TestPlugin.recipient("labels:one,two")
        #expect(try labelled.wrap(SecretBytes(count: 16)).labels == ["one", "two"])
        let file = try TestPlugin.seal("text", [labelled, TestPlugin.recipient("labels:two,one")])
        #expect(try TestPlugin.open(file, [TestPlugin.identity("")]) == "text")
        for other in [try TestPlugin.recipient("labels:one"), try TestPlugin.recipient(""), try X25519Identity.generate().recipient] {
            #expect(performing: { try TestPlugin.seal("text", [labelled, other]) }, throws: { error in
                if case .recipientsDiffer = error as? AgeError { true } else { false }
            })
        }
    }

    @Test(arguments: [
        ("labels:one,one", "it gave a label twice"), ("labels-twice", "it gave its labels twice"),
        ("index:1", "a stanza is for a file that it was not given"), ("index:00", "a stanza is for a file that it was not given"),
        ("no-type", "a stanza has no type"), ("nothing", "it wrapped no file key"), ("endless-line", "a line is too long"),
        ("endless-body", "a stanza is too long"), ("endless-commands", "it sent more than 4096 commands"),
        ("malformed:eCB5CgoK", "a stanza is malformed"), ("malformed:LT4gbXNnCkEK", "a stanza's body is malformed"),
        ("malformed:LT4gbXNnCkFCCg==", "a stanza's body is malformed"), ("malformed:LT4gIHgKCg==", "a stanza is malformed"),
        ("malformed:LT4gbXNnDQoK", "a stanza is malformed"), ("malformed:LT4gY29uZmlybSAhCgo=", "an answer of its question is malformed"),
        ("confirm-none", "its question has not one or two answers"),
    ])
    func aPluginThatBreaksTheProtocolIsTold(mode: String, expected: String) throws {
        let found = try reasonOfSealing(mode)
        #expect(found.hasPrefix("does not keep to age's plugin protocol: " + expected), "\(found)")
    }

    @Test(arguments: [
        ("index:1", "a file key is for a file that it was not given"), ("twice", "it gave a file key twice"),
        ("size:15", "a file key has not 16 bytes"), ("size:17", "a file key has not 16 bytes"), ("size:0", "a file key has not 16 bytes"),
        ("endless-line", "a line is too long"), ("endless-commands", "it sent more than 4096 commands"),
    ])
    func aPluginThatBreaksTheProtocolOpensNothing(mode: String, expected: String) throws {
        let file = try TestPlugin.seal("text", [TestPlugin.recipient("")])
        let found = try reasonOfOpening(file, mode)
        #expect(found.hasPrefix("does not keep to age's plugin protocol: " + expected), "\(found)")
    }

    @Test func aWrongFileKeyDoesNotPassTheHeadersMAC() throws {
        let file = try TestPlugin.seal("text", [TestPlugin.recipient("")])
        #expect(throws: AgeError.macMismatch) { try TestPlugin.open(file, [TestPlugin.identity("other-key")]) }
    }

    @Test func whatAPluginTellsAsErrorIsShownWithoutControlCharacters() throws {
        #expect(try reasonOfSealing("error:recipient 0") == "recipient 0: the token [2Jis gone for ever")
        #expect(try reasonOfSealing("error:internal") == "the token [2Jis gone for ever")
        let file = try TestPlugin.seal("text", [TestPlugin.recipient("")])
        #expect(try reasonOfOpening(file, "error:identity 0") == "identity 0: the token [2Jis gone for ever")
    }

    @Test func anotherIdentityOpensWhatAPluginFailsAt() throws {
        let file = try TestPlugin.seal("text", [TestPlugin.recipient("")])
        for mode in ["error:stanza 0 0", "exit", "malformed:LT4gIHgKCg==", "nothing"] {
            #expect(try TestPlugin.open(file, [TestPlugin.identity(mode), TestPlugin.identity("")]) == "text")
        }
        #expect(try TestPlugin.open(file, [TestPlugin.identity("key-then-error")]) == "text")
    }

    @Test func aPluginMaySayEverythingAtOnceAndEnd() throws {
        let file = try TestPlugin.seal("text", [TestPlugin.recipient("")])
        for _ in 0..<5 { #expect(try TestPlugin.open(file, [TestPlugin.identity("hasty")]) == "text") }
    }

    @Test func aPluginThatEndsTooEarlyIsToldWithItsLastWords() throws {
        let expected = "ended too early (exit code 3); it said: no token [31mfound[0m"
        #expect(try reasonOfSealing("exit") == expected)
    }

    @Test func aFileKeyIsInNoMessage() throws {
        let withheld = "(a text that holds a secret)"
        #expect(try reasonOfSealing("leaks") == "ended too early (exit code 4); it said: " + withheld)
        #expect(try reasonOfSealing("leaking-error") == withheld)
        let person = PluginUser()
        let key = try TestPlugin.recipient("leaking-secret", person.surroundings(answer: Self.pin))
        #expect(reason { _ = try TestPlugin.seal("", [key]) } == withheld)
    }

    @Test(arguments: ["silent", "drips"]) func aPluginThatSaysNothingIsGivenUp(mode: String) throws {
        let key = try TestPlugin.recipient(mode, TestPlugin.alone(seconds: 2))
        let start = Date()
        let found = reason { _ = try TestPlugin.seal("", [key]) }
        #expect(found.hasPrefix("said nothing for ") && found.hasSuffix("RCSOPS_PLUGIN_TIMEOUT sets how many it may"), "\(found)")
        #expect((1...15).contains(Date().timeIntervalSince(start)))
    }

    @Test func aPluginThatIsGivenUpMayPutItsTokenAndTheTerminalInOrder() throws {
        let folder = try TestPlugin.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = folder.appendingPathComponent("age-plugin-slow")
        for words in ["", "printf -- '-> malformed  stanza\\n\\n'; "] {
            try Data(("#!/bin/sh\ntrap 'echo > \"$0.tidied\"; exit 1' INT\n" + words + "while :; do sleep 0.05; done\n").utf8).write(to: script)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
            let identity = try TestPlugin.identity(
                text: try TestPlugin.identityText("", name: "slow"), TestPlugin.alone(seconds: 1, path: folder.path))
            #expect(throws: AgeError.self) { _ = try identity.unwrap([]) }
            #expect(FileManager.default.fileExists(atPath: script.path + ".tidied"))
            try? FileManager.default.removeItem(atPath: script.path + ".tidied")
        }
    }

    @Test func aPluginThatDoesNotEndIsMadeTo() throws {
        let key = try TestPlugin.recipient("stays")
        let start = Date()
        #expect(try key.wrap(SecretBytes(count: 16)).stanzas.count == 1)
        #expect(Date().timeIntervalSince(start) < 18)
    }

    @Test func thePersonIsToldThatAPluginIsWaitedFor() throws {
        let person = PluginUser()
        let key = try TestPlugin.recipient("late:7", person.surroundings())
        #expect(try key.wrap(SecretBytes(count: 16)).stanzas.count == 1)
        #expect(person.told == ["waiting for age-plugin-rcsopstest: it may want a token to be put in or touched"])
    }

    @Test func aPersonIsWaitedForLongerThanAMachine() throws {
        let name = try #require(PluginName("x"))
        for (variable, isThere, expected) in [("", false, 60), ("", true, 600), ("7", false, 7), ("7", true, 7)] {
            var patience = try PluginPatience(AgeSurroundings(environment: { _ in variable }, show: { _ in isThere }), name)
            #expect(patience.limit == (variable.isEmpty ? 60 : 7))
            patience.tellOfWaiting(name)
            #expect(patience.limit == expected)
        }
    }

    @Test func thePersonAnswersForThePlugin() throws {
        let file = try TestPlugin.seal("text", [TestPlugin.recipient("")])
        let cases: [(mode: String, answer: String?, yes: Bool?, told: String)] = [
            ("msg", nil, nil, "age-plugin-rcsopstest: please touch [1mthe token"),
            ("confirm", nil, true, "age-plugin-rcsopstest: Use the token? [use it] [leave it]"),
            ("confirm-one", nil, true, "age-plugin-rcsopstest: Ready? [go on] [-]"),
            ("public", Self.pin, nil, "age-plugin-rcsopstest: PIN of the token"),
            ("secret", Self.pin, nil, "age-plugin-rcsopstest: PIN of the token"),
        ]
        for (mode, answer, yes, told) in cases {
            let person = PluginUser()
            #expect(try TestPlugin.open(file, [TestPlugin.identity(mode, person.surroundings(answer: answer, yes: yes))]) == "text", "\(mode)")
            #expect(person.told == [told])
        }
        let person = PluginUser()
        let refused = try TestPlugin.identity("confirm", person.surroundings(yes: false))
        #expect(reason { _ = try TestPlugin.open(file, [refused]) } == "not confirmed: ok no")
    }

    @Test func withNobodyThereEveryQuestionFailsAtOnce() throws {
        let expected = ["msg": "no error", "confirm": "not confirmed: fail", "confirm-one": "not confirmed: fail", "public": "no PIN: fail", "secret": "no PIN: fail"]
        for (mode, expected) in expected {
            let key = try TestPlugin.recipient(mode)
            let start = Date()
            #expect(reason { _ = try TestPlugin.seal("", [key]) } == expected)
            #expect(Date().timeIntervalSince(start) < 15)
        }
    }

    @Test func aMistypedTimeoutIsRefused() throws {
        for text in ["0", "x", "-1", "90000"] {
            let key = try TestPlugin.recipient("", AgeSurroundings(environment: { ["PATH": TestPlugin.folder, "RCSOPS_PLUGIN_TIMEOUT": text][$0] }))
            #expect(reason { _ = try TestPlugin.seal("", [key]) } == "RCSOPS_PLUGIN_TIMEOUT is no number of seconds from 1 to 86400")
        }
    }
}
