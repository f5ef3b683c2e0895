import GitHistory

extension Failure {
    /// What Git says no to. Codes of §7: 3 for a state of the repository that stands in the way.
    static func of(_ error: GitError) -> Failure {
        switch error {
        case .noGit: Failure("RC8602", exit: 3, "git can't be started", fix: "install git, and have it in PATH")
        case .noRepository(let path):
            Failure(
                "RC8603", exit: 3, "\"" + path + "\" is in no Git repository that git trusts",
                fix: "name a folder of the repository; one of another owner wants git config --global --add safe.directory PATH")
        case .failed(let command, let code):
            Failure("RC8604", exit: 3, "git " + command + " ended with \(code)", fix: "see what git fsck says of the repository")
        case .unexpected(let command):
            Failure("RC8604", exit: 3, "git " + command + " did not print what it should", fix: "see git --version: 2.25 or later is needed")
        case .unknownRevision(let name):
            Failure("RC8605", exit: 64, "there is no commit \"" + name + "\"", fix: "give a commit, a tag or a branch that git log knows")
        case .outside(let path):
            Failure("RC8606", exit: 64, "\"" + path + "\" is not in the same repository", fix: "run the command for each repository by itself")
        case .bare(let path):
            Failure("RC8611", exit: 3, "\"" + path + "\" is a bare repository, and has no files to commit", fix: "work in a clone, or leave --commit out")
        case .inProgress(let mark):
            Failure(
                "RC8612", exit: 3, "a merge, a rebase or the like is not finished (" + mark + " is there)",
                fix: "end it with git; then run the same again")
        case .unmerged(let path):
            Failure("RC8612", exit: 3, "\"" + path + "\" is not merged yet", fix: "end the merge with git; then run the same again")
        case .foreignChange(let path, let isStaged):
            Failure(
                "RC8613", exit: 3, "\"" + path + "\" has changes that are not ours" + (isStaged ? ", staged" : "") + ": the commit would carry them too",
                fix: "commit them first, or leave --commit out")
        case .notCommitted(let code):
            Failure(
                "RC8614", exit: 5, "git commit ended with \(code); the files are written, and nothing is committed",
                fix: "see what git or its hook says above, and commit by hand, or run it again; --no-verify leaves hooks out")
        case .indexNotUpdated(let commit):
            Failure(
                "RC8615", exit: 5, "commit " + commit.prefix(12) + " is made, and the index still has the former files: the next commit would take ours back",
                fix: "git reset -q -- FILE… brings the index up to date")
        }
    }
}
