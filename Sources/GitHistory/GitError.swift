/// Why Git's history can't be read.
package enum GitError: Error, Sendable, Equatable {
    /// No git on PATH, or it can't be started.
    case noGit
    /// Not in a work tree, and no repository.
    case noRepository(path: String)
    /// git ended with an error; which command of it.
    case failed(command: String, code: Int32)
    /// What git printed is not what it prints.
    case unexpected(command: String)
}
