package import AWSSigning
internal import CredentialRotation
internal import FileReplacement
internal import SecretMemory
internal import SopsDocument
internal import Synchronization

/// Finds the uses of an access key in the files of a Git work tree, or in files that somebody names.
package struct KeyUseSearch: Sendable {
    package enum Scope: Sendable {
        /// The repository that this folder is in: files that Git knows, and encrypted ones that it does not know and does not ignore; with all of
        /// those if that is wanted.
        case repository(folder: String, includesUntracked: Bool)
        /// A folder inside a work tree: all files in it, those that Git passes by too, and what Git knows of it besides.
        case folder(String)
        case files([String])
    }

    /// What is looked for. Without a place every endpoint counts, without a pair every secret; the pair itself counts at every endpoint.
    package struct Key: Sendable {
        package var id: String
        /// As ``PairDocument/place(of:)`` gives it.
        package var place: String?
        package var pair: AWSCredentials?

        package init(id: String, place: String? = nil, pair: AWSCredentials? = nil) {
            self.id = id
            self.place = place
            self.pair = pair
        }
    }

    private let scope: Scope
    private let access: PairDocument.Access
    private let progress: @Sendable (_ done: Int, _ of: Int) -> Void
    /// More of them wait for the disk, and for each other.
    private static let threads = 8

    package init(_ scope: Scope, access: PairDocument.Access, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }) {
        self.scope = scope
        self.access = access
        self.progress = progress
    }

    package func uses(of key: Key) throws(RotationFileError) -> KeyUses {
        let look = KeyUseLook(key: key, access: access)
        var all: KeyUses
        switch scope {
        case .files(let paths): all = collect(paths.count) { look.file(paths[$0], mustBeThere: true) }
        case .repository(let folder, let includesUntracked):
            let tree = try GitTree(of: folder)
            all = try uses(in: tree, try tree.files(includingUntracked: includesUntracked), key, look)
            if !includesUntracked {
                // Whoever made one and has not added it yet uses the key all the same.
                let paths = try tree.untracked()
                all.add(collect(paths.count) { look.encryptedFile(paths[$0]) })
            }
        case .folder(let folder):
            let tree = try GitTree(of: folder)
            guard let below = FilePath.real(folder) else { throw .git(reason: folder + " is no folder") }
            var files = try tree.files(includingUntracked: true, below: below)
            do throws(FileError) { files.paths += try FolderWalk.files(below: below) } catch { throw .git(reason: folder + " can't be read") }
            // Submodules that are checked out were walked through just now.
            files.submodules = files.submodules.filter { FilePath.names(in: $0).allSatisfy { $0 == "." || $0 == ".." } }
            files.paths = Array(Set(files.paths)).sorted(by: FilePath.precedes)
            all = try uses(in: tree, files, key, look, below: below)
        }
        all.sort()
        return all
    }

    private func uses(
        in tree: GitTree, _ files: GitTree.Files, _ key: Key, _ look: KeyUseLook, below folder: String? = nil
    ) throws(RotationFileError) -> KeyUses {
        var all = collect(files.paths.count) { look.file(files.paths[$0], mustBeThere: false) }
        all.blindSpots += files.submodules.map { .submodule(path: $0) }
        all.blindSpots += files.unnamed.map { .unreadable(path: $0, reason: "its name is not UTF-8") }
        all.blindSpots += try tree.otherWorkTrees().map { .worktree(path: $0) }
        // Branches mostly have the same files.
        let others = try tree.otherVersions(mentioning: KeyUseLook.words(key.id), besides: files)
        all.blindSpots += others.closed.map { .unreadable(path: $0, reason: "git can't search it: objects may be missing here") }
        let versions = Dictionary(
            grouping: others.versions.filter { version in folder.map { FilePath.joined(tree.root, version.path).hasPrefix($0 + "/") } ?? true }, by: \.blob)
        let ids = Array(versions.keys)
        let blobs = try GitBlobs(ids, in: tree)
        all.add(collect(ids.count) { look.versions(versions[ids[$0]] ?? [], blobs.read(ids[$0]), in: tree.root) })
        return all
    }

    private func collect(_ count: Int, _ body: @escaping @Sendable (Int) -> KeyUses) -> KeyUses {
        let found = Findings()
        let progress = progress
        ParallelWork.run(pieces: count, width: min(max(1, ParallelWork.processors), Self.threads, max(1, count)), first: {}) { _, piece in
            progress(found.add(body(piece)), count)
        }
        return found.all.withLock { $0.uses }
    }

    private final class Findings: Sendable {
        let all = Mutex<(uses: KeyUses, done: Int)>((KeyUses(), 0))

        func add(_ uses: KeyUses) -> Int {
            all.withLock { all in
                all.uses.add(uses)
                all.done += 1
                return all.done
            }
        }
    }
}
