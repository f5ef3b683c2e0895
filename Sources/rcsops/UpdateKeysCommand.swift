import ArgumentParser

struct UpdateKeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "updatekeys", abstract: "Give encrypted files the keys of their rules in .sops.yaml.",
        discussion: """
            Folders are searched for sops documents. What changes is shown for every file first, and asked for once; then every \
            new file is made, and only then the first is replaced. Where a recipient goes, the file gets a new data key too, and \
            the S3 keys are named that the recipient could still know.
            """)

    @Argument(help: "Files, and folders with files.", completion: .file()) var paths: [String]
    @Flag(name: .shortAndLong, help: "Don't ask.") var yes = false
    @Flag(name: .long, help: "Change nothing; exit 1 where a file and its rule differ. No key is needed.") var check = false
    @Flag(name: .long, help: "What changes as a JSON list; together with --check or --yes.") var json = false
    @Option(name: .long, help: "What the files are: yaml, json, ini, dotenv or binary; else name and content tell.") var inputType: String?
    @Option(name: .long, help: "The .sops.yaml to use instead of searching upwards for one.", completion: .file()) var config: String?

    func validate() throws {
        if json && !check && !yes { throw ValidationError("Give --check or --yes with --json.") }
    }

    @OptionGroup var verbosity: VerboseOption

    func run() throws {
        var options = UpdateKeysOptions()
        options.paths = paths
        options.isAgreed = yes
        options.checksOnly = check
        options.asJSON = json
        options.config = config
        let given = options
        try reporting { () throws(Failure) in
            var options = given
            options.inputType = try DocumentFormats(input: inputType, output: nil, indent: nil, isStrict: true).inputType
            try UpdateKeysOperation.run(options)
        }
    }
}
