import ArgumentParser

struct CredentialsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credentials", abstract: "Give S3 remotes new keys, and take the old ones away, with no moment in which neither works.",
        discussion: """
            A new pair is kept in a journal before anything hangs on it, tried at the servers, written into the files in place of the old one, \
            and only then, after a grace time, is the old one switched off and deleted. Whatever breaks in between, resume goes on. \
            Exit codes: 0 done or nothing due, 3 a precondition, 4 a conflict or a lock, 5 stopped for a person, 6 the back end is not reached, \
            7 no room for a key, 8 the old pair was not seen rejected, 64 usage, 130 and 143 interrupted. rcsops rotate is another thing: a file's \
            data key.
            """,
        subcommands: [
            CredentialsRotateCommand.self, CredentialsResumeCommand.self, CredentialsAbortCommand.self, CredentialsStatusCommand.self,
            CredentialsListCommand.self, CredentialsConfirmCommand.self,
        ])
}

/// How a back end is asked, of all commands that ask one.
struct SignerOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The remote whose pair signs the requests about keys, where the rotated one has no right to.", valueName: "name"))
    var adminRemote: String?
    @Option(name: .long, help: ArgumentHelp("The file that has --admin-remote; else the one that is rotated.", valueName: "file"), completion: .file())
    var adminFile: String?
    @Option(
        name: .long, help: ArgumentHelp("Of --source command: the file of JSON that names the program; else RCSOPS_KEY_COMMAND.", valueName: "file"),
        completion: .file())
    var keyCommand: String?
    @Flag(name: .long, help: "Send requests about keys over plain http to others than this machine too.") var insecureHttp = false
    @Option(name: .long, help: ArgumentHelp("Trust the authorities in this PEM file too.", valueName: "file"), completion: .file()) var caCert: String?

    var wishes: SignerWishes {
        var wishes = SignerWishes()
        (wishes.adminRemote, wishes.adminFile, wishes.keyCommand) = (adminRemote, adminFile, keyCommand)
        (wishes.allowsHTTP, wishes.authorities) = (insecureHttp, caCert)
        return wishes
    }
}

/// How long a key may take, of the commands that try one.
struct RotationPatienceOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long a new key may take to be known everywhere, and of confirm-retired the old one to be rejected: 60s, 3m; else by the source.", valueName: "time"),
        transform: TimeSpan.parse)
    var verifyTimeout: TimeSpan?

    func signer(_ options: SignerOptions) -> SignerWishes {
        var wishes = options.wishes
        wishes.verifySeconds = verifyTimeout.map { Int($0.seconds) }
        return wishes
    }
}

/// What is done with the files, of all commands that write them.
struct RotationWritingOptions: ParsableArguments {
    @Flag(name: .long, help: "Make a new data key for each file that is written.") var rotateDataKey = false
    @Flag(name: .long, help: "Write files that are not encrypted too.") var allowPlaintext = false
    @Flag(name: .long, help: "Write a file that has several names (hard links); the others keep the old content.") var breakLinks = false
    @Flag(name: .long, help: "Commit the written files, and only them, in Git; never pushes.") var commit = false
    @Flag(name: .long, help: "Leave the repository's hooks out of --commit.") var noVerify = false
    @Flag(name: .long, help: "Leave the journal where git add finds it.") var journalInGit = false
    @Option(
        name: .long, help: ArgumentHelp("Run this before the grace time begins, to deploy; its words as a shell takes them apart, without a shell.", valueName: "command"))
    var render: String?

    func wishes() throws -> WritingWishes {
        var wishes = WritingWishes()
        (wishes.rotatesDataKey, wishes.allowsPlaintext, wishes.commits) = (rotateDataKey, allowPlaintext, commit)
        (wishes.skipsHooks, wishes.journalInGit, wishes.breaksLinks) = (noVerify, journalInGit, breakLinks)
        if let render { wishes.render = try RenderWords.split(render) }
        return wishes
    }
}

/// What is told.
struct RotationReportingOptions: ParsableArguments {
    @Flag(name: .long, help: "One object of JSON a rotation (docs/rotation.schema.json).") var json = false
    @Flag(name: .long, help: "Show the first and last four characters of key ids.") var maskIds = false
    @Option(name: .long, help: ArgumentHelp("The audit log: a file, or syslog; else audit.log in ~/.local/state/rcsops.", valueName: "file"), completion: .file())
    var auditLog: String?
    @Flag(name: .shortAndLong, help: "Only what went wrong.") var quiet = false

    func validate() throws {
        if auditLog == "" { throw ValidationError("--audit-log \"\" names no file.") }
    }

    var wishes: ReportingWishes {
        var wishes = ReportingWishes()
        (wishes.isJSON, wishes.masksIDs, wishes.isQuiet, wishes.auditLog) = (json, maskIds, quiet, auditLog)
        return wishes
    }
}

/// Exit codes of these commands are their own, and with `--json` a failure is an object on standard output too (spec of rotation, §7), for a
/// program that reads nothing else. `report`: its text, where one is wanted.
func reportingRotation(
    _ reporting: ReportingWishes, report: (Failure) -> String = { RotationFailureReport(failure: $0).json }, _ body: () throws(Failure) -> Int32
) throws {
    try reportingExitCode { () throws(Failure) in
        do throws(Failure) { return try body() } catch { throw try error.ofRotation.reported(reporting, report) }
    }
}
