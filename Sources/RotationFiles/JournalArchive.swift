package import CredentialRotation
internal import FileReplacement
internal import SecretMemory
internal import SopsDocument
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Ended journals, without secrets and readable, in the user's own folder (§2.3).
package enum JournalArchive {
    /// `$XDG_STATE_HOME/rcsops`, else `~/.local/state/rcsops` (XDG base directories 0.8); nil without a home.
    package static func standardFolder(environment: (String) -> String?) -> String? {
        if let folder = environment("XDG_STATE_HOME"), folder.hasPrefix("/") { return folder + "/rcsops" }
        guard let home = environment("HOME"), !home.isEmpty else { return nil }
        return home + "/.local/state/rcsops"
    }

    private static func folder(in stateFolder: String) -> String { FilePath.joined(stateFolder, "rotations") }

    /// All of them, oldest first; what is no journal is passed by.
    package static func all(in stateFolder: String) -> [RotationJournal] {
        let folder = folder(in: stateFolder)
        return FilePath.names(in: folder).map { FilePath.joined(folder, $0) }.filter { $0.hasSuffix(".json") }.compactMap { try? JournalFile.read($0) }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// Writes it, and then takes the journal away: whatever happens between, one of the two is there.
    static func put(_ journal: RotationJournal, in stateFolder: String, removing path: String) throws(RotationStoreError) {
        let folder = folder(in: stateFolder)
        try pass(.archiveFolder, folder, "make the folder")
        try make(folder)
        guard journal.id.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) }) else {
            throw .notEncrypted(path: path)
        }
        let archived = FilePath.joined(folder, journal.id + ".json")
        let text: SecretSlice
        do throws(SopsError) { text = try JournalText.plain(journal) } catch { throw .notEncrypted(path: path) }
        // A run that died between the two names of a new file has left both.
        LeftOverFiles.remove(of: archived)
        let former = try? FileReading.read(archived, into: SecretArena())
        do throws(FileReplacing.Refusal) {
            try FileReplacing(path: archived, points: .archive).replace(with: text, former: former) { $0.equals(text) }
        } catch { throw LiveRotationStore.failure(error, archived) }
        try pass(.archiveUnlink, path, "remove it")
        guard unlink(path) == 0 || errno == ENOENT else { throw .notDurable(path: path, step: "remove it", errorNumber: errno) }
        do throws(FileReplacing.Refusal) { try FileReplacing(path: path, points: .archive).syncFolder(.archiveUnlinked) } catch {
            throw LiveRotationStore.failure(error, path)
        }
    }

    private static func make(_ folder: String) throws(RotationStoreError) {
        var path = ""
        for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
            path += part
            if !path.isEmpty, mkdir(path, 0o700) != 0, errno != EEXIST, errno != EROFS, errno != EACCES {
                throw .notDurable(path: path, step: "make the folder", errorNumber: errno)
            }
            path += "/"
        }
    }

    private static func pass(_ point: FaultPoint, _ path: String, _ step: String) throws(RotationStoreError) {
        do throws(FaultPoint.Fault) { try point.pass() } catch { throw .notDurable(path: path, step: step, errorNumber: error.errorNumber) }
    }
}

extension FileReplacing.Points {
    static let archive = Self(
        create: .archiveCreate, write: .archiveWrite, attributes: .archiveWrite, sync: .archiveSync, read: .archiveSync, rename: .archiveRename,
        folder: .archiveSynced)
}
