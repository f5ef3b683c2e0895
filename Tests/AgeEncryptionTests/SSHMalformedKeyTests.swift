import AgeEncryption
import CommandDriver
import Foundation
import SecretMemory
import TestVectors
import Testing

/// Key files that are cut, changed or made up: an error or the right key, never a crash or a hang.
@Suite struct SSHMalformedKeyTests {
    private static let secret: [UInt8] = [1, 2, 3]

    private func container(_ pem: [UInt8]) -> [UInt8] {
        let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }
        return [UInt8](Data(base64Encoded: lines.joined())!)
    }

    private func pem(_ bytes: [UInt8], _ label: String = "OPENSSH PRIVATE KEY") -> [UInt8] {
        Array("-----BEGIN \(label)-----\n\(Data(bytes).base64EncodedString())\n-----END \(label)-----\n".utf8)
    }

    private func check(_ key: [UInt8], opens file: [UInt8], as person: Person? = nil, _ comment: String) {
        do throws(AgeError) {
            let identity = try SSHKeyTests.identity(key, person)
            let opened = try SSHKeyTests.open(file, [identity])
            #expect(opened == Self.secret, "\(comment)")
        } catch { #expect(!error.message.contains("BEGIN OPENSSH"), "\(comment)") }
    }

    /// Every byte with RCSOPS_FULL=1, else some: each is a check of RSA numbers.
    private var step: Int { TestRun.isFull ? 1 : 5 }

    private func made(_ type: String, passphrase: String = "", _ options: [String] = []) throws -> (key: [UInt8], file: [UInt8]) {
        let work = try SSHWorkshop()
        try work.makeKey("key", type, passphrase: passphrase, options)
        return (try work.bytes("key"), try SSHKeyTests.seal(Self.secret, [work.recipient("key")]))
    }

    @Test(arguments: ["ed25519", "rsa"]) func everyPrefixIsRefused(type: String) throws {
        let made = try made(type, type == "rsa" ? ["-b", "2048"] : [])
        let bytes = container(made.key)
        for count in 0..<bytes.count { #expect(throws: AgeError.self, "\(count)") { try SSHKeyTests.identity(pem(Array(bytes.prefix(count)))) } }
        #expect(throws: AgeError.self) { try SSHKeyTests.identity(pem(bytes + [0])) }
        // The text's own prefixes; the last only lacks its line end.
        for count in 0..<(made.key.count - 1) {
            #expect(throws: AgeError.self, "\(count)") { try SSHKeyTests.identity(Array(made.key.prefix(count))) }
        }
    }

    @Test(arguments: ["ed25519", "rsa"]) func aChangedByteGivesAnErrorOrTheRightKey(type: String) throws {
        let made = try made(type, type == "rsa" ? ["-b", "2048"] : [])
        let bytes = container(made.key)
        for index in stride(from: 0, to: bytes.count, by: type == "rsa" ? step : 1) {
            for mask: UInt8 in type == "rsa" ? [0x01] : [0x01, 0x80, 0xFF] {
                var other = bytes
                other[index] ^= mask
                check(pem(other), opens: made.file, "byte \(index) ^ \(mask)")
            }
        }
        for index in stride(from: 0, to: made.key.count, by: type == "rsa" ? step : 1) {
            var other = made.key
            other[index] ^= 0x01
            check(other, opens: made.file, "character \(index)")
        }
    }

    @Test func aChangedByteOfALockedKeyGivesAnErrorOrTheRightKey() throws {
        let made = try made("ed25519", passphrase: "correct horse")
        let bytes = container(made.key)
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0xFF
            _ = try? SSHKeyTests.identity(pem(other))
            // One in seven is tried with its passphrase: each is a derivation.
            if index % 7 == 0 { check(pem(other), opens: made.file, as: Person("correct horse"), "byte \(index)") }
        }
    }

    @Test(arguments: ["PRIVATE KEY", "RSA PRIVATE KEY"]) func cutAndChangedDERGivesAnErrorOrTheRightKey(label: String) throws {
        let made = try made("rsa", ["-b", "2048", "-m", label == "PRIVATE KEY" ? "PKCS8" : "PEM"])
        let bytes = container(made.key)
        for count in 0..<bytes.count { #expect(throws: AgeError.self) { try SSHKeyTests.identity(pem(Array(bytes.prefix(count)), label)) } }
        for index in stride(from: 0, to: bytes.count, by: step) {
            var other = bytes
            other[index] ^= 0xFF
            check(pem(other, label), opens: made.file, "byte \(index)")
        }
    }

    @Test func randomBytesUnderEveryLabelAreRefused() throws {
        let seed = TestRun.seed(of: "random ssh keys")
        var random = SplitMix(seed: seed)
        let publicKey = try SSHWorkshop().withKey()
        let labels = ["OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY", "NONSENSE"]
        for round in 0..<(12_000 / step) {
            var bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
            if round % 2 == 0 { bytes = Array("openssh-key-v1\0".utf8) + bytes }
            if round % 3 == 0 { bytes = bytes.map { $0 < 0xC0 ? 0 : $0 & 0x31 } }
            #expect(throws: AgeError.self) { try SSHKeyTests.identity(pem(bytes, labels[round % labels.count]), publicKey: publicKey) }
            #expect(throws: AgeError.self) { try SSHKeyTests.identity(bytes) }
            let line = "ssh-rsa " + Data(bytes).base64EncodedString()
            #expect(throws: AgeError.self) { _ = try AgeKeyReader().recipient(line) }
        }
    }

    @Test(arguments: [("ecdsa", [], "ecdsa-sha2-nistp256"), ("dsa", [], "ssh-dss"), ("rsa", ["-b", "1024"], "1024 bits")])
    func aKeyThatAgeCantUseIsRefusedByName(type: String, options: [String], word: String) throws {
        let work = try SSHWorkshop()
        try work.makeKey("key", type, options)
        do {
            _ = try work.identity("key")
            Issue.record("a key was taken")
        } catch { #expect(try #require(error as? AgeError).message.contains(word)) }
        guard type != "ecdsa" else { return }
        do {
            _ = try work.recipient("key")
            Issue.record("a recipient was taken")
        } catch { #expect(try #require(error as? AgeError).message.contains(word)) }
    }

    @Test(arguments: [("ecdsa", "PEM", "an ECDSA"), ("ecdsa", "PKCS8", "an ECDSA"), ("dsa", "PEM", "a DSA"), ("dsa", "PKCS8", "a DSA")])
    func otherFormatsNameTheKindToo(type: String, format: String, word: String) throws {
        let work = try SSHWorkshop()
        try work.makeKey("key", type, ["-m", format])
        do {
            _ = try work.identity("key")
            Issue.record("a key was taken")
        } catch { #expect(try #require(error as? AgeError).message.contains(" is \(word) key")) }
    }

    @Test func aPrivatePartThatIsNotThePublicPartsIsRefused() throws {
        let (bytes, other) = (container(try made("ed25519").key), container(try made("ed25519").key))
        // Magic, three strings, the number of keys, the public part's and its type's sizes: the point is at 62, in the
        // private part at 98 + 4 + 4 + 4 + 11 + 4, and once more after the seed.
        let (outer, inner, last) = (62..<94, 125..<157, 193..<225)
        #expect(bytes[outer] == bytes[inner] && bytes[outer] == bytes[last])
        func refusal(_ change: (inout [UInt8]) -> Void) -> String? {
            var changed = bytes
            change(&changed)
            do throws(AgeError) {
                _ = try SSHKeyTests.identity(pem(changed))
                return nil
            } catch { return error.message }
        }
        #expect(refusal { _ in } == nil)
        let notOne = "the ssh key \"key\" is damaged: its private part is not that of its public part"
        #expect(refusal { $0.replaceSubrange(outer, with: other[outer]) } == notOne)
        #expect(refusal { $0.replaceSubrange(inner, with: other[inner]); $0.replaceSubrange(last, with: other[last]) } == notOne)
        let malformed = "the ssh key \"key\" is damaged: its private part is malformed"
        #expect(refusal { $0.replaceSubrange(last, with: other[last]) } == malformed)
        // The padding's last byte; a second key; unequal check numbers.
        #expect(refusal { $0[$0.count - 1] ^= 1 } == malformed)
        #expect(refusal { $0[38] = 2 }?.contains("another number of keys") == true)
        #expect(refusal { $0[98] ^= 1 } == "the ssh key \"key\" is cut off or damaged")
    }

    @Test func tooManyRoundsAreRefusedBeforeAnybodyIsAsked() throws {
        let made = try made("ed25519", passphrase: "correct horse")
        var bytes = container(made.key)
        // After the salt of 16 bytes.
        let rounds = try #require(Data(bytes).range(of: Data("bcrypt".utf8))).upperBound + 4 + 4 + 16
        bytes[rounds + 1] = 1
        let person = Person("correct horse")
        do {
            _ = try SSHKeyTests.identity(pem(bytes), person)
            Issue.record("65,537 rounds were taken")
        } catch { #expect(error.message.contains("65537 rounds") && error.message.contains("16384")) }
        #expect(person.questions.isEmpty)
    }

    @Test func twoKeysInAFileAndAHugeFileAreRefused() throws {
        let made = try made("ed25519")
        #expect(throws: AgeError.self) { try SSHKeyTests.identity(made.key + made.key) }
        #expect(throws: AgeError.self) { try SSHKeyTests.identity(made.key + [UInt8](repeating: 0x0A, count: AgeKeyReader.sshKeyLimit)) }
        // Text around the key, and CR LF, do no harm.
        let withText = Array("my key\n".utf8) + made.key.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } + Array("\nnote\n".utf8)
        #expect(try SSHKeyTests.open(made.file, [SSHKeyTests.identity(withText)]) == Self.secret)
    }

    @Test(arguments: [
        "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 AAAA", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKc7Karx7aNExszHi9rOz+1x9ksqTSjqWEIetd0GEz7",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIKc7Karx7aNExszHi9rOz+1x9ksqTSjqWEIetd0GEz7w",
        "ssh-ed25519\nAAAAC3NzaC1lZDI1NTE5AAAAIKc7Karx7aNExszHi9rOz+1x9ksqTSjqWEIetd0GEz7w",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "restrict ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKc7Karx7aNExszHi9rOz+1x9ksqTSjqWEIetd0GEz7w",
    ])
    func aMalformedRecipientIsRefused(line: String) {
        #expect(throws: AgeError.self) { _ = try AgeKeyReader().recipient(line) }
    }

    // The order of age: arguments first, then the tag, then the body, which is ours by its tag.
    @Test(arguments: ["ed25519", "rsa"]) func aChangedStanzaIsFatalOnceItNamesTheKey(type: String) throws {
        let work = try SSHWorkshop()
        try work.makeKey("key", type, type == "rsa" ? ["-b", "2048"] : [])
        let identity = try work.identity("key")
        let fileKey = SecretBytes(copying: [UInt8](repeating: 7, count: 16))
        let good = try #require(try work.recipient("key").wrap(fileKey).stanzas.first)
        func outcome(_ change: (inout AgeStanza) -> Void) -> String {
            var stanza = good
            change(&stanza)
            do throws(AgeError) {
                guard let key = try identity.unwrap([stanza]) else { return "not for it" }
                return key.withBytes { $0.elementsEqual([UInt8](repeating: 7, count: 16)) } ? "opened" : "another key"
            } catch {
                guard case .header = error else { return "other error" }
                return "header failure"
            }
        }
        #expect(outcome { _ in } == "opened")
        #expect(outcome { $0.type += "x" } == "not for it")
        #expect(outcome { $0.arguments[0] = Array("AAAAAA".utf8) } == "not for it")
        #expect(outcome { $0.arguments.append(Array("AAAA".utf8)) } == "header failure")
        #expect(outcome { $0.arguments.removeLast() } == "header failure")
        #expect(outcome { $0.body[3] ^= 1 } == "header failure")
        #expect(outcome { $0.body.removeLast() } == "header failure")
        #expect(outcome { $0.body = [] } == "header failure")
        if type == "ed25519" {
            #expect(outcome { $0.arguments[1] = Array(String(repeating: "A", count: 43).utf8) } == "header failure")
            #expect(outcome { $0.arguments = [Array("AAAAAA".utf8), Array("AAAA".utf8)] } == "header failure")
        }
    }
}

extension SSHWorkshop {
    fileprivate func withKey() throws -> String {
        try makeKey("key")
        return try text("key.pub")
    }
}
