internal import AWSSigning
internal import CredentialRotation
internal import EncryptedFiles
internal import FileReplacement
internal import RcloneConfig
internal import SecretMemory
internal import SopsDocument

/// Looks into one file for the uses of a key.
struct KeyUseLook: Sendable {
    private let key: KeyUseSearch.Key
    private let access: PairDocument.Access

    init(key: KeyUseSearch.Key, access: PairDocument.Access) {
        self.key = key
        self.access = access
    }

    /// A file without any of them holds no pair, in whatever form: options, sops' metadata, rclone's encryption, a Secret's base64.
    static func words(_ id: String) -> [String] { ["access_key_id", "lastmodified", "RCLONE_ENCRYPT_V0", "rclone.conf", "Secret", id] }

    func file(_ path: String, mustBeThere: Bool) -> KeyUses {
        guard let real = FilePath.real(path) else {
            return mustBeThere ? KeyUses(blindSpots: [.unreadable(path: path, reason: "no file has that name")]) : KeyUses()
        }
        guard !JournalFile.isName(real) else { return KeyUses() }
        do throws(FileError) { return look(into: try Self.read(real), path: real) } catch {
            switch error {
            // A link to a folder, a FIFO, an archive: no configuration.
            case .isFolder, .notRegular, .tooLarge: return KeyUses()
            case .unreadable(_, let number): return KeyUses(blindSpots: [.unreadable(path: real, reason: FileError.words(for: number))])
            default: return KeyUses(blindSpots: [.unreadable(path: real, reason: "it can't be read")])
            }
        }
    }

    /// A file that nobody has named and Git does not know: of all that lies about in a folder only documents of sops are looked into.
    func encryptedFile(_ path: String) -> KeyUses {
        guard let real = FilePath.real(path), !JournalFile.isName(real), let bytes = try? Self.read(real) else { return KeyUses() }
        switch InputForm.recognise(bytes, in: SecretArena()) {
        case .sopsINI, .sopsDocument: return look(into: bytes, path: real)
        default: return KeyUses()
        }
    }

    private static func read(_ real: String) throws(FileError) -> SecretSlice {
        try ConfinedReading.read(real, below: nil, limit: FileReading.limit, into: SecretArena())
    }

    /// A file as Git has it and the work tree has not; what is found there is not ours to write. `bytes` is nil where it can't be read, `root` the
    /// tree's.
    func versions(_ versions: [GitTree.Version], _ bytes: SecretSlice?, in root: String) -> KeyUses {
        let versions = versions.filter { !JournalFile.isName($0.path) }
        guard let first = versions.first else { return KeyUses() }
        let remotes: [String?]
        if let bytes {
            let found = look(into: bytes, path: first.path)
            remotes = (found.uses + found.staleCopies).map(\.remote)
                + found.blindSpots.map { spot in
                    switch spot {
                    case .plaintext(_, let remote), .refused(_, let remote, _): remote
                    default: nil
                    }
                }
        } else { remotes = [nil] }
        var uses = KeyUses(filesRead: 1)
        for version in versions {
            uses.blindSpots += remotes.map { remote in
                guard let branch = version.branch else { return .notCheckedOut(path: FilePath.joined(root, version.path), remote: remote) }
                return .branch(name: branch, path: version.path, remote: remote)
            }
        }
        return uses
    }

    private func look(into bytes: SecretSlice, path: String) -> KeyUses {
        guard Self.words(key.id).contains(where: { bytes.firstRange(of: Array($0.utf8), from: 0) != nil }) else { return KeyUses() }
        var uses = KeyUses(filesRead: 1)
        var access = access
        let allowsPlaintext = access.allowsPlaintext
        access.allowsPlaintext = true
        let arena = SecretArena()
        let mention = KeyMention(of: key.id)
        var isMentioned = false
        do throws(RotationDocumentError) {
            let document = try PairDocument.open(bytes, path: path, access: access, in: arena) { isMentioned = mention.stands(in: $0) }
            var remotes: [ConfigName] = []
            let hash = FilePath.hash(bytes)
            for remote in document.reading.remotes where remote.has(id: key.id) {
                let name = remote.name.text
                remotes.append(remote.name)
                let use = KeyUses.Use(path: path, remote: String(decoding: remote.name.bytes, as: UTF8.self), hash: hash, isPlaintext: document.isPlaintext)
                let isSamePair = key.pair.map { remote.credentials.isSamePair(as: $0) }
                // One service may have many names: by none of them is the same secret another key's.
                if let place = key.place, place != remote.place, isSamePair != true { uses.otherEndpoints.append(use) } else if let reason = remote.refusal {
                    uses.blindSpots.append(.refused(path: path, remote: name, reason: reason))
                } else if isSamePair == false { uses.staleCopies.append(use) } else if document.isPlaintext, !allowsPlaintext {
                    uses.blindSpots.append(.plaintext(path: path, remote: name))
                } else { uses.uses.append(use) }
            }
            // Besides the remotes: whoever takes it from there is given no new pair.
            if mention.stands(in: document, besides: remotes) { uses.blindSpots.append(.mention(path: path)) }
            if document.embedded?.hasClosedOther == true {
                uses.blindSpots.append(.unreadable(path: path, reason: "rclone's own encryption is around another rclone.conf in it"))
            }
        } catch .unreadable(_, PairDocument.noConfig) {
            if isMentioned || bytes.firstRange(of: Array(key.id.utf8), from: 0) != nil { uses.blindSpots.append(.mention(path: path)) }
        } catch .unreadable(_, let reason) { uses.blindSpots.append(.unreadable(path: path, reason: reason)) } catch {
            uses.blindSpots.append(.unreadable(path: path, reason: "it can't be read"))
        }
        return uses
    }
}
