package import AWSSigning
internal import CredentialRotation
internal import FileReplacement
internal import SecretMemory
internal import SopsDocument
internal import Synchronization

/// Finds the uses of an access key in the files of a Git work tree, or in files that somebody names.
package struct KeyUseSearch: Sendable {
    package enum Scope: Sendable {
        /// The repository that this folder is in: files that Git knows, with those that it does not if that is wanted.
        case repository(folder: String, includesUntracked: Bool)
        case files([String])
    }

    /// What is looked for. Without a place every endpoint counts, without a pair every secret.
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
            let files = try tree.files(includingUntracked: includesUntracked)
            all = collect(files.paths.count) { look.file(files.paths[$0], mustBeThere: false) }
            all.blindSpots += files.submodules.map { .submodule(path: $0) }
            all.blindSpots += files.unnamed.map { .unreadable(path: $0, reason: "its name is not UTF-8") }
            all.blindSpots += try tree.otherWorkTrees().map { .worktree(path: $0) }
            // Branches mostly have the same files.
            let others = try tree.otherVersions(mentioning: KeyUseLook.words(key.id))
            all.blindSpots += others.closed.map { .unreadable(path: "branch " + $0, reason: "git can't search it: objects may be missing here") }
            let versions = Dictionary(grouping: others.versions, by: \.blob)
            let blobs = Array(versions.keys)
            all.add(collect(blobs.count) { look.versions(versions[blobs[$0]] ?? [], of: blobs[$0], in: tree) })
        }
        all.sort()
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
