import ArgumentParser

struct RecipientsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipients", abstract: "Let a recipient into encrypted files, or take one out.", subcommands: [Add.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Give a recipient the data key that the files have.",
            discussion: "Folders are searched for sops documents. All files are made before the first is replaced.")

        @OptionGroup var common: Common
        @Option(name: .long, help: "The key group, from 0, for files with several.") var group: Int?

        func run() throws {
            var options = common.options
            options.group = group
            let given = options
            try reporting { () throws(Failure) in try RecipientsOperation.run(.add, given) }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Take a recipient out of the files, and give them a new data key.",
            discussion: """
                Both in one replacement of each file. What the recipient could read stays readable in Git's history: a summary of that \
                follows, and rcsops exposed says more.
                """)

        @OptionGroup var common: Common
        @Flag(name: .long, help: "Take it out of .sops.yaml too.") var updateConfig = false

        func run() throws {
            var options = common.options
            options.updatesConfiguration = updateConfig
            let given = options
            try reporting { () throws(Failure) in try RecipientsOperation.run(.remove, given) }
        }
    }

    struct Common: ParsableArguments {
        @OptionGroup var verbosity: VerboseOption
        @Argument(help: "The recipient: age1…, ssh-ed25519 …, a PGP fingerprint.") var recipient: String
        @Argument(help: "Files, and folders with files.", completion: .file()) var paths: [String]
        @Flag(name: .shortAndLong, help: "Don't ask.") var yes = false
        @Flag(name: .long, help: "Make everything, and change nothing.") var dryRun = false
        @Flag(name: .long, help: "What changes as JSON; together with --yes or --dry-run.") var json = false
        @Option(name: .long, help: "The .sops.yaml to use instead of searching upwards for one.", completion: .file()) var config: String?

        func validate() throws {
            if json && !yes && !dryRun { throw ValidationError("Give --yes or --dry-run with --json.") }
        }

        var options: RecipientsOptions {
            var options = RecipientsOptions()
            options.recipient = recipient
            options.paths = paths
            options.isAgreed = yes
            options.isDryRun = dryRun
            options.asJSON = json
            options.config = config
            return options
        }
    }
}
