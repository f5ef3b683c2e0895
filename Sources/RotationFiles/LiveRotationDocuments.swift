package import AWSSigning
package import CredentialRotation
internal import FileReplacement
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The files of a rotation as they lie on the disk. The caller holds their ``RotationLock``.
package struct LiveRotationDocuments: RotationDocuments {
    /// The journal's: paths of uses are relative to it.
    private let folder: String
    private let access: PairDocument.Access
    /// The ids of the rotation, for remotes that are gone or have another name.
    private let ids: [String]
    private let search: @Sendable (String) throws(RotationDocumentError) -> FoundUses
    private let publication: @Sendable (RotationJournal) throws(RotationDocumentError) -> String?
    /// How often a file may change under our hands (§2.4, 6).
    private static let attempts = 5

    /// `search` finds the uses of a key id, as by ``KeyUses``; `publication` commits and renders.
    package init(
        folder: String, access: PairDocument.Access, ids: [String],
        search: @escaping @Sendable (String) throws(RotationDocumentError) -> FoundUses,
        publication: @escaping @Sendable (RotationJournal) throws(RotationDocumentError) -> String?
    ) {
        self.folder = folder
        self.access = access
        self.ids = ids
        self.search = search
        self.publication = publication
    }

    package func look(at use: RotationUse) throws(RotationDocumentError) -> PairOnDisk {
        let (bytes, _) = try read(use)
        return try PairDocument.open(bytes, path: use.path, access: access, in: SecretArena()).onDisk(bytes, use, ids)
    }

    package func write(
        _ pair: AWSCredentials, to use: RotationUse, seen: PairOnDisk, isCurrent: () -> Bool = { true }
    ) throws(RotationDocumentError) -> String {
        var isOvertaken = false
        func isWanted() -> Bool {
            isOvertaken = !isCurrent()
            return !isOvertaken
        }
        for _ in 0..<Self.attempts {
            let (bytes, path) = try read(use)
            let document = try PairDocument.open(bytes, path: use.path, access: access, in: SecretArena())
            let now = try document.onDisk(bytes, use, ids)
            if now.pair.isSamePair(as: pair) { return now.hash }
            // Whatever else somebody has changed stays: the values are merged into what is there now.
            guard now.hash == seen.hash || now.pair.isSamePair(as: seen.pair) else { throw .conflict(path: use.path, remote: use.remote) }
            let changed = try document.replacing(pair, in: use.remote)
            var replacing = FileReplacing(path: path, points: .document)
            replacing.breaksLinks = access.breaksLinks
            replacing.yieldsToSignals = true
            do throws(FileReplacing.Refusal) {
                try replacing.replace(with: changed, former: bytes, isWanted: isWanted) { document.isSame($0, but: pair, in: use.remote) }
                return FilePath.hash(changed)
            } catch {
                switch error {
                case .changed where isOvertaken: throw .changing(path: use.path)
                case .changed: continue
                case .severalLinks: throw .severalLinks(path: use.path)
                case .misread: throw .unwritable(path: use.path, step: "read it again", errorNumber: 0)
                case .busy(let holder): throw .unwritable(path: use.path, step: holder.step, errorNumber: 0)
                case .failed(let step, let number): throw .unwritable(path: use.path, step: step, errorNumber: number)
                case .unsynced(let number): throw .unwritable(path: use.path, step: "sync the folder", errorNumber: number)
                case .ended: throw .unwritable(path: use.path, step: "end", errorNumber: 0)
                }
            }
        }
        throw .changing(path: use.path)
    }

    package func makeDurable(_ use: RotationUse) throws(RotationDocumentError) {
        let (_, path) = try read(use)
        do throws(FileReplacing.Refusal) { try FileReplacing(path: path, points: .document).sync() } catch {
            switch error {
            case .failed(let step, let number): throw .unwritable(path: use.path, step: step, errorNumber: number)
            case .unsynced(let number): throw .unwritable(path: use.path, step: "sync the folder", errorNumber: number)
            case .changed, .severalLinks, .misread, .busy: throw .changing(path: use.path)
            case .ended: throw .unwritable(path: use.path, step: "end", errorNumber: 0)
            }
        }
    }

    package func uses(ofKey id: String) throws(RotationDocumentError) -> FoundUses { try search(id) }

    package func publish(_ journal: RotationJournal, holding pair: AWSCredentials) throws(RotationDocumentError) -> String? { try publication(journal) }

    /// Whether a use can be written, before anything is created (§4: "prove the write path"): opened, merged and encrypted in memory,
    /// with the rights that replacing takes.
    package func checkWritable(_ use: RotationUse) throws(RotationDocumentError) {
        let (bytes, path) = try read(use)
        let document = try PairDocument.open(bytes, path: use.path, access: access, in: SecretArena())
        let now = try document.onDisk(bytes, use, ids)
        _ = try document.replacing(now.pair, in: use.remote)
        try WritePlace.check(path, named: use.path, size: bytes.count, breaksLinks: access.breaksLinks)
    }

    /// How many bytes ``checkWritable(_:)`` wants to be free in the folder of a file.
    package static func room(beside path: String) -> Int {
        var status = stat()
        return WritePlace.room(size: stat(path, &status) == 0 ? Int(status.st_size) : 0)
    }

    /// Its bytes, and where its links end.
    private func read(_ use: RotationUse) throws(RotationDocumentError) -> (SecretSlice, String) {
        let path = FilePath.joined(folder, use.path)
        guard let real = FilePath.real(path) else { throw .missing(path: use.path, remote: use.remote, candidates: []) }
        do throws(FileError) {
            return (try ConfinedReading.read(real, below: nil, limit: FileReading.limit, into: SecretArena()), real)
        } catch .notFound { throw .missing(path: use.path, remote: use.remote, candidates: []) } catch .unreadable(_, let number) {
            throw .unreadable(path: use.path, reason: FileError.words(for: number))
        } catch { throw .unreadable(path: use.path, reason: "it is no file that could be a configuration") }
    }
}

extension PairDocument {
    borrowing func onDisk(_ bytes: SecretSlice, _ use: RotationUse, _ ids: [String]) throws(RotationDocumentError) -> PairOnDisk {
        PairOnDisk(hash: FilePath.hash(bytes), pair: try pair(of: use.remote, ids: ids))
    }
}
