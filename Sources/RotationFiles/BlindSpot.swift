/// Where a key may be in use, and nobody could look (§2.4). The old key is not retired while there is one, unless a person accepts
/// them all.
package enum BlindSpot: Sendable, Hashable {
    /// No identity opens it, its MAC does not fit, rclone's own encryption is around it.
    case unreadable(path: String, reason: String)
    /// A remote that has the key in a file that anybody can read, which is not allowed.
    case plaintext(path: String, remote: String)
    /// A remote that has the key and can't be given another (``PairReading``).
    case refused(path: String, remote: String, reason: String)
    /// The id stands in a file that is no rclone.conf.
    case mention(path: String)
    case submodule(path: String)
    /// Another folder with files of the same repository.
    case worktree(path: String)
    /// A branch that has the key in a file; with the remote, or nil where the file could not be read.
    case branch(name: String, path: String, remote: String?)
    /// The same of a file of the branch that is checked out, which the work tree lacks: a sparse checkout, or somebody has taken it away.
    case notCheckedOut(path: String, remote: String?)

    /// For people, and for the journal.
    package var text: String {
        switch self {
        case .unreadable(let path, let reason): path + ": " + reason
        case .plaintext(let path, let remote): path + ": [" + remote + "] has the key in a file that is not encrypted"
        case .refused(let path, let remote, let reason): path + ": [" + remote + "] has the key, and " + reason
        case .mention(let path): path + ": the key's id stands in it"
        case .submodule(let path): path + ": a submodule, which is a repository of its own"
        case .worktree(let path): path + ": another work tree of the repository"
        case .branch(let name, let path, let remote?): "branch " + name + ": " + path + ": [" + remote + "] has the key"
        case .branch(let name, let path, nil): "branch " + name + ": " + path + ": can't be read, or holds the key's id"
        case .notCheckedOut(let path, let remote?): path + ": not in the work tree, and in Git [" + remote + "] has the key"
        case .notCheckedOut(let path, nil): path + ": not in the work tree, and in Git it can't be read, or holds the key's id"
        }
    }
}

extension BlindSpot {
    /// True where the key is known to be there, and not only may be.
    package var namesKey: Bool {
        switch self {
        case .plaintext, .refused, .mention, .branch(_, _, .some), .notCheckedOut(_, .some): true
        case .unreadable, .submodule, .worktree, .branch(_, _, nil), .notCheckedOut(_, nil): false
        }
    }
}
