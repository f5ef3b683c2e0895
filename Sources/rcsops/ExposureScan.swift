import DocumentTree
import FileReplacement
import GitHistory
import SecretMemory
import SopsDocument

/// Goes through the versions that Git's history has, and holds what was open against what is in the files now.
struct ExposureScan {
    private struct Seen {
        /// Nil where nobody but the recipients of that version could read it, and ours was none.
        let audience: ExposedSecret.Audience?
        let isJournal: Bool
        let fingerprints: SecretFingerprints?
    }

    private struct Current {
        let audience: ExposedSecret.Audience?
        let fingerprints: SecretFingerprints
    }

    private let repository: GitRepository
    private let recipient: RecipientName
    private let scope: [GitPath]
    private let existingKeys: ExistingKeys?
    private let key = SecretFingerprints.Key()
    private var names: FileNames
    private var current: [GitPath: Current] = [:]
    private var seen: [String: Seen] = [:]
    private(set) var report: ExposureReport
    /// Paths that were named, and that no file has or had.
    private(set) var unknownPaths: [GitPath] = []

    init(_ options: ExposureOptions, recipient: RecipientName, in repository: GitRepository, scope: [GitPath]) throws(GitError) {
        self.repository = repository
        self.recipient = recipient
        self.scope = scope
        existingKeys = options.existingKeys
        report = ExposureReport(
            recipient: recipient, root: repository.workTree ?? repository.gitFolder, isBare: repository.workTree == nil, since: options.since, isDeep: options.isDeep)
        let history = try BlobHistory(of: repository, since: options.since, depth: options.isDeep ? .all : .refs)
        report.gaps = Set(history.gaps.map(\.rawValue))
        names = FileNames(history, current: [])
        let tracked = try readCurrent()
        names = FileNames(history, current: tracked)
        unknownPaths = try unknown(in: history, tracked, options)
        let versions = history.versions.filter { isInScope($0.path) }
        try read(versions)
        assemble(versions, history)
    }

    /// A file that Git does not know yet had nothing to show; one that went before `--since` is no misspelt one.
    private func unknown(in history: BlobHistory, _ tracked: [GitPath], _ options: ExposureOptions) throws(GitError) -> [GitPath] {
        func without(_ scope: [GitPath], _ paths: [GitPath]) -> [GitPath] {
            scope.filter { folder in !paths.contains { $0.lies(in: folder) || names.owner(of: $0).lies(in: folder) } }
        }
        let unknown = without(scope, tracked + history.versions.compactMap(\.path)).filter { path in
            !(repository.workTree.map { FileReading.exists($0 + "/" + path.text) } ?? false)
        }
        guard options.since != nil, !unknown.isEmpty else { return unknown }
        return without(unknown, try BlobHistory(of: repository, depth: options.isDeep ? .all : .refs).versions.compactMap(\.path))
    }

    private func isInScope(_ path: GitPath?) -> Bool {
        guard let path, !scope.isEmpty else { return true }
        let owner = names.owner(of: path)
        return scope.contains { path.lies(in: $0) || owner.lies(in: $0) }
    }

    // All files of the tree count, whatever the scope: a value may have moved.
    private mutating func readCurrent() throws(GitError) -> [GitPath] {
        guard let workTree = repository.workTree else {
            guard let head = try? repository.commit("HEAD") else { return [] }
            let files = try repository.files(of: head)
            var reader = try BlobReader(of: repository, files.map(\.blob))
            for file in files {
                let arena = SecretArena()
                if let bytes = try reader.read(file.blob, into: arena) { take(bytes, of: file.path, in: arena) }
            }
            return files.map(\.path)
        }
        let tracked = try repository.trackedFiles()
        var elsewhere: [(path: GitPath, blob: String)] = []
        for entry in tracked {
            let arena = SecretArena()
            let file = workTree + "/" + entry.path.text
            // A sparse work tree lacks some, and no text spells a name that is no UTF-8: of these the index has the content.
            guard entry.path.isText, !FileReading.isMissing(file) else {
                elsewhere.append(entry)
                continue
            }
            guard FileReading.isRegular(file) else { continue }
            guard let bytes = try? FileReading.read(file, into: arena) else {
                report.gaps.insert("unopened")
                continue
            }
            take(bytes, of: entry.path, in: arena)
        }
        var reader = try BlobReader(of: repository, elsewhere.map(\.blob))
        if reader.missing > 0 { report.gaps.insert(HistoryGap.partial.rawValue) }
        for entry in elsewhere {
            let arena = SecretArena()
            if let bytes = try reader.read(entry.blob, into: arena) { take(bytes, of: entry.path, in: arena) }
        }
        return tracked.map(\.path)
    }

    private mutating func take(_ bytes: SecretSlice, of path: GitPath, in arena: SecretArena) {
        switch VersionReading(bytes, path: path.text, in: arena) {
        case .nothing: return
        case .unreadable: report.gaps.insert("unreadable")
        case .plain(let reading):
            report.plainFiles.insert(path.text)
            current[path] = Current(audience: .everyone, fingerprints: SecretFingerprints(plain: reading, key: key))
        case .sealed(let tree, let metadata, let format, _):
            current[path] = Current(
                audience: audience(of: metadata), fingerprints: SecretFingerprints(tree, metadata, format: format, key: key, isOpened: true))
        }
    }

    private mutating func audience(of metadata: SopsMetadata) -> ExposedSecret.Audience? {
        let access = recipient.access(to: metadata)
        if access != .none { report.isRecipientKnown = true }
        return switch access {
        case .none: nil
        case .shared: .shared
        case .alone: .recipient
        }
    }

    private mutating func read(_ versions: [BlobVersion]) throws(GitError) {
        var paths: [String: GitPath?] = [:]
        for version in versions { if let blob = version.blob, paths[blob] == nil { paths[blob] = version.path } }
        let blobs = Array(paths.keys)
        var reader = try BlobReader(of: repository, blobs)
        if reader.missing > 0 { report.gaps.insert(HistoryGap.partial.rawValue) }
        report.tooLarge = reader.tooLarge
        report.versions = blobs.count
        for blob in blobs {
            let arena = SecretArena.ofCiphertext()
            guard let bytes = try reader.read(blob, into: arena) else { continue }
            switch VersionReading(bytes, path: (paths[blob] ?? nil)?.text ?? "", in: arena) {
            case .nothing: continue
            case .unreadable: report.gaps.insert("unreadable")
            case .plain(let reading):
                let found = SecretFingerprints(plain: reading, key: key)
                if !found.secrets.isEmpty { seen[blob] = Seen(audience: .everyone, isJournal: false, fingerprints: found) }
            case .sealed(let tree, let metadata, let format, let isJournal):
                report.documents += 1
                let audience = audience(of: metadata)
                let opened = audience == nil ? nil : opened(tree, metadata, format)
                seen[blob] = Seen(audience: audience, isJournal: isJournal, fingerprints: opened)
            }
        }
    }

    private func opened(_ tree: DocumentTree, _ metadata: SopsMetadata, _ format: DocumentFormat) -> SecretFingerprints {
        SecretFingerprints(tree, metadata, format: format, key: key, isOpened: true)
    }

    private mutating func assemble(_ versions: [BlobVersion], _ history: BlobHistory) {
        var assembly = ExposureAssembly(names: names)
        for version in versions {
            guard let blob = version.blob else {
                assembly.add(version, audience: nil, isJournal: false, fingerprints: nil)
                continue
            }
            guard let found = seen[blob] else {
                assembly.add(version, audience: nil, isJournal: false, fingerprints: nil)
                continue
            }
            assembly.add(version, audience: found.audience, isJournal: found.isJournal, fingerprints: found.fingerprints)
            if found.isJournal {
                report.journals.append(
                    .init(
                        file: version.path?.text ?? "blob " + blob.prefix(12), commit: version.commit.map { history.commits[$0] }, audience: found.audience))
            }
        }
        var use = CurrentUse(existingKeys: existingKeys)
        for (path, file) in current { use.add(file.fingerprints, of: path.text) }
        report.secrets = assembly.secrets(history.commits, use) { path in current[path]?.audience != nil }
        if use.isPartlyClosed, report.secrets.contains(where: { $0.status == .superseded }) { report.gaps.insert("unopened") }
    }
}
