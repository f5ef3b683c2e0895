import CredentialRotation
import Cryptography
import GitHistory
import SecretMemory

/// `--commit`: what a rotation has written, by an index of its own, in each repository that has some of it.
struct RotationCommit: Sendable {
    /// The journal's.
    let folder: String
    let runsHooks: Bool

    /// Refuses, before anything is made, where a commit would carry somebody else's change.
    static func check(_ files: [String]) throws(Failure) {
        for (root, files) in try trees(of: files) {
            do throws(GitError) { try PrivateIndexCommit(in: GitRepository(holding: root)).check(files) } catch { throw .of(error) }
        }
    }

    /// The commit of the journal's own repository, or the first.
    func make(_ journal: RotationJournal) throws(RotationDocumentError) -> String? {
        let uses = journal.uses.filter { $0.status == .written || $0.status == .restored }
        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }
        var hashes: [String: Set<String>] = [:]
        for use in uses { if let hash = use.hashAfter { hashes[RotationBench.real(absolute(use.path)), default: []].insert(hash) } }
        var first: String?
        do throws(Failure) {
            for (root, files) in try Self.trees(of: hashes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                do throws(GitError) {
                    let commit = try PrivateIndexCommit(in: GitRepository(holding: root)).commit(files, message: message(journal), runsHooks: runsHooks) { path, bytes in
                        hashes[root + "/" + path.text]?.contains(bytes.withBytes { HexText.of(SHA256.hash($0)) }) ?? false
                    }
                    if first == nil { first = commit }
                } catch { throw Failure.of(error) }
            }
        } catch { throw .notPublished(reason: error.cause) }
        return first
    }

    private func message(_ journal: RotationJournal) -> String {
        let remotes = journal.uses.map(\.remote).reduce(into: [String]()) { names, name in if !names.contains(name) { names.append(name) } }
        let subject = journal.goal == .aborted ? "Put the former S3 key of " : "Give a new S3 key to "
        return subject + remotes.joined(separator: ", ") + (journal.goal == .aborted ? " back" : "") + "\n\nRotation " + journal.id + " of " + journal.oldID + ".\n"
    }

    /// Files by the work trees that they are in; where one is in none there is nothing to commit to.
    private static func trees(of files: [String]) throws(Failure) -> [(root: String, files: [String])] {
        var trees: [(root: String, files: [String])] = []
        for file in files {
            let folder = KeySearchPlaces.folder(of: file)
            guard let root = try GitTrees.root(of: folder) else { throw .of(GitError.noRepository(path: folder)) }
            if let index = trees.firstIndex(where: { $0.root == root }) { trees[index].files.append(file) } else { trees.append((root, [file])) }
        }
        return trees
    }
}
