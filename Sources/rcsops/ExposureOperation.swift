import FileReplacement
import GitHistory
import SecretMemory
import SopsConfiguration

/// `exposed`: what a recipient could read in Git's history, and whether it is still in use.
enum ExposureOperation {
    /// The exit code: 9 for secrets in use, 8 where not all could be looked at.
    static func run(_ options: ExposureOptions) throws(Failure) -> Int32 {
        let report = try report(options)
        // A typing error must not look as if nothing had been open.
        if !report.isRecipientKnown {
            System.say(
                "rcsops: RC8620 warning: no version of a file has the recipient " + report.recipient.shown
                    + "\n  fix: compare it with what rcsops key check FILE lists, and with the files' older versions\n")
        }
        try System.put(options.asJSON ? ExposureReportJSON.text(of: report) : ExposureReportText.text(of: report))
        return report.exitCode
    }

    static func report(_ options: ExposureOptions) throws(Failure) -> ExposureReport {
        let recipient = try RecipientName(parsing: options.recipient)
        let paths = options.paths.isEmpty ? ["."] : options.paths
        let scan: ExposureScan
        do throws(GitError) {
            let repository = try GitRepository(holding: folder(of: paths[0]))
            var scope: [GitPath] = []
            for path in paths { scope.append(try repository.path(of: path)) }
            scan = try ExposureScan(options, recipient: recipient, in: repository, scope: scope.contains(GitPath("")) ? [] : scope)
        } catch { throw .of(error) }
        // A misspelt path must not look as if nothing had been open in it.
        guard scan.unknownPaths.isEmpty else {
            throw Failure(
                "RC8622", exit: 3, "neither the files nor any version in Git's history has " + scan.unknownPaths.map { "\"" + $0.text + "\"" }.joined(separator: " or "),
                fix: "compare it with git log --all --name-only; --deep looks into what no ref leads to as well")
        }
        return scan.report
    }

    /// Of a file, or of one that is gone, the nearest folder that is there.
    static func folder(of path: String) -> String {
        var folder = PathText.absolute(path, in: System.workingFolder)
        while !FolderWalk.isFolder(folder), folder != "/" { folder = PathText.folder(of: folder) }
        return folder
    }
}
