import AWSSigning
import CommandDriver
import CredentialRotation
import Foundation
import Glibc
import RotationFiles
import Testing

/// What stands on the disk when a step fails, or the process ends in it: the old whole or the new whole. The fault points are of the
/// process, so one test at a time.
@Suite(.serialized) struct FailingDiskTests {
    private let desk: RotationDesk
    private let place: LiveRotationStore.Place

    init() throws {
        desk = try RotationDesk()
        try desk.workspace.encrypt()
        place = desk.place
        FaultPoint.arm(nil)
    }

    private static let documentPoints = FaultPoint.allCases.filter { $0.rawValue.hasPrefix("document.") }
    private static let journalPoints = FaultPoint.allCases.filter { $0.rawValue.hasPrefix("journal.") }
    private static let archivePoints = FaultPoint.allCases.filter { $0.rawValue.hasPrefix("archive.") }
    private static let kinds: [FaultPoint.Kind] = [.eio, .enospc, .edquot, .end]

    private func leftOvers() throws -> [String] { try desk.names().filter { $0.contains(".rcsops-") } }

    @Test("a document is old or new as a whole wherever writing it fails", arguments: documentPoints, kinds)
    func document(point: FaultPoint, kind: FaultPoint.Kind) throws {
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        let before = try desk.workspace.data("rclone.enc.ini")
        FaultPoint.arm(point, kind)
        #expect(throws: RotationDocumentError.self) { try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen) }
        FaultPoint.arm(nil)
        let isNew = point == .documentFolder
        if isNew {
            #expect(try documents.look(at: desk.use()).pair.isSamePair(as: RotationDesk.pair()))
        } else {
            #expect(try desk.workspace.data("rclone.enc.ini") == before)
        }
        #expect(try leftOvers().count == (kind == .end && !isNew && point != .documentCreate ? 1 : 0))
        // The next run tidies up, and gets through.
        let lock = try RotationLock([desk.workspace.path("rclone.enc.ini")])
        #expect(try leftOvers().isEmpty)
        _ = try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen)
        #expect(try desk.rcsopsDecrypted("rclone.enc.ini").contains(RotationDesk.newSecret))
        withExtendedLifetime(lock) {}
    }

    @Test("a pair that a run which died has left in a file counts when it is synced") func leftUnsynced() throws {
        let documents = desk.documents()
        _ = try documents.write(RotationDesk.pair(), to: desk.use(), seen: try documents.look(at: desk.use()))
        let written = try desk.workspace.data("rclone.enc.ini")
        for (point, step) in [(FaultPoint.documentSync, "sync"), (.documentFolder, "sync the folder")] {
            FaultPoint.arm(point, .eio)
            #expect(throws: RotationDocumentError.unwritable(path: "rclone.enc.ini", step: step, errorNumber: EIO)) { try documents.makeDurable(desk.use()) }
            FaultPoint.arm(nil)
        }
        try documents.makeDurable(desk.use())
        #expect(try desk.workspace.data("rclone.enc.ini") == written)
    }

    @Test("a journal is old or new as a whole wherever saving it fails, and the next save gets through", arguments: journalPoints, kinds)
    func journal(point: FaultPoint, kind: FaultPoint.Kind) throws {
        let store = LiveRotationStore(new: place, effects: desk.access.effects)
        try store.save(SampleJournal.planned, RotationSecrets(old: RotationDesk.old))
        var next = SampleJournal.planned
        next.state = .created
        next.newID = RotationDesk.newID
        FaultPoint.arm(point, kind)
        #expect(throws: RotationStoreError.self) { try store.save(next, SampleJournal.secrets) }
        FaultPoint.arm(nil)
        let found = try LiveRotationStore.open(place, identities: desk.access.identities, effects: desk.access.effects)
        let isNew = point == .journalFolder || point == .journalSaved
        #expect(found.journal.state == (isNew ? .created : .planned) && (found.secrets.new != nil) == isNew)
        // Both by who has failed and by who begins anew.
        try (kind == .end ? found.store : store).save(next, SampleJournal.secrets)
        #expect(try JournalFile.read(place.path).state == .created)
        let lock = try RotationLock([desk.workspace.path("rclone.enc.ini")])
        #expect(try leftOvers().isEmpty)
        withExtendedLifetime(lock) {}
    }

    @Test("a first journal that fails is there whole or not at all", arguments: journalPoints)
    func firstJournal(point: FaultPoint) throws {
        guard point != .journalAttributes else { return }
        FaultPoint.arm(point, .enospc)
        let store = LiveRotationStore(new: place, effects: desk.access.effects)
        #expect(throws: RotationStoreError.self) { try store.save(SampleJournal.planned, SampleJournal.secrets) }
        FaultPoint.arm(nil)
        if FileManager.default.fileExists(atPath: place.path) { #expect(try JournalFile.read(place.path).state == .planned) }
        #expect(try leftOvers().isEmpty)
        try store.save(SampleJournal.planned, SampleJournal.secrets)
    }

    @Test("an ended journal is here or there wherever archiving it fails, without secrets", arguments: archivePoints, kinds)
    func archive(point: FaultPoint, kind: FaultPoint.Kind) throws {
        let store = LiveRotationStore(new: place, effects: desk.access.effects)
        var journal = SampleJournal.full
        try store.save(journal, SampleJournal.secrets)
        journal.state = .done
        FaultPoint.arm(point, kind)
        #expect(throws: RotationStoreError.self) { try store.archive(journal) }
        FaultPoint.arm(nil)
        let isHere = FileManager.default.fileExists(atPath: place.path)
        #expect(isHere || JournalArchive.all(in: place.stateFolder).count == 1)
        if isHere {
            #expect(!(try String(contentsOfFile: place.path, encoding: .utf8).contains("secret_access_key")))
            let found = try LiveRotationStore.open(place, identities: desk.access.identities, effects: desk.access.effects)
            #expect(found.journal.state == .done && found.secrets.new == nil)
            try found.store.archive(found.journal)
        }
        #expect(JournalArchive.all(in: place.stateFolder).map(\.state) == [.done] && !FileManager.default.fileExists(atPath: place.path))
    }

    @Test("a death between the two names of an ended journal keeps nobody from archiving it")
    func archiveOfTwoNames() throws {
        let store = LiveRotationStore(new: place, effects: desk.access.effects)
        var journal = SampleJournal.full
        try store.save(journal, SampleJournal.secrets)
        journal.state = .done
        FaultPoint.arm(.archiveUnlink, .end)
        #expect(throws: RotationStoreError.self) { try store.archive(journal) }
        FaultPoint.arm(nil)
        let folder = place.stateFolder + "/rotations"
        let name = journal.id + ".json"
        // A new file gets its name by link(2), and loses the other one afterwards.
        try FileManager.default.linkItem(atPath: folder + "/" + name, toPath: folder + "/." + name + ".rcsops-abc123")
        let found = try LiveRotationStore.open(place, identities: desk.access.identities, effects: desk.access.effects)
        try found.store.archive(found.journal)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
        #expect(!FileManager.default.fileExists(atPath: place.path))
    }

    @Test("the points have a name each, and the release has no way to reach them")
    func names() throws {
        #expect(Set(FaultPoint.allCases.map(\.rawValue)).count == FaultPoint.allCases.count)
        let source = try String(contentsOf: Program.testPeer("../../Sources/RotationFiles/FaultPoint.swift"), encoding: .utf8)
        let release = try #require(source.components(separatedBy: "#else\n    @inline").last)
        #expect(release.hasPrefix("(__always) func pass() throws(Fault) {}\n"))
        #expect(source.components(separatedBy: "getenv(").count == 2 && source.components(separatedBy: "#if DEBUG").count == 3)
    }

    // MARK: Somebody else at work

    @Test("what somebody changes between reading and renaming stays, and the pair is merged into it")
    func changedBetween() throws {
        let desk = desk
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        FaultPoint.at(.documentRead) {
            FaultPoint.arm(nil)
            let set = try? desk.workspace.rcsops("config", "set", "rclone.enc.ini", "destination", "region", "elsewhere")
            if set?.isSuccess != true { Issue.record("the other did not get through") }
        }
        _ = try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen)
        let text = try desk.rcsopsDecrypted("rclone.enc.ini")
        #expect(text.contains("region = elsewhere") && text.contains(RotationDesk.newSecret))
        #expect(try leftOvers().isEmpty)
    }

    @Test("a pair that somebody changes between reading and renaming is a conflict")
    func conflictBetween() throws {
        let desk = desk
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        FaultPoint.at(.documentRead) {
            FaultPoint.arm(nil)
            _ = try? desk.workspace.rcsops("config", "set", "rclone.enc.ini", "source", "access_key_id", "AKIAOTHER00000000000")
        }
        #expect(throws: RotationDocumentError.conflict(path: "rclone.enc.ini", remote: "source")) {
            try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen)
        }
        #expect(try desk.rcsopsDecrypted("rclone.enc.ini").contains("AKIAOTHER00000000000"))
    }

    @Test("a file that changes again and again is left alone")
    func changing() throws {
        let desk = desk
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        let path = desk.workspace.path("rclone.enc.ini")
        FaultPoint.at(.documentRead) {
            let file = fopen(path, "a")
            fputs("\n", file)
            fclose(file)
        }
        defer { FaultPoint.arm(nil) }
        #expect(throws: RotationDocumentError.changing(path: "rclone.enc.ini")) { try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen) }
        #expect(try leftOvers().isEmpty)
    }

    // MARK: The system's own failures

    private struct Mounted: ~Copyable {
        let path: String
        init(_ path: String, options: String) throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try #require(mount("tmpfs", path, "tmpfs", 0, options) == 0, "mounting takes root: \(errno)")
            self.path = path
        }
        deinit { umount2(path, Int32(MNT_DETACH)) }
    }

    @Test("on a full disk the document and the journal stay as they are", .enabled(if: geteuid() == 0, "mounting takes root"))
    func fullDisk() throws {
        let disk = try Mounted(desk.workspace.path("small"), options: "size=64k,nr_inodes=20")
        try FileManager.default.copyItem(atPath: desk.workspace.path("rclone.enc.ini"), toPath: disk.path + "/doc.ini")
        let path = disk.path + "/doc.ini"
        var place = place
        place.path = JournalFile.path(document: path, oldID: RotationDesk.oldPair.0)
        place.recipients = .document(path: path)
        let store = LiveRotationStore(new: place, effects: desk.access.effects)
        let lock = try RotationLock([path])
        try store.save(SampleJournal.planned, RotationSecrets(old: RotationDesk.old))
        let documents = desk.documents()
        let use = desk.use("small/doc.ini")
        let seen = try documents.look(at: use)
        let before = try desk.workspace.data("small/doc.ini")
        let filler = open(disk.path + "/filler", O_CREAT | O_WRONLY, 0o600)
        let block = [UInt8](repeating: 1, count: 4096)
        while write(filler, block, block.count) > 0 {}
        #expect(throws: RotationDocumentError.unwritable(path: "small/doc.ini", step: "write", errorNumber: ENOSPC)) {
            try documents.write(RotationDesk.pair(), to: use, seen: seen)
        }
        #expect(throws: RotationDocumentError.unwritable(path: "small/doc.ini", step: "find room beside it", errorNumber: ENOSPC)) {
            try documents.checkWritable(use)
        }
        #expect(throws: RotationStoreError.notDurable(path: place.path, step: "write", errorNumber: ENOSPC)) {
            try store.save(SampleJournal.full, SampleJournal.secrets)
        }
        #expect(try desk.workspace.data("small/doc.ini") == before)
        #expect(try JournalFile.read(place.path).state == .planned)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).filter { $0.contains(".rcsops-") }.isEmpty)
        close(filler)
        unlink(disk.path + "/filler")
        _ = try documents.write(RotationDesk.pair(), to: use, seen: seen)
        try store.save(SampleJournal.full, SampleJournal.secrets)
        withExtendedLifetime(lock) {}
    }

    @Test("without a free inode nothing is lost", .enabled(if: geteuid() == 0, "mounting takes root"))
    func noInode() throws {
        let disk = try Mounted(desk.workspace.path("few"), options: "size=1m,nr_inodes=3")
        try FileManager.default.copyItem(atPath: desk.workspace.path("rclone.enc.ini"), toPath: disk.path + "/doc.ini")
        #expect(FileManager.default.createFile(atPath: disk.path + "/last", contents: nil))
        let documents = desk.documents()
        let use = desk.use("few/doc.ini")
        let seen = try documents.look(at: use)
        #expect(throws: RotationDocumentError.unwritable(path: "few/doc.ini", step: "make a file beside it", errorNumber: ENOSPC)) {
            try documents.write(RotationDesk.pair(), to: use, seen: seen)
        }
        #expect(try documents.look(at: use).hash == seen.hash)
    }

    @Test("in a folder that may not be written nothing is changed", .enabled(if: geteuid() == 0, "mounting takes root"))
    func readOnly() throws {
        let disk = try Mounted(desk.workspace.path("fixed"), options: "size=1m")
        try FileManager.default.copyItem(atPath: desk.workspace.path("rclone.enc.ini"), toPath: disk.path + "/doc.ini")
        let path = disk.path + "/doc.ini"
        let documents = desk.documents()
        let use = desk.use("fixed/doc.ini")
        let seen = try documents.look(at: use)
        try #require(mount("tmpfs", disk.path, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil) == 0)
        #expect(throws: RotationDocumentError.unwritable(path: "fixed/doc.ini", step: "make a file beside it", errorNumber: EROFS)) {
            try documents.write(RotationDesk.pair(), to: use, seen: seen)
        }
        #expect(throws: RotationDocumentError.unwritable(path: "fixed/doc.ini", step: "write to it", errorNumber: EROFS)) { try documents.checkWritable(use) }
        #expect(throws: RotationFileError.unlockable(path: path + ".lock", errorNumber: EROFS)) { _ = try RotationLock([path]) }
        var place = place
        place.path = JournalFile.path(document: path, oldID: RotationDesk.oldPair.0)
        #expect(throws: RotationStoreError.notDurable(path: place.path, step: "make a file beside it", errorNumber: EROFS)) {
            try LiveRotationStore(new: place, effects: desk.access.effects).save(SampleJournal.planned, SampleJournal.secrets)
        }
        #expect(try documents.look(at: use).hash == seen.hash)
    }

    @Test("who may write neither the file nor its folder changes nothing", .enabled(if: geteuid() == 0, "another user takes root"))
    func otherUser() throws {
        // A program of its own, since a user is the whole process's; it does what rotations do, through updatekeys.
        let store = LiveRotationStore(new: place, effects: desk.access.effects)
        try store.save(SampleJournal.planned, SampleJournal.secrets)
        let other = try desk.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        try desk.workspace.put("creation_rules:\n  - age: " + desk.workspace.recipient + "," + other + "\n", ".sops.yaml")
        for name in [".", "key.txt", "rclone.enc.ini", URL(fileURLWithPath: place.path).lastPathComponent, ".sops.yaml"] {
            chmod(desk.workspace.path(name), name == "." ? 0o755 : 0o644)
        }
        let before = (try desk.workspace.data("rclone.enc.ini"), try Data(contentsOf: URL(fileURLWithPath: place.path)))
        let run = try Program.run(
            URL(fileURLWithPath: "/usr/bin/setpriv"),
            ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--", Program.rcsops.path, "updatekeys", "--yes", "rclone.enc.ini"],
            in: desk.workspace.folder, environment: desk.workspace.identity)
        #expect(run.code == 4 && run.messages.contains("RC6441") && run.messages.contains("Permission denied"), "\(run.messages)")
        #expect(try desk.workspace.data("rclone.enc.ini") == before.0 && Data(contentsOf: URL(fileURLWithPath: place.path)) == before.1)
        #expect(try leftOvers().isEmpty)
    }

    // MARK: Names, as links

    @Test("a symbolic link stays, and its target is replaced")
    func symbolicLink() throws {
        try FileManager.default.createDirectory(atPath: desk.workspace.path("elsewhere"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: desk.workspace.path("rclone.enc.ini"), toPath: desk.workspace.path("elsewhere/doc.ini"))
        try FileManager.default.createSymbolicLink(atPath: desk.workspace.path("rclone.enc.ini"), withDestinationPath: "elsewhere/doc.ini")
        let documents = desk.documents()
        _ = try documents.write(RotationDesk.pair(), to: desk.use(), seen: try documents.look(at: desk.use()))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: desk.workspace.path("rclone.enc.ini")) == "elsewhere/doc.ini")
        #expect(try desk.rcsopsDecrypted("elsewhere/doc.ini").contains(RotationDesk.newSecret))
        // The journal and the lock lie beside the file itself.
        #expect(JournalFile.path(document: desk.workspace.path("rclone.enc.ini"), oldID: "x").contains("/elsewhere/doc.ini.rotate-"))
        #expect(try RotationLock([desk.workspace.path("rclone.enc.ini"), desk.workspace.path("elsewhere/doc.ini")]).paths.count == 1)
    }

    @Test("a file with two names is refused, unless it may get one of its own")
    func hardLink() throws {
        try FileManager.default.linkItem(atPath: desk.workspace.path("rclone.enc.ini"), toPath: desk.workspace.path("second.ini"))
        let before = try desk.workspace.data("second.ini")
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        #expect(throws: RotationDocumentError.severalLinks(path: "rclone.enc.ini")) { try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen) }
        #expect(throws: RotationDocumentError.severalLinks(path: "rclone.enc.ini")) { try documents.checkWritable(desk.use()) }
        #expect(try desk.workspace.data("rclone.enc.ini") == before)
        #expect(try leftOvers().isEmpty)
        _ = try desk.documents { $0.breaksLinks = true }.write(RotationDesk.pair(), to: desk.use(), seen: seen)
        #expect(try desk.workspace.data("second.ini") == before)
        #expect(try desk.rcsopsDecrypted("rclone.enc.ini").contains(RotationDesk.newSecret))
    }

    @Test("mode, owner and attributes of a file stay")
    func attributes() throws {
        let path = desk.workspace.path("rclone.enc.ini")
        chmod(path, 0o640)
        if geteuid() == 0 { chown(path, 1234, 4321) }
        let script = "import os,sys; os.setxattr(sys.argv[1], 'user.note', b'kept')"
        let python = URL(fileURLWithPath: "/usr/bin/python3")
        let hasAttributes = try Program.run(python, ["-c", script, path], in: desk.workspace.folder).isSuccess
        let documents = desk.documents()
        _ = try documents.write(RotationDesk.pair(), to: desk.use(), seen: try documents.look(at: desk.use()))
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o7777 == 0o640)
        if geteuid() == 0 { #expect(status.st_uid == 1234 && status.st_gid == 4321) }
        if hasAttributes {
            let read = try Program.run(python, ["-c", "import os,sys; print(os.getxattr(sys.argv[1], 'user.note').decode())", path], in: desk.workspace.folder)
            #expect(read.text == "kept\n")
        } else { print("this file system has no user attributes") }
    }
}
