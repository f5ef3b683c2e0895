import AgeEncryption
import Foundation
import SecretMemory
import Testing

@Suite struct EncryptedIdentityTests {
    private static let passphrase = "correct horse"

    /// The identity of an X25519 key, as text.
    private func text(of identity: X25519Identity) -> [UInt8] {
        var text = SecretBuilder(in: SecretArena())
        identity.write(into: &text)
        return text.finish().withBytes { Array($0) } + [0x0A]
    }

    private func locked(_ plain: [UInt8]) throws -> [UInt8] {
        let recipient = try ScryptRecipient(passphrase: SecretBytes(copying: Array(Self.passphrase.utf8)), workFactor: 2)
        return try SSHKeyTests.seal(plain, [recipient])
    }

    private func identity(_ file: [UInt8], _ person: Person) throws -> any AgeIdentity {
        let identities = try file.withUnsafeBytes { try AgeKeyReader(person.surroundings).identities($0, name: "keys.age") }
        #expect(identities.count == 1)
        return identities[0]
    }

    /// What opening a file fails with.
    private func reason(_ file: [UInt8], _ identity: any AgeIdentity) -> String {
        do throws(AgeError) { _ = try SSHKeyTests.open(file, [identity]) } catch { return error.message }
        return "none"
    }

    @Test func itOpensItsFilesAndAsksOnceAlsoWhenManyAreOpenedAtATime() async throws {
        let key = try X25519Identity.generate()
        let file = try SSHKeyTests.seal([1, 2, 3], [key.recipient])
        let person = Person(Self.passphrase)
        let identity = try identity(locked(text(of: key)), person)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try SSHKeyTests.open(file, [identity]) } }
            for try await opened in group { #expect(opened == [1, 2, 3]) }
        }
        #expect(person.questions.count == 1)
    }

    @Test func nobodyIsAskedForAPassphraseThatCouldOpenNothing() throws {
        let key = try X25519Identity.generate()
        let file = try SSHKeyTests.seal([1], [key.recipient])
        var cut = try locked(text(of: key))
        cut.removeLast(cut.count - 60)
        for (plain, expected) in [
            (try SSHKeyTests.seal(text(of: key), [key.recipient]), "only a passphrase is possible"), (cut, "malformed age header"),
        ] {
            let person = Person(Self.passphrase)
            let told = reason(file, try identity(plain, person))
            #expect(told.contains("'keys.age'") && told.contains(expected), "\(told)")
            #expect(person.questions.isEmpty)
        }
    }

    @Test func damageOfTheIdentitiesIsNotTakenForDamageOfTheFile() throws {
        let key = try X25519Identity.generate()
        let file = try SSHKeyTests.seal([1], [key.recipient])
        var damaged = try locked(text(of: key))
        damaged[damaged.count - 1] ^= 1
        let told = reason(file, try identity(damaged, Person(Self.passphrase)))
        #expect(told.contains("'keys.age'") && told.contains("damaged age payload"), "\(told)")
        let mistyped = reason(file, try identity(locked(Array("\nnonsense\n".utf8)), Person(Self.passphrase)))
        #expect(mistyped.contains("'keys.age'") && mistyped.contains("line 2"), "\(mistyped)")
    }

    @Test func anotherIdentityOfItOpensWhatAPluginFailsAt() throws {
        let key = try X25519Identity.generate()
        let file = try SSHKeyTests.seal([1, 2, 3], [key.recipient])
        let plugin = Array((try TestPlugin.identityText("") + "\n").utf8)
        // The person's surroundings have no PATH, so no plugin is found.
        let identity = try identity(locked(plugin + text(of: key)), Person(Self.passphrase))
        #expect(try SSHKeyTests.open(file, [identity]) == [1, 2, 3])
    }

    @Test func anIdentityThatCantBeReadKeepsNoOtherFromOpening() throws {
        let key = try X25519Identity.generate()
        let file = try SSHKeyTests.seal([1, 2, 3], [key.recipient])
        let bad = try identity(locked(Array("nonsense\n".utf8)), Person(Self.passphrase))
        let good = try identity(locked(text(of: key)), Person(Self.passphrase))
        #expect(try SSHKeyTests.open(file, [bad, good]) == [1, 2, 3])
    }
}
