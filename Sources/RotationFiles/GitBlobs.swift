internal import FileReplacement
internal import GitHistory
internal import SecretMemory
internal import Synchronization

/// Contents by their ids, for all threads of a search by one git: a program for each file would take minutes in a large tree.
final class GitBlobs: Sendable {
    private let reader: Mutex<BlobReader?>

    init(_ ids: [String], in tree: GitTree) throws(RotationFileError) {
        guard !ids.isEmpty else {
            reader = Mutex(nil)
            return
        }
        do throws(GitError) {
            reader = Mutex(try BlobReader(of: GitRepository(holding: tree.root), ids, limit: FileReading.limit))
        } catch .noGit { throw .git(reason: "git can't be run") } catch { throw .git(reason: "git cat-file failed") }
    }

    /// Nil for what is not here, or can't be read.
    func read(_ id: String) -> SecretSlice? {
        reader.withLock { reader in (try? reader?.read(id, into: SecretArena())) ?? nil }
    }
}
