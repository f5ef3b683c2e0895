import AWSSigning
import CommandDriver
import CredentialRotation
import Foundation
import RotationFiles
import SopsDocument
import TestVectors
import Testing

@Suite struct JournalTests {
    private let desk: RotationDesk
    private let place: LiveRotationStore.Place

    init() throws {
        desk = try RotationDesk()
        try desk.workspace.encrypt()
        place = desk.place
    }

    private var name: String { URL(fileURLWithPath: place.path).lastPathComponent }
    private func store() -> LiveRotationStore { LiveRotationStore(new: place, effects: desk.access.effects) }
    private func open(_ access: PairDocument.Access? = nil) throws -> (store: LiveRotationStore, journal: RotationJournal, secrets: RotationSecrets) {
        let access = access ?? desk.access
        return try LiveRotationStore.open(place, identities: access.identities, effects: access.effects)
    }

    private func holds(_ found: RotationSecrets, _ wanted: RotationSecrets) -> Bool {
        (found.old == nil) == (wanted.old == nil) && (found.new == nil) == (wanted.new == nil)
            && found.old.map { $0.isSamePair(as: wanted.old!) } ?? true && found.new.map { $0.isSamePair(as: wanted.new!) } ?? true
    }

    @Test("a journal is read back as it was written, without a key all but the secrets")
    func roundTrip() throws {
        for (journal, secrets) in [(SampleJournal.full, SampleJournal.secrets), (SampleJournal.planned, RotationSecrets(old: RotationDesk.old))] {
            let store = store()
            try store.save(journal, secrets)
            let opened = try open()
            #expect(opened.journal == journal && holds(opened.secrets, secrets))
            #expect(try JournalFile.read(place.path) == journal)
            try FileManager.default.removeItem(atPath: place.path)
        }
        #expect(name.hasPrefix("rclone.enc.ini.rotate-") && JournalFile.document(of: place.path)?.hasSuffix("/rclone.enc.ini") ?? false)
    }

    @Test("a journal of an rcsops that kept no options is read, and one that keeps few")
    func settings() throws {
        var few = SampleJournal.full
        few.settings = RotationSettings()
        var none = few
        none.settings = nil
        for journal in [few, none] {
            try store().save(journal, SampleJournal.secrets)
            #expect(try open().journal == journal)
            #expect(try desk.workspace.text(name).contains("\"settings\"") == (journal.settings != nil))
            try FileManager.default.removeItem(atPath: place.path)
        }
    }

    @Test("a changed option is seen by who acts on it", arguments: [("\"render\": [", "\"render\": [\"x\", "), ("\"admin_remote\": \"owner\"", "\"admin_remote\": \"other\"")])
    func changedSettings(from: String, to: String) throws {
        try store().save(SampleJournal.full, SampleJournal.secrets)
        let text = try desk.workspace.text(name)
        #expect(text.contains(from))
        try desk.workspace.put(text.replacingOccurrences(of: from, with: to), name)
        #expect(throws: RotationFileError.tamperedJournal(path: place.path)) { try open() }
    }

    @Test("a pair that was chosen and not sent keeps its id")
    func pendingPair() throws {
        var journal = SampleJournal.planned
        journal.state = .creating
        try store().save(journal, SampleJournal.secrets)
        let opened = try open()
        #expect(opened.journal.newID == nil && opened.secrets.new?.accessKeyID == RotationDesk.newID)
    }

    @Test("sops opens a journal, and only its secrets are encrypted")
    func sopsOpensIt() throws {
        try store().save(SampleJournal.full, SampleJournal.secrets)
        let text = try desk.workspace.text(name)
        #expect(!text.contains(RotationDesk.newSecret) && !text.contains("TOPSECRET"))
        let encrypted = text.components(separatedBy: "\n").filter { $0.contains("ENC[") }.map { $0.trimmingCharacters(in: .whitespaces).components(separatedBy: "\"")[1] }
        #expect(encrypted == ["secret_access_key", "secret_access_key", "mac"])
        let object = try JSONSerialization.jsonObject(with: Data(try desk.sopsDecrypted(name).utf8)) as? [String: Any]
        #expect((object?["new"] as? [String: Any])?["secret_access_key"] as? String == RotationDesk.newSecret)
        #expect((object?["old"] as? [String: Any])?["secret_access_key"] as? String == RotationDesk.oldPair.1)
        #expect(object?["format"] as? String == "rcsops-rotation/1" && (object?["help"] as? String)?.contains("sops decrypt") ?? false)
        #expect(object?["created_at"] as? String == "2023-11-14T22:13:20Z")
        let mode = try FileManager.default.attributesOfItem(atPath: place.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("a changed clear field is seen by everybody who acts, and by sops")
    func tampered() throws {
        try store().save(SampleJournal.full, SampleJournal.secrets)
        try desk.workspace.put(try desk.workspace.text(name).replacingOccurrences(of: "\"state\": \"written\"", with: "\"state\": \"deleted\""), name)
        #expect(try JournalFile.read(place.path).state == .deleted)
        #expect(throws: RotationFileError.tamperedJournal(path: place.path)) { try open() }
        let sops = try desk.workspace.peer("sops", "decrypt", name)
        #expect(!sops.isSuccess && sops.messages.contains("MAC mismatch"))
    }

    @Test("a rule that another has put into the metadata is no journal's")
    func otherRule() throws {
        try store().save(SampleJournal.full, SampleJournal.secrets)
        try desk.workspace.put(try desk.workspace.text(name).replacingOccurrences(of: "\"^secret_\"", with: "\"^nothing\""), name)
        #expect(throws: RotationFileError.malformedJournal(path: place.path)) { try open() }
    }

    @Test("names, order and types that no rcsops writes are refused", arguments: [
        ("\"seq\": 7", "\"seq\": \"7\""), ("\"immediate\": true", "\"immediate\": false, \"more\": 1"), ("\"immediate\": true", "\"immediate\": 1"),
        ("\"host\": \"host\"", "\"host\": null"), ("\"state\": \"written\"", "\"state\": \"lost\""), ("\"format\": \"rcsops-rotation/1\"", "\"format\": \"rcsops-rotation/2\""),
        ("\"pid\": 4711", "\"pid\": 99999999999"), ("\"pid\": 4711", "\"pid\": 4711.5"), ("\"seq\": 7", "\"seq\": -7"), ("\"seq\": 7", "\"seq\": 7, \"seq\": 7"),
        ("2023-11-14T22:13:20Z", "2023-11-14T22:13:60Z"), ("\"region\"", "\"regions\""), ("\"user\": \"backup\",", ""),
    ])
    func strict(from: String, to: String) throws {
        var journal = SampleJournal.full
        journal.seq = 7
        try store().save(journal, SampleJournal.secrets)
        let text = try desk.workspace.text(name)
        #expect(text.contains(from))
        try desk.workspace.put(text.replacingOccurrences(of: from, with: to), name)
        // A field that may be missing is, for who has no key; its MAC tells.
        if to.isEmpty { #expect(throws: RotationFileError.tamperedJournal(path: place.path)) { try open() } } else {
            #expect(throws: RotationFileError.malformedJournal(path: place.path)) { try JournalFile.read(place.path) }
        }
    }

    @Test("a journal that is cut anywhere is an error")
    func cut() throws {
        try store().save(SampleJournal.full, SampleJournal.secrets)
        let bytes = [UInt8](try desk.workspace.data(name))
        let end = bytes.lastIndex(of: UInt8(ascii: "}"))!
        for count in 0...end {
            try Data(bytes[..<count]).write(to: URL(fileURLWithPath: place.path))
            #expect(throws: RotationFileError.self, "cut at \(count)") { try JournalFile.read(place.path) }
        }
    }

    @Test("no changed byte is taken for a journal by who has the key, and none ends the process")
    func mutated() throws {
        try store().save(SampleJournal.full, SampleJournal.secrets)
        let bytes = [UInt8](try desk.workspace.data(name))
        let seed = TestRun.seed(of: "changed journals")
        var random = SplitMix(seed: seed)
        var opened = 0
        for round in 0..<1500 {
            var changed = bytes
            for _ in 0...Int.random(in: 0..<3, using: &random) { changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            if round % 10 == 0 { changed = (0..<Int.random(in: 0..<3000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) } }
            try Data(changed).write(to: URL(fileURLWithPath: place.path))
            _ = try? JournalFile.read(place.path)
            if let found = try? open() {
                opened += 1
                #expect(found.journal == SampleJournal.full && holds(found.secrets, SampleJournal.secrets), "round \(round) of seed \(seed)")
            }
        }
        print("changed journals that say the same: \(opened) of 1500")
    }

    @Test("a journal that another process has written is not overwritten")
    func secondProcess() throws {
        let first = store()
        try first.save(SampleJournal.planned, SampleJournal.secrets)
        let second = try open()
        var journal = second.journal
        journal.seq += 1
        journal.state = .aborted
        try second.store.save(journal, SampleJournal.secrets)
        let before = try desk.workspace.data(name)
        #expect(throws: RotationStoreError.changed(path: place.path)) { try first.save(SampleJournal.planned, SampleJournal.secrets) }
        #expect(throws: RotationStoreError.changed(path: place.path)) { try store().save(SampleJournal.planned, SampleJournal.secrets) }
        #expect(try desk.workspace.data(name) == before)
        #expect(JournalFile.all(of: desk.workspace.path("rclone.enc.ini")).count == 1)
    }

    @Test("each write has a greater number")
    func sequence() throws {
        let store = store()
        for expected in 0..<3 {
            try store.save(SampleJournal.planned, SampleJournal.secrets)
            #expect(try JournalFile.read(place.path).seq == expected)
        }
    }

    @Test("a journal has the groups and the threshold of its document, and follows them")
    func recipients() throws {
        let other = try desk.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        let store = store()
        try store.save(SampleJournal.full, SampleJournal.secrets)
        #expect(!(try desk.workspace.text(name).contains(other)))
        #expect(throws: RotationFileError.closedJournal(path: place.path, recipients: [desk.workspace.recipient])) {
            try open(RotationDesk.access(to: desk.workspace.path("other.txt")))
        }
        // The document gets a second group, by the real sops.
        let added = try desk.workspace.peer("sops", "groups", "add", "-f", "rclone.enc.ini", "--age", other, "-i")
        #expect(added.isSuccess, "\(added.messages)")
        try store.save(SampleJournal.full, SampleJournal.secrets)
        let text = try desk.workspace.text(name)
        #expect(text.contains(other) && text.contains("\"shamir_threshold\": 2"), "\(text)")
        #expect(throws: RotationFileError.self) { try open() }
        let both = try desk.workspace.text("key.txt") + "\n" + (try desk.workspace.text("other.txt"))
        try desk.workspace.put(both, "both.txt")
        #expect(try holds(open(RotationDesk.access(to: desk.workspace.path("both.txt"))).secrets, SampleJournal.secrets))
    }

    @Test("a journal for other recipients has another data key")
    func rewrapped() throws {
        let other = try desk.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        let store = store()
        try store.save(SampleJournal.full, SampleJournal.secrets)
        try store.rewrap(for: [KeyGroup(keys: [MasterKeyEntry(kind: .age, fields: [("recipient", .text(other))])])], threshold: 0)
        #expect(throws: RotationFileError.closedJournal(path: place.path, recipients: [other])) { try open() }
        let found = try open(RotationDesk.access(to: desk.workspace.path("other.txt")))
        #expect(found.journal.seq == 1 && holds(found.secrets, SampleJournal.secrets))
    }

    @Test("an ended journal leaves the document's folder, and keeps no secret")
    func archived() throws {
        let store = store()
        try store.save(SampleJournal.full, SampleJournal.secrets)
        var journal = SampleJournal.full
        journal.state = .done
        try store.archive(journal)
        #expect(try desk.names() == ["rclone.enc.ini", "state"])
        let kept = try desk.workspace.text("state/rotations/" + journal.id + ".json")
        #expect(!kept.contains("secret_access_key") && !kept.contains("ENC["))
        let found = JournalArchive.all(in: desk.workspace.path("state"))
        #expect(found.map(\.id) == [journal.id] && found.first?.state == .done)
        let attributes = try FileManager.default.attributesOfItem(atPath: desk.workspace.path("state/rotations"))
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test("Git passes journals and locks by, unless that is not wanted")
    func excluded() throws {
        let git = URL(fileURLWithPath: "/usr/bin/git")
        func run(_ words: String...) throws -> String {
            let done = try Program.run(git, words, in: desk.workspace.folder)
            #expect(done.isSuccess, "\(done.messages)")
            return done.text
        }
        _ = try run("init", "-q")
        let lock = try RotationLock([desk.workspace.path("rclone.enc.ini")])
        let store = store()
        try store.save(SampleJournal.planned, SampleJournal.secrets)
        try store.save(SampleJournal.planned, SampleJournal.secrets)
        let status = try run("status", "--porcelain")
        #expect(!status.contains("rotate-") && !status.contains(".lock"), "\(status)")
        let exclude = try desk.workspace.text(".git/info/exclude")
        #expect(exclude.components(separatedBy: "*.rotate-*.json").count == 2)
        try FileManager.default.removeItem(atPath: place.path)
        try desk.workspace.put("", ".git/info/exclude")
        var place = place
        place.isExcludedFromGit = false
        try LiveRotationStore(new: place, effects: desk.access.effects).save(SampleJournal.planned, SampleJournal.secrets)
        #expect(try run("status", "--porcelain").contains("rotate-"))
        withExtendedLifetime(lock) {}
    }

    @Test("no journal is made where a .gitignore would have git add take it in, unless that is wanted")
    func takenInAgain() throws {
        func run(_ words: String...) throws -> String {
            let done = try Program.run(URL(fileURLWithPath: "/usr/bin/git"), words, in: desk.workspace.folder)
            #expect(done.isSuccess, "\(done.messages)")
            return done.text
        }
        _ = try run("init", "-q")
        try desk.workspace.put("*\n!*.json\n", ".gitignore")
        var given = place
        #expect(throws: RotationStoreError.seenByGit(path: given.path, rule: ".gitignore:2:!*.json")) {
            try store().save(SampleJournal.planned, SampleJournal.secrets)
        }
        #expect(!FileManager.default.fileExists(atPath: given.path))
        given.isExcludedFromGit = false
        try LiveRotationStore(new: given, effects: desk.access.effects).save(SampleJournal.planned, SampleJournal.secrets)
        #expect(try run("status", "--porcelain", "-uall").contains("rotate-"), "the trap is one")
        // Of a rotation that goes on the journal is kept all the same: it may get a pair that stands nowhere else.
        let opened = try open()
        try opened.store.save(opened.journal, opened.secrets)
        // A file that Git has already is seen whatever is ignored.
        _ = try run("add", given.path)
        try FileManager.default.removeItem(atPath: given.path)
        #expect(throws: RotationStoreError.seenByGit(path: given.path, rule: nil)) {
            try store().save(SampleJournal.planned, SampleJournal.secrets)
        }
        _ = try run("rm", "-q", "--cached", given.path)
        try desk.workspace.put("*\n!*.json\n*.rotate-*.json\n", ".gitignore")
        try store().save(SampleJournal.planned, SampleJournal.secrets)
        #expect(try !run("status", "--porcelain", "-uall").contains("rotate-"))
    }

    @Test("a plain document's journal is encrypted to whom the caller says")
    func givenRecipients() throws {
        var place = place
        place.recipients = .document(path: desk.workspace.path("rclone.conf"))
        #expect(throws: RotationStoreError.notEncrypted(path: place.path)) {
            try LiveRotationStore(new: place, effects: desk.access.effects).save(SampleJournal.planned, SampleJournal.secrets)
        }
        place.recipients = .given(
            groups: [KeyGroup(keys: [MasterKeyEntry(kind: .age, fields: [("recipient", .text(desk.workspace.recipient))])])], threshold: 0)
        try LiveRotationStore(new: place, effects: desk.access.effects).save(SampleJournal.planned, SampleJournal.secrets)
        #expect(try desk.sopsDecrypted(name).contains("new/secret+of=40"))
    }
}
