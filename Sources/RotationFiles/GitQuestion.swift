internal import GitHistory
internal import SecretMemory

/// Asks Git something about files that are looked through, and takes nothing of its messages.
enum GitQuestion {
    static func ask(_ words: [String], in folder: String, fine: [Int32] = [0]) throws(RotationFileError) -> SecretSlice {
        do throws(GitError) { return try GitAnswer.of(words, in: folder, fine: fine, into: SecretArena()) } catch .noGit {
            throw .git(reason: "git can't be run")
        } catch { throw .git(reason: "git " + (words.first ?? "") + " failed") }
    }
}
