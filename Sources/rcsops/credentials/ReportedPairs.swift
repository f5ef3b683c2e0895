import FileReplacement
import RotationFiles
import SecretMemory
import SopsConfiguration

/// What a report of exposed secrets comes to here. An entry that can't be read keeps none of the others: somebody may have both keys.
struct ReportedPairs {
    /// The pairs that are to be rotated.
    private(set) var pairs: [HeldPair] = []
    /// The exit code of the first entry that could not be read; 0 for none.
    private(set) var code: Int32 = 0
    /// Who could read them.
    let recipient: RecipientName

    private let wishes: RotationWishes

    init(of path: String, _ wishes: RotationWishes, in arena: SecretArena) throws(Failure) {
        self.wishes = wishes
        let report = try ExposureReportFile.report(in: path)
        recipient = try RecipientName(parsing: report.recipient)
        for entry in report.pairs {
            var file = entry.file
            do throws(Failure) {
                file = try self.file(of: entry, report.repository)
                try add(entry, in: file, arena)
            } catch {
                // The command line names none of it.
                let failure = (error.exitCode == 64 ? error.exiting(3) : error.ofRotation).naming(file)
                let told = try failure.reported(wishes.reporting) {
                    RotationFailureReport(failure: $0, use: (file, entry.remote), oldID: entry.keyIDs?.min().map(shown)).json
                }
                System.say(told.rendered)
                if code == 0 { code = told.exitCode }
            }
        }
        if pairs.isEmpty, code == 0 { say("nothing in \"" + path + "\" is to be rotated") }
    }

    private mutating func add(_ entry: ReportedExposure, in file: String, _ arena: SecretArena) throws(Failure) {
        let held = try HeldPairs.read(
            [file], remotes: [entry.remote], allowsPlaintext: wishes.writing.allowsPlaintext, password: wishes.password, in: arena)
        for pair in held {
            // A report that is given once more must not give each remote another key once more.
            if let ids = entry.keyIDs, !ids.contains(pair.id) {
                say("\"" + file + "\": [" + pair.remote.text + "] holds " + shown(pair.id) + " by now: the exposed key was replaced already")
            } else {
                pairs.append(pair)
            }
        }
    }

    /// As somebody would write it here.
    private func file(of entry: ReportedExposure, _ repository: String) throws(Failure) -> String {
        RotationPaths.shown(RotationBench.real(try path(of: entry, repository)))
    }

    /// Where the report was made; elsewhere, in the repository that somebody is in.
    private func path(of entry: ReportedExposure, _ repository: String) throws(Failure) -> String {
        let reported = PathText.absolute(entry.file, in: repository)
        if FileReading.exists(reported) || FolderWalk.isFolder(repository) && FileReading.exists(repository + "/.git") { return reported }
        guard let root = try GitTrees.root(of: "."), case let here = PathText.absolute(entry.file, in: root), FileReading.exists(here) else { return reported }
        let note = "\"" + repository + "\", where the report was made, is not here: its files are taken from \"" + root + "\""
        if OncePerRun.isFirst(note) { say(note) }
        return here
    }

    private func say(_ text: String) { if !wishes.reporting.isQuiet { System.say("rcsops: " + text + "\n") } }
    private func shown(_ id: String) -> String { wishes.reporting.masksIDs ? KeyIDText.masked(id) : id }
}

extension RecipientName {
    /// Files of a rotation that the recipient opens alone: a new secret in them is the recipient's at once.
    func opened(of uses: [KeyUseFinding.Use]) -> [String] {
        var files: [String] = []
        for use in uses where !files.contains(use.path) {
            guard let metadata = RecipientDifference.metadata(of: use), access(to: metadata) == .alone else { continue }
            files.append(use.path)
        }
        return files
    }
}
