import AgeEncryption
import CommandDriver
import Foundation
import SecretMemory
import TestVectors
import Testing

/// Files cross over between rcsops, age and rage, with the kinds of recipient that they know.
@Suite struct AgeInteroperationTests {
    private static let rage = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/rage-files.py").path

    private static func sample(_ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 131 >> 3) } }

    private func keyText(_ identity: X25519Identity) -> [UInt8] {
        var text = SecretBuilder(in: SecretArena())
        identity.write(into: &text)
        text.append("\n")
        return text.finish().withBytes { Array($0) }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 1 << 20], [false, true])
    func filesOfEverySizeCrossOver(size: Int, isArmored: Bool) throws {
        let shop = try SSHWorkshop()
        let identity = try X25519Identity.generate()
        let text = Self.sample(size)
        try shop.put(keyText(identity), "key")
        try shop.put(Array((identity.recipient.text + "\n").utf8), "recipients")
        try shop.put(text, "plain")

        try shop.put(try SSHKeyTests.seal(text, [identity.recipient], armored: isArmored), "ours")
        #expect(try shop.run("age", "-d", "-i", "key", "ours") == text)
        try shop.run("python-with-pyrage", Self.rage, "decrypt", "key", "ours", "rages")
        #expect(try shop.bytes("rages") == text)

        if isArmored { try shop.run("age", "-a", "-R", "recipients", "-o", "theirs", "plain") } else {
            try shop.run("age", "-R", "recipients", "-o", "theirs", "plain")
        }
        #expect(try SSHKeyTests.open(try shop.bytes("theirs"), [identity]) == text)
        if isArmored { try shop.run("python-with-pyrage", Self.rage, "encrypt", "recipients", "plain", "rage", "armor") } else {
            try shop.run("python-with-pyrage", Self.rage, "encrypt", "recipients", "plain", "rage")
        }
        #expect(try SSHKeyTests.open(try shop.bytes("rage"), [identity]) == text)
    }

    /// X25519, ssh-ed25519 and ssh-rsa in turn.
    @Test(arguments: [1, 2, 20, 100]) func filesForManyRecipientsOfEachKindCrossOver(count: Int) throws {
        let shop = try SSHWorkshop()
        try shop.makeKey("ed")
        try shop.makeKey("rsa", "rsa", ["-b", "2048"])
        let identities = try (0..<count).map { _ in try X25519Identity.generate() }
        var recipients: [any AgeRecipient] = []
        for place in 0..<count {
            switch place % 3 {
            case 1: recipients.append(try shop.recipient("ed"))
            case 2: recipients.append(try shop.recipient("rsa"))
            default: recipients.append(identities[place].recipient)
            }
        }
        let text = Self.sample(1000)
        try shop.put(text, "plain")
        try shop.put(Array(recipients.map { $0.text + "\n" }.joined().utf8), "recipients")
        let last = try #require(stride(from: 0, to: count, by: 3).map { $0 }.last)
        try shop.put(keyText(identities[last]), "last")
        let keys = ["last"] + (count > 1 ? ["ed"] : []) + (count > 2 ? ["rsa"] : [])

        try shop.put(try SSHKeyTests.seal(text, recipients), "ours")
        try shop.run("age", "-R", "recipients", "-o", "theirs", "plain")
        try shop.run("python-with-pyrage", Self.rage, "encrypt", "recipients", "plain", "rages")
        for key in keys {
            #expect(try shop.run("age", "-d", "-i", key, "ours") == text, "\(key)")
            try shop.run("python-with-pyrage", Self.rage, "decrypt", key, "ours", "out")
            #expect(try shop.bytes("out") == text, "\(key)")
            let identity: any AgeIdentity = key == "last" ? identities[last] : try shop.identity(key)
            for file in ["theirs", "rages"] { #expect(try SSHKeyTests.open(try shop.bytes(file), [identity]) == text, "\(file) with \(key)") }
        }
    }

    @Test func filesWithAPassphraseCrossOver() throws {
        let shop = try SSHWorkshop()
        let text = Self.sample(100)
        try shop.put(text, "plain")
        let secret = "correct horse, ünïcode"
        func passphrase() -> SecretBytes { SecretBytes(copying: Array(secret.utf8)) }
        try shop.put(try SSHKeyTests.seal(text, [try ScryptRecipient(passphrase: passphrase())]), "ours")
        try shop.run("python-with-pyrage", Self.rage, "unlock", secret, "ours", "out")
        #expect(try shop.bytes("out") == text)
        try shop.run("python-with-pyrage", Self.rage, "lock", secret, "plain", "theirs")
        #expect(try SSHKeyTests.open(try shop.bytes("theirs"), [ScryptIdentity(passphrase: passphrase())]) == text)

        // age asks on the terminal only.
        let terminal = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/terminal.py").path
        func age(_ questions: [String], _ arguments: [String]) throws {
            let answers = questions.flatMap { [$0, secret + "\\n"] }
            let done = try Program.run(
                URL(fileURLWithPath: "/usr/bin/python3"), [terminal] + answers + ["--", "/usr/bin/age"] + arguments, in: shop.folder)
            #expect(done.isSuccess, "\(done.messages) \(String(decoding: done.output, as: UTF8.self))")
        }
        try age(["passphrase"], ["-d", "-o", shop.path("opened"), shop.path("ours")])
        #expect(try shop.bytes("opened") == text)
        try age(["passphrase", "onfirm"], ["-p", "-o", shop.path("locked"), shop.path("plain")])
        #expect(try SSHKeyTests.open(try shop.bytes("locked"), [ScryptIdentity(passphrase: passphrase())]) == text)
    }
}
