import Cryptography
import CredentialRotation
import RotationFiles
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The note in the user's own folder that a rotation was begun here. A journal's MAC tells that nobody changed it without the data key, and
/// not who made it: whoever can put a file into the repository can encrypt one to the same recipients. So what a journal wants run or signed
/// with another's pair is done only for one that this user has begun, or by whom says so once more for that rotation alone.
enum BegunRotation {
    /// Of the note's name, after the rotation's id.
    static let suffix = ".begun"
    private static func path(_ id: String) -> String { StateFolder.path + "/rotations/" + id + suffix }

    /// What may not be another's: which programs run, who signs, for whom, and into which files the new pair goes.
    static func digest(_ journal: RotationJournal) -> String {
        let settings = journal.settings
        var texts: [String?] = [journal.id, journal.source, journal.endpoint, journal.region, journal.user, journal.oldID]
        texts += [settings?.adminRemote, settings?.adminFile]
        texts += ["program"] + (settings?.program.map { $0.argv + ["environment"] + $0.environment } ?? [])
        texts += ["render"] + (settings?.render ?? [])
        texts += ["uses"] + journal.uses.flatMap { [$0.path, $0.remote] }
        // With lengths, so that no text runs into the next.
        let bytes = texts.flatMap { text in Array((text.map { String($0.utf8.count) + ":" + $0 } ?? "-").utf8) }
        return bytes.withUnsafeBytes { HexText.of(SHA256.hash($0)) }
    }

    /// Before the journal is there. A folder that can't be written costs only that the options are to be given again.
    static func note(_ journal: RotationJournal) {
        let path = path(journal.id)
        StateFolder.prepare(for: path)
        mkdir(StateFolder.path + "/rotations", 0o700)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let text = Array((digest(journal) + "\n").utf8)
        guard text.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == text.count, fsync(file) == 0 else {
            unlink(path)
            return
        }
    }

    /// After uses were added to one of ours, which is another journal to ``isOurs(_:)``.
    static func noteAgain(_ journal: RotationJournal) {
        forget(journal)
        note(journal)
    }

    static func isOurs(_ journal: RotationJournal) -> Bool {
        guard isName(journal.id) else { return false }
        let file = open(path(journal.id), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        let wanted = Array(digest(journal).utf8)
        var found = [UInt8](repeating: 0, count: wanted.count)
        return found.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) } == wanted.count && found == wanted
    }

    /// Once it has ended.
    static func forget(_ journal: RotationJournal) {
        guard isName(journal.id) else { return }
        unlink(path(journal.id))
    }

    /// An id comes out of a file, and becomes part of a path.
    static func isName(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }
}
