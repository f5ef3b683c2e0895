import CredentialRotation
import Cryptography
import GitHistory
import SecretMemory

/// `--commit`: what a rotation has written, by an index of its own, in each repository that has some of it.
struct RotationCommit: Sendable {
    /// The journal's.
    let folder: String
    let runsHooks: Bool

    /// Refuses, before anything is made, where files lie in a work tree in which something is half done (spec of rotation, §2.4); and where they
    /// are to be committed, if that would carry somebody else's change.
    /// - Parameter named: Those that somebody has named, whose like alone come into Git by a commit.
    static func check(_ files: [String], commits: Bool, named: [String]) throws(Failure) {
        let named = Set(named.map(RotationBench.real))
        for (root, files) in try trees(of: files, areNeeded: commits) {
            do throws(GitError) {
                let commit = try PrivateIndexCommit(in: GitRepository(holding: root))
                if commits { try commit.check(split(files, by: commit, named).taken) } else { try commit.checkFinished() }
            } catch {
                if case .foreignChange(let path, _) = error, let failure = unpublished(root + "/" + path, below: root) { throw failure }
                throw .of(error)
            }
        }
    }

    /// The files that a commit leaves out: Git does not know them, and nobody has named them. Whoever keeps a copy beside Git wants it in no history.
    static func leftOut(of files: [String], named: [String]) throws(Failure) -> [String] {
        let named = Set(named.map(RotationBench.real))
        var left: [String] = []
        for (root, files) in try trees(of: files) {
            do throws(GitError) { left += try split(files, by: PrivateIndexCommit(in: GitRepository(holding: root)), named).left } catch { throw .of(error) }
        }
        return left
    }

    private static func split(
        _ files: [String], by commit: PrivateIndexCommit, _ named: Set<String>
    ) throws(GitError) -> (taken: [String], left: [String]) {
        var split: (taken: [String], left: [String]) = ([], [])
        for file in files {
            let isTaken = named.contains(file) ? true : try commit.isKnown(file)
            if isTaken { split.taken.append(file) } else { split.left.append(file) }
        }
        return split
    }

    /// What is to be said of a file whose change is the pair of a rotation that is under way: whoever put it away would take the pair out.
    private static func unpublished(_ file: String, below root: String) -> Failure? {
        let real = RotationBench.real(file)
        let places = (try? RotationBench.journals(at: root)) ?? []
        let place = places.first { place in
            let folder = KeySearchPlaces.folder(of: place.path)
            return place.journal.commit == nil && place.journal.uses.contains { use in
                use.status != .waiting && RotationBench.real(use.path.hasPrefix("/") ? use.path : folder + "/" + use.path) == real
            }
        }
        return place.map { place in
            Failure(
                "RC8613", exit: 3, "\"" + file + "\" holds the pair of the rotation " + place.journal.id + ", which is in no commit yet",
                fix: "leave the file as it is, and have that rotation commit it first: rcsops credentials resume \"" + root + "\" --id " + place.journal.id + " --commit")
        }
    }

    /// The commit of the journal's own repository, or the first. A file that somebody has committed already, with more in it, is done where
    /// each of its uses is one that `holdsPair`.
    func make(_ journal: RotationJournal, holdsPair: (RotationUse) -> Bool) throws(RotationDocumentError) -> String? {
        let uses = journal.uses.filter { $0.status == .written || $0.status == .restored }
        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }
        var hashes: [String: Set<String>] = [:]
        for use in uses { if let hash = use.hashAfter { hashes[RotationBench.real(absolute(use.path)), default: []].insert(hash) } }
        func isDone(_ file: String) -> Bool { uses.allSatisfy { RotationBench.real(absolute($0.path)) != file || holdsPair($0) } }
        let named = Set((journal.settings?.named ?? []).map { RotationBench.real(absolute($0)) })
        var first: String?
        do throws(Failure) {
            for (root, files) in try Self.trees(of: hashes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                do throws(GitError) {
                    let index = try PrivateIndexCommit(in: GitRepository(holding: root))
                    let (files, left) = try Self.split(files, by: index, named)
                    for file in left { System.warn("\"" + RotationPaths.shown(file) + "\" is not in Git, and is left out of the commit") }
                    if files.isEmpty { continue }
                    let commit = try index.commit(
                        files, message: message(journal), runsHooks: runsHooks, isDone: { isDone(root + "/" + $0.text) }
                    ) { path, bytes in hashes[root + "/" + path.text]?.contains(bytes.withBytes { HexText.of(SHA256.hash($0)) }) ?? false }
                    if first == nil { first = commit }
                } catch {
                    guard case .foreignChange(let path, _) = error else { throw Failure.of(error) }
                    // Its pair is nowhere else but in the journal.
                    throw Failure(
                        "RC8613", exit: 3,
                        "\"" + path + "\" has other changes besides; commit the file yourself, or undo those, and don't put it away (git stash, git checkout), since it holds the pair",
                        fix: "then rcsops credentials resume")
                }
            }
        } catch { throw .notPublished(reason: error.cause) }
        return first
    }

    private func message(_ journal: RotationJournal) -> String {
        let remotes = journal.uses.map(\.remote).reduce(into: [String]()) { names, name in if !names.contains(name) { names.append(name) } }
        let subject = journal.goal == .aborted ? "Put the former S3 key of " : "Give a new S3 key to "
        return subject + remotes.joined(separator: ", ") + (journal.goal == .aborted ? " back" : "") + "\n\nRotation " + journal.id + " of " + journal.oldID + ".\n"
    }

    /// Files by the work trees that they are in. Where one is in none, or git does not say, there is nothing to commit to: then it is left out, unless
    /// trees are needed.
    private static func trees(of files: [String], areNeeded: Bool = true) throws(Failure) -> [(root: String, files: [String])] {
        var trees: [(root: String, files: [String])] = []
        for file in files {
            let folder = KeySearchPlaces.folder(of: file)
            let found: String?
            do throws(Failure) { found = try GitTrees.root(of: folder) } catch {
                guard !areNeeded else { throw error }
                found = nil
            }
            guard let root = found else {
                guard areNeeded else { continue }
                throw .of(GitError.noRepository(path: folder))
            }
            if let index = trees.firstIndex(where: { $0.root == root }) { trees[index].files.append(file) } else { trees.append((root, [file])) }
        }
        return trees
    }
}
