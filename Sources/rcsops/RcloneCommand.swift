import ArgumentParser

struct RcloneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rclone", abstract: "Run rclone with an encrypted rclone.conf, and no plaintext on a disk.",
        discussion: """
            rclone is found on PATH, and gets the configuration from a folder in memory, or where there is none as variables of \
            its environment. Signals and the exit code pass through. When rclone has refreshed an OAuth token, or what else \
            it keeps of a login, that value is encrypted into FILE, and nothing else; where that can't be, a file with tokens \
            is refused unless --no-write-back is given.
            """)

    @Option(name: .long, help: "Only this remote, with all that it refers to. May be given again.") var remote: [String] = []
    @Flag(name: .long, help: "Leave FILE as it is when a token was refreshed.") var noWriteBack = false
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No warnings and notes.") var quiet = false
    @Argument(help: "The file, plain or encrypted.", completion: .file()) var file: String
    @Argument(parsing: .postTerminator, help: "What rclone gets, behind --.") var arguments: [String] = []

    func run() throws {
        guard !arguments.isEmpty else { throw ValidationError("Missing rclone's arguments: rcsops rclone FILE -- ARGUMENTS") }
        var code: Int32 = 0
        try reporting { () throws(Failure) in
            code = try RcloneOperation(file: file, remotes: remote, writesBack: !noWriteBack, password: password.sources(isQuiet: quiet), isQuiet: quiet).run(arguments)
        }
        if code != 0 { throw ExitCode(code) }
    }
}
