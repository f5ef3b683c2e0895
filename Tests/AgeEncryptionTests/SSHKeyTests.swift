import AgeEncryption
import CommandDriver
import Foundation
import SecretMemory
import TestVectors
import Testing

@Suite struct SSHKeyTests {
    private static let secret = Array("a secret of several words".utf8)
    private static let passphrase = "correct horse"

    static func identity(
        _ pem: [UInt8], name: String = "key", publicKey: String? = nil, _ person: Person? = nil
    ) throws(AgeError) -> any AgeIdentity {
        let reader = AgeKeyReader(person?.surroundings ?? .none)
        return try pem.withRawBytes { (pem) throws(AgeError) in try reader.sshIdentity(pem, name: name, publicKey: publicKey) }
    }

    static func open(_ file: [UInt8], _ identities: [any AgeIdentity]) throws(AgeError) -> [UInt8] {
        try file.withRawBytes { (file) throws(AgeError) in
            try AgeFile.open(file, with: identities, into: SecretArena()).withBytes { Array($0) }
        }
    }

    static func seal(_ text: [UInt8], _ recipients: [any AgeRecipient], armored: Bool = false) throws(AgeError) -> [UInt8] {
        try text.withRawBytes { (text) throws(AgeError) in try AgeFile.seal(text, to: recipients, armored: armored) }
    }

    @Test(
        .enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"),
        arguments: [
            "ed25519_plain", "ed25519_bcrypt", "ed25519_cbc", "ed25519_chacha", "ed25519_gcm", "ed25519_pkcs8", "rsa_plain", "rsa_bcrypt",
            "rsa_pkcs1", "rsa_pkcs1_legacy_encrypted", "rsa_pkcs8", "rsa_pkcs8_encrypted",
        ])
    func everyKeyOfThePeerVectorsOpensItsFile(name: String) throws {
        let folder = "age/peer/"
        let line = String(decoding: try VectorFolder.bytes(folder + name + ".pub"), as: UTF8.self)
        let isProtected = ["bcrypt", "cbc", "chacha", "gcm", "encrypted"].contains { name.hasSuffix($0) }
        let person = Person(Self.passphrase)
        let identity = try Self.identity(try VectorFolder.bytes(folder + name), name: name, publicKey: line, person)
        #expect(identity.recipientText == line.split(separator: " ").prefix(2).joined(separator: " "))
        #expect(person.questions.isEmpty)
        #expect(try Self.open(try VectorFolder.bytes(folder + name + ".age"), [identity]) == VectorFolder.bytes(folder + "plain.txt"))
        #expect(person.questions == (isProtected ? ["Enter passphrase for \"\(name)\":"] : []))
        let recipient = try AgeKeyReader().recipient(line.trimmingCharacters(in: .newlines))
        #expect(try Self.open(Self.seal(Self.secret, [recipient]), [identity]) == Self.secret)
    }

    // The real ones: age 1.1.1 or newer, rage by pyrage.
    @Test(arguments: [
        ("ed25519", []), ("rsa", ["-b", "2048"]), ("rsa", ["-b", "3072"]), ("rsa", ["-b", "2048", "-m", "PEM"]),
        ("rsa", ["-b", "3072", "-m", "PKCS8"]),
    ])
    func ageAndPyrageOpenWhatIsSealedForAnSSHKeyAndTheReverse(type: String, options: [String]) throws {
        let work = try SSHWorkshop()
        try work.makeKey("key", type, options)
        let (recipient, identity) = (try work.recipient("key"), try work.identity("key"))
        try work.put(Self.secret, "plain")
        for armored in [false, true] {
            try work.put(try Self.seal(Self.secret, [recipient], armored: armored), "ours.age")
            #expect(try work.run("age", "-d", "-i", "key", "ours.age") == Self.secret)
            // rage reads no PKCS#8.
            if !armored, !options.contains("PKCS8") {
                let code = "import pyrage,sys; i=pyrage.ssh.Identity.from_buffer(open('key','rb').read()); sys.stdout.buffer.write(pyrage.decrypt(open('ours.age','rb').read(),[i]))"
                #expect(try work.run("python-with-pyrage", "-c", code) == Self.secret)
            }
        }
        #expect(try Self.open(work.run("age", "-R", "key.pub", "plain"), [identity]) == Self.secret)
        #expect(try Self.open(work.run("age", "-a", "-R", "key.pub", "plain"), [identity]) == Self.secret)
        let code = "import pyrage,sys; r=pyrage.ssh.Recipient.from_str(open('key.pub').read().strip()); sys.stdout.buffer.write(pyrage.encrypt(open('plain','rb').read(),[r]))"
        #expect(try Self.open(work.run("python-with-pyrage", "-c", code), [identity]) == Self.secret)
    }

    @Test(arguments: [
        "aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-gcm@openssh.com",
        "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "3des-cbc",
    ])
    func aKeyUnderEveryCipherOfSSHKeygenOpensWithItsPassphrase(cipher: String) throws {
        let work = try SSHWorkshop()
        try work.makeKey("key", passphrase: Self.passphrase, ["-Z", cipher])
        try work.put(Self.secret, "plain")
        let file = try work.run("age", "-R", "key.pub", "plain")
        #expect(try Self.open(file, [work.identity("key", Person(Self.passphrase))]) == Self.secret)
        #expect(throws: AgeError.self) { try Self.open(file, [work.identity("key", Person("wrong horse"))]) }
        // The other way: age opens with the same key once it has no passphrase.
        try work.put(Self.seal(Self.secret, [work.recipient("key")]), "ours.age")
        try work.run("ssh-keygen", "-q", "-p", "-P", Self.passphrase, "-N", "", "-f", "key")
        #expect(try work.run("age", "-d", "-i", "key", "ours.age") == Self.secret)
    }

    @Test(arguments: [["-m", "RFC4716"], ["-m", "PEM"], ["-m", "PKCS8"]])
    func anRSAKeyWithAPassphraseOpensInEveryFormatOfSSHKeygen(format: [String]) throws {
        let work = try SSHWorkshop()
        try work.makeKey("key", "rsa", passphrase: Self.passphrase, ["-b", "2048"] + format)
        try work.put(Self.secret, "plain")
        let file = try work.run("age", "-R", "key.pub", "plain")
        #expect(try Self.open(file, [work.identity("key", Person(Self.passphrase))]) == Self.secret)
        let person = Person("wrong horse")
        #expect(throws: AgeError.self) { try Self.open(file, [work.identity("key", person)]) }
        #expect(person.questions.count == 3)
    }

    @Test(arguments: [
        ["pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"], ["pkcs8", "-topk8", "-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA224"],
        ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"], ["pkcs8", "-topk8", "-v2", "des3", "-v2prf", "hmacWithSHA512"],
        ["pkcs8", "-topk8", "-scrypt"], ["rsa", "-traditional", "-aes128"], ["rsa", "-traditional", "-aes192"], ["rsa", "-traditional", "-aes256"],
        ["rsa", "-traditional", "-des3"],
    ])
    func anRSAKeyThatOpenSSLEncryptedOpens(form: [String]) throws {
        let work = try SSHWorkshop()
        try work.makeKey("plain", "rsa", ["-b", "2048", "-m", "PEM"])
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/openssl"), form + ["-in", "plain", "-passout", "pass:" + Self.passphrase, "-out", "key"], in: work.folder)
        try #require(outcome.isSuccess, "\(outcome.messages)")
        try work.put(work.bytes("plain.pub"), "key.pub")
        let file = try Self.seal(Self.secret, [work.recipient("key")])
        #expect(try Self.open(file, [work.identity("key", Person("wrong horse", Self.passphrase))]) == Self.secret)
        // Without the public key nobody could tell which files it is for; with another's the key is not the one meant.
        #expect(throws: AgeError.self) { try Self.identity(work.bytes("key")) }
        try work.makeKey("other", "rsa", ["-b", "2048"])
        let mixed = try Self.identity(work.bytes("key"), publicKey: work.text("other.pub"), Person(Self.passphrase))
        let foreign = try Self.seal(Self.secret, [work.recipient("other")])
        #expect(throws: AgeError.sshKey(name: "key", reason: "is not the private part of the key in the .pub file beside it")) {
            try Self.open(foreign, [mixed])
        }
    }

    @Test func anEd25519KeyInPKCS8OpensAlsoWhenItIsEncrypted() throws {
        let work = try SSHWorkshop()
        try work.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "plain")
        let line = try #require(try work.identity("plain").recipientText)
        try work.put(Array(line.utf8), "line")
        try work.put(Self.secret, "text")
        let file = try work.run("age", "-R", "line", "text")
        #expect(try Self.open(file, [work.identity("plain")]) == Self.secret)
        try work.run("openssl", "pkcs8", "-topk8", "-in", "plain", "-passout", "pass:" + Self.passphrase, "-out", "key")
        #expect(try Self.open(file, [Self.identity(work.bytes("key"), publicKey: line, Person(Self.passphrase))]) == Self.secret)
        try work.put(Self.seal(Self.secret, [AgeKeyReader().recipient(line)]), "ours.age")
        #expect(try work.run("age", "-d", "-i", "plain", "ours.age") == Self.secret)
    }

    @Test(arguments: [1, 2, 20]) func eachOfManySSHRecipientsOpens(count: Int) throws {
        let work = try SSHWorkshop()
        let names = (0..<count).map { "key\($0)" }
        for (index, name) in names.enumerated() { try work.makeKey(name, index % 4 == 1 ? "rsa" : "ed25519", index % 4 == 1 ? ["-b", "2048"] : []) }
        try work.put(Self.secret, "plain")
        // An X25519 key may be of the same file, in any place.
        let native = try X25519Identity.generate()
        let ours = try Self.seal(Self.secret, names.map { try work.recipient($0) } + [native.recipient])
        #expect(try Self.open(ours, [native]) == Self.secret)
        try work.put(ours, "ours.age")
        try work.put(Array(names.map { try work.text($0 + ".pub") }.joined().utf8), "all.pub")
        let theirs = try work.run("age", "-R", "all.pub", "plain")
        for name in names {
            #expect(try work.run("age", "-d", "-i", name, "ours.age") == Self.secret)
            #expect(try Self.open(theirs, [work.identity(name)]) == Self.secret)
        }
        try work.makeKey("stranger")
        #expect(throws: AgeError.noMatch) { try Self.open(theirs, [work.identity("stranger")]) }
    }

    // What ssh-to-age does with the two halves of a key.
    @Test func anEd25519KeyConvertsToAnX25519OneThatAgeKnows() throws {
        let work = try SSHWorkshop()
        try work.makeKey("key")
        let recipient = try #require(try work.recipient("key") as? SSHEd25519Recipient).asX25519
        let identity = try #require(try work.identity("key") as? SSHEd25519Identity).asX25519
        #expect(identity.recipient == recipient && recipient.text.hasPrefix("age1"))
        var builder = SecretBuilder(in: SecretArena())
        identity.write(into: &builder)
        try work.put(builder.finish().bytes + [0x0A], "key.txt")
        #expect(String(decoding: try work.run("age-keygen", "-y", "key.txt"), as: UTF8.self) == recipient.text + "\n")
        try work.put(Self.seal(Self.secret, [recipient]), "ours.age")
        #expect(try work.run("age", "-d", "-i", "key.txt", "ours.age") == Self.secret)
        try work.put(Self.secret, "plain")
        #expect(try Self.open(work.run("age", "-r", recipient.text, "plain"), [identity]) == Self.secret)
    }

    @Test func aFileOfIdentitiesMayBeAnSSHKey() throws {
        let work = try SSHWorkshop()
        try work.makeKey("key")
        let identities = try work.bytes("key").withRawBytes { (key) throws(AgeError) in try AgeKeyReader().identities(key, name: "key") }
        #expect(identities.count == 1)
        #expect(try Self.open(Self.seal(Self.secret, [work.recipient("key")]), identities) == Self.secret)
    }
}

/// A recipient whose stanza nobody can read.
private struct MalformedRecipient: AgeRecipient {
    let stanza: AgeStanza
    var text: String { "" }
    func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping { AgeWrapping([stanza]) }
}

extension SSHKeyTests {
    @Test func agesOwnKeysAreTriedBeforeSSHKeys() throws {
        let work = try SSHWorkshop()
        try work.makeKey("key")
        let own = try X25519Identity.generate()
        let malformed = MalformedRecipient(stanza: AgeStanza(type: "ssh-ed25519", arguments: [], body: []))
        let file = try Self.seal([1, 2], [malformed, own.recipient])
        #expect(try Self.open(file, [work.identity("key"), own]) == [1, 2])
    }
}
