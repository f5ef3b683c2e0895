import FileReplacement
import GitHistory
import SopsConfiguration

/// What somebody who was taken out of files could read in the history of their repositories.
struct RecipientHistory {
    /// One a repository.
    private(set) var reports: [ExposureReport] = []
    /// Why a history was not looked at, which is no reason to think that nothing was open.
    private(set) var failure: Failure?

    init(of recipient: String, in files: [String]) {
        var repositories: [(root: String, files: [String])] = []
        for file in files {
            let folder = ExposureOperation.folder(of: file)
            do throws(GitError) {
                let repository = try GitRepository(holding: folder)
                let root = repository.workTree ?? repository.gitFolder
                if let place = repositories.firstIndex(where: { $0.root == root }) {
                    repositories[place].files.append(file)
                } else {
                    repositories.append((root, [file]))
                }
            } catch { if Self.looksVersioned(folder) { failure = .of(error) } }
        }
        for repository in repositories {
            var options = ExposureOptions()
            options.recipient = recipient
            options.paths = repository.files
            do throws(Failure) { reports.append(try ExposureOperation.report(options)) } catch { failure = error }
        }
        failure?.fix += "; then rcsops exposed --recipient " + recipient + " tells what was open to it, which is not known now"
    }

    /// Git is missing, or does not trust the repository: that there is one can be seen without it.
    private static func looksVersioned(_ folder: String) -> Bool {
        var folder = folder
        while true {
            if FileReading.exists(folder == "/" ? "/.git" : folder + "/.git") { return true }
            guard folder != "/" else { return false }
            folder = PathText.folder(of: folder)
        }
    }
}
