import ArgumentParser

struct ExposedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exposed", abstract: "Show what a recipient could read in Git's history, and whether it is still in use.",
        discussion: """
            A recipient who is taken out of a file keeps what the history has. Every version that was open to it is compared with the files \
            of today. Exits 9 where a secret is still in use, 8 where not all could be looked at. docs/exposure.md says more.
            """)

    @Option(name: .long, help: "Who: an age or ssh recipient, a PGP fingerprint, an ARN, as the files have it.") var recipient: String
    @Argument(help: "Files and folders of one repository; else the folder that you are in.", completion: .file()) var paths: [String] = []
    @Option(name: .long, help: "Only what could be read from this commit on.") var since: String?
    @Flag(name: .long, help: "Also what reflogs and no ref at all lead to.") var deep = false
    @Flag(name: .long, help: "A report for programs, as credentials rotate --from-report takes it.") var json = false
    @Option(name: .long, help: "What credentials list --json printed, or all key ids that the provider still has, one a line.", completion: .file()) var existingKeys: String?
    @OptionGroup var verbosity: VerboseOption

    func run() throws {
        var options = ExposureOptions()
        options.recipient = recipient
        options.paths = paths
        options.since = since
        options.isDeep = deep
        options.asJSON = json
        let given = options
        try reportingExitCode { () throws(Failure) in
            var options = given
            if let existingKeys { options.existingKeys = try ExistingKeys(in: existingKeys) }
            return try ExposureOperation.run(options)
        }
    }
}
