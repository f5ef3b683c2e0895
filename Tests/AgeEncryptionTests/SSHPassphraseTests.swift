import AgeEncryption
import CommandDriver
import Foundation
import SecretMemory
import Testing

@Suite struct SSHPassphraseTests {
    private static let passphrase = "correct horse"

    private struct Setting {
        let work: SSHWorkshop
        let file: [UInt8]
        let foreign: [UInt8]

        init() throws {
            work = try SSHWorkshop()
            try work.makeKey("key", passphrase: SSHPassphraseTests.passphrase)
            try work.makeKey("other")
            file = try SSHKeyTests.seal([1, 2, 3], [work.recipient("key")])
            foreign = try SSHKeyTests.seal([1, 2, 3], [work.recipient("other")])
        }
    }

    @Test func nobodyIsAskedForAFileThatIsForSomebodyElse() throws {
        let setting = try Setting()
        let person = Person(Self.passphrase)
        let identity = try setting.work.identity("key", person)
        #expect(throws: AgeError.noMatch) { try SSHKeyTests.open(setting.foreign, [identity]) }
        #expect(try SSHKeyTests.open(SSHKeyTests.seal([4], [setting.work.recipient("key"), setting.work.recipient("other")]), [identity, setting.work.identity("other")]) == [4])
        #expect(person.questions.isEmpty)
    }

    @Test func thePassphraseIsAskedForOnceAlsoWhenManyFilesAreOpenedAtATime() async throws {
        let setting = try Setting()
        let person = Person(Self.passphrase)
        let identity = try setting.work.identity("key", person)
        let file = setting.file
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try SSHKeyTests.open(file, [identity]) } }
            for try await opened in group { #expect(opened == [1, 2, 3]) }
        }
        #expect(person.questions == ["Enter passphrase for \"key\":"])
    }

    @Test func aWrongPassphraseIsAskedForAgainThreeTimesInAll() throws {
        let setting = try Setting()
        let patient = Person("wrong", "also wrong", Self.passphrase)
        #expect(try SSHKeyTests.open(setting.file, [setting.work.identity("key", patient)]) == [1, 2, 3])
        #expect(patient.questions.count == 3 && patient.notes.count == 2)
        let lost = Person("wrong")
        let identity = try setting.work.identity("key", lost)
        for _ in 0..<2 {
            #expect(throws: AgeError.passphrase(reason: "the passphrase given for the ssh key \"key\" is wrong, or the key file is damaged")) {
                try SSHKeyTests.open(setting.file, [identity])
            }
        }
        // The second file doesn't begin anew.
        #expect(lost.questions.count == 3)
    }

    @Test func withoutATerminalTheErrorSaysWhatToDoAtOnce() throws {
        let setting = try Setting()
        do {
            _ = try SSHKeyTests.open(setting.file, [setting.work.identity("key")])
            Issue.record("a locked key was opened without its passphrase")
        } catch AgeError.passphrase(let reason) {
            #expect(reason.contains("\"key\" has a passphrase") && reason.contains("terminal"))
        }
    }

    @Test func theOpenedKeyIsThereForConverting() throws {
        let setting = try Setting()
        let locked = try #require(try setting.work.identity("key", Person(Self.passphrase)) as? LockedSSHIdentity)
        let opened = try #require(try locked.opened() as? SSHEd25519Identity)
        #expect(opened.recipientText == locked.recipientText)
        let recipient = try #require(try setting.work.recipient("key") as? SSHEd25519Recipient)
        #expect(try opened.asX25519.recipient == recipient.asX25519)
    }

    @Test func anEmptyPassphraseIsJustWrong() throws {
        let setting = try Setting()
        #expect(throws: AgeError.self) { try SSHKeyTests.open(setting.file, [setting.work.identity("key", Person(""))]) }
    }
}
