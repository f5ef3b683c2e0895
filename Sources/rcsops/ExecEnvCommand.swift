import ArgumentParser

struct ExecEnvCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec-env", abstract: "Run a command with a document's values in its environment.",
        discussion: """
            The command goes to /bin/sh. Its streams are ours, signals reach it, and its exit code is ours; 255 when a signal \
            ended it. Each key of the first document is a variable; one that holds a mapping or a list can't be.
            """)

    @Argument(help: "The encrypted file.", completion: .file()) var file: String
    @Argument(help: "The command line, for /bin/sh -c.") var command: String
    @Flag(name: .long, help: "Start the command, without streams, and don't wait for it (deprecated).") var background = false
    @Flag(name: .long, help: "The document's values only, none of our variables.") var pristine = false
    @Option(name: .long, help: "Run the command as this user.") var user: String?
    @Flag(name: .long, help: "Become the command, instead of waiting for it.") var sameProcess = false
    @Option(name: .long, help: "Kinds of keys in the order in which they are tried, with commas between.") var decryptionOrder: String?

    @OptionGroup var verbosity: VerboseOption

    func run() throws {
        var options = ExecEnvOptions()
        options.file = file
        options.command = command
        options.inBackground = background
        options.isPristine = pristine
        options.user = user
        options.inSameProcess = sameProcess
        options.decryptionOrder = decryptionOrder
        let chosen = options
        try reportingExitCode { () throws(Failure) in try ExecEnvOperation.run(chosen) }
    }
}
