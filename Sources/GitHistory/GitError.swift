/// Why Git's history can't be read, or a commit not made.
package enum GitError: Error, Sendable, Equatable {
    /// No git on PATH, or it can't be started.
    case noGit
    /// Not in a work tree, and no repository.
    case noRepository(path: String)
    /// git ended with an error; which command of it.
    case failed(command: String, code: Int32)
    /// What git printed is not what it prints.
    case unexpected(command: String)
    /// No commit has this name.
    case unknownRevision(String)
    /// A repository without a work tree, where one is needed.
    case bare(path: String)
    /// The path lies outside of the work tree.
    case outside(path: String)
    /// A merge, a rebase or the like is not finished; Git's file that says so.
    case inProgress(String)
    /// The file has changes that are not ours, staged ones or others.
    case foreignChange(path: String, isStaged: Bool)
    /// The file has several versions in the index, of a merge.
    case unmerged(path: String)
    /// git refused the commit: a hook, a missing identity, a key to sign with.
    case notCommitted(code: Int32)
    /// The commit is made, and the user's index still has the file's former version.
    case indexNotUpdated(commit: String)
}
