import EncryptedFiles
import FileReplacement
import MasterKeys
import RotationFiles
import SecretMemory
import SopsConfiguration
import SopsDocument

/// A file whose recipients are to change; nothing of it is decrypted yet.
struct RecipientTarget {
    let path: String
    let bytes: SecretSlice
    let metadata: SopsMetadata
    /// A rotation's, beside its document.
    var isJournal = false

    /// The new bytes, prepared and read back.
    struct Prepared {
        let target: RecipientTarget
        let place: EncryptedInput.Place
        let bytes: SecretSlice
    }

    /// The documents that paths name, and those in folders, with the journals beside them; each once.
    static func all(_ paths: [String]) throws(Failure) -> [RecipientTarget] {
        var targets: [RecipientTarget] = []
        var seen: Set<String> = []
        func take(_ path: String, isNamed: Bool) throws(Failure) {
            guard seen.insert(RotationBench.real(path)).inserted else { return }
            guard let target = try RecipientTarget(path, isNamed: isNamed) else { return }
            targets.append(target)
            for journal in journals(of: path) { try take(journal, isNamed: false) }
        }
        for path in paths {
            if FileReading.isMissing(path) { throw .reading(.notFound(path: path), name: path) }
            guard FolderWalk.isFolder(path) else {
                try take(path, isNamed: true)
                continue
            }
            let found: [String]
            do throws(FileError) {
                found = try FolderWalk.files(below: path) { name in
                    System.warn("\"" + System.printableName(name) + "\" is not looked at, since its name is no UTF-8; if it is encrypted, it stays as it is")
                }
            } catch { throw .reading(error, name: path) }
            for file in found { try take(file, isNamed: false) }
        }
        return targets
    }

    /// Nil for a file of a folder that is no sops document.
    private init?(_ path: String, isNamed: Bool) throws(Failure) {
        let arena = SecretArena()
        let bytes: SecretSlice
        do throws(FileError) { bytes = try FileReading.read(path, into: arena) } catch .tooLarge where !isNamed { return nil } catch {
            throw .reading(error, name: path)
        }
        func holds(_ text: String) -> Bool { bytes.firstRange(of: Array(text.utf8), from: 0) != nil }
        // Cheaper than reading every file of a repository as a document.
        if !isNamed, !holds("lastmodified") || !holds("sops") { return nil }
        do throws(SopsError) {
            metadata = try KeyedFile.metadata(of: bytes, path: path, inputType: nil, actsAsSops: false, in: arena).metadata
        } catch {
            if isNamed { throw .of(error, file: path) }
            if error != .metadataNotFound, holds("ENC[AES256_GCM,") {
                System.warn("\"" + path + "\" looks encrypted, and can't be read; it stays as it is: " + Failure.of(error, file: path).cause)
            }
            return nil
        }
        self.path = path
        self.bytes = bytes
        isJournal = JournalFile.isName(path) && holds(VersionReading.journalMark)
    }

    /// Beside the file itself where `path` is a link to it; named as the path is where that leads there too.
    private static func journals(of path: String) -> [String] {
        JournalFile.all(of: path).sorted().map { journal in
            let slash = journal.utf8.lastIndex(of: UInt8(ascii: "/")).map { journal[journal.utf8.index(after: $0)...] } ?? journal[...]
            let near = (path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "") + slash
            return FileReading.isSameFile(near, journal) ? near : journal
        }
    }

    /// Before anything is written: whoever takes a recipient out of a journal must be able to go on with its rotation.
    func checkAccess(_ groups: [KeyGroup]) throws(Failure) {
        var left = metadata
        left.keyGroups = groups
        guard (try? DataKeyRecovery.recover(left, with: System.identities)) == nil else { return }
        throw lockedOut
    }

    /// What its groups are to be; nil where nothing changes.
    func groups(_ act: RecipientsOptions.Act, _ recipient: RecipientName, group: Int?) throws(Failure) -> [KeyGroup]? {
        var groups = metadata.keyGroups
        switch act {
        case .add:
            if group == nil, groups.count > 1 {
                throw Failure(
                    "RC8609", exit: 64, "\"" + path + "\" has \(groups.count) key groups", fix: "say by --group which of them, from 0; rcsops key check FILE shows them")
            }
            let place = group ?? 0
            guard groups.indices.contains(place) else {
                throw Failure("RC8609", exit: 64, "\"" + path + "\" has no key group \(place)", fix: "give a number from 0 to \(groups.count - 1)")
            }
            guard !groups[place].keys.contains(where: recipient.names) else { return nil }
            groups[place].keys.append(CreationRule.Key(kind: recipient.kind, text: recipient.text).entry)
        case .remove:
            guard recipient.access(to: metadata) != .none else { return nil }
            for place in groups.indices {
                groups[place].keys.removeAll(where: recipient.names)
                guard !groups[place].keys.isEmpty || !groups[place].unknown.isEmpty else {
                    let what = groups.count == 1 ? "nobody could open" : "key group \(place) would have no key, of"
                    throw Failure(
                        "RC8610", exit: 3, what + " \"" + path + "\"" + (groups.count == 1 ? " any more" : ""),
                        fix: groups.count == 1 ? "rcsops recipients add another one first" : "rcsops groups delete takes a whole group out; or add another key to it first")
                }
            }
        }
        return groups
    }

    func prepared(_ act: RecipientsOptions.Act, _ groups: [KeyGroup]) throws(Failure) -> Prepared {
        let input: EncryptedInput
        do throws(Failure) {
            input = try EncryptedInput.open(path, formats: DocumentFormats(), order: .asStored, actsAsSops: false, in: SecretArena())
        } catch { throw (error.exitCode == Failure.noDataKeyExitCode ? error.exiting(3) : error).naming(path) }
        guard input.place.bytes.equals(bytes) else { throw .writing(.changed(path: path), name: path).exiting(4) }
        let new: SecretSlice
        do throws(EncryptedFileError) {
            switch act {
            case .add: new = try DocumentChange.masterKeys(of: input.document, groups, to: input.output, effects: EncryptedInput.effects)
            case .remove: new = try DocumentChange.dataKey(of: input.document, for: groups, to: input.output, effects: EncryptedInput.effects)
            }
        } catch { throw Failure.ofEncrypted(error, file: path).naming(path) }
        if act == .remove { try checkAccess(to: new, input.output) }
        return Prepared(target: self, place: input.place, bytes: new)
    }

    /// Whoever takes a recipient out must be able to go on: a new data key is lost to all who are not in the file.
    private func checkAccess(to new: SecretSlice, _ store: DocumentStore) throws(Failure) {
        do throws(SopsError) {
            let metadata = try store.readEncrypted(new, in: SecretArena()).metadata
            if (try? DataKeyRecovery.recover(metadata, with: System.identities)) != nil { return }
        } catch { throw .of(error, file: path) }
        throw lockedOut
    }

    private var lockedOut: Failure {
        Failure(
            "RC8617", exit: 3, "you could not open \"" + path + "\" any more; no file was changed",
            fix: "have somebody do it who stays in the file, or add another key of yours first")
    }
}
