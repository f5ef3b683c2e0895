import ArgumentParser

struct ExecFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec-file", abstract: "Run a command with the plaintext in a FIFO or a file, that is gone when it ends.",
        discussion: """
            Every {} in the command stands for the plaintext's path, in a folder of mode 0700 on memory where the system has \
            such a one. A FIFO can be read once. The command's exit code is ours; 255 when a signal ended it.
            """)

    @Argument(help: "The encrypted file.", completion: .file()) var file: String
    @Argument(help: "The command line, for /bin/sh -c.") var command: String
    @Flag(name: .long, help: "Start the command, without streams, and don't wait for it (deprecated).") var background = false
    @Flag(name: .long, help: "A regular file instead of a FIFO.") var noFifo = false
    @Option(name: .long, help: "Run the command as this user.") var user: String?
    @Option(name: .long, help: "What the file is: yaml, json, ini, dotenv or binary; else its name and content tell.") var inputType: String?
    @Option(name: .long, help: "What to make of it: yaml, json, ini, dotenv or binary.") var outputType: String?
    @Option(name: .long, help: "The plaintext's name, without a folder.") var filename: String?
    @Option(name: .long, help: "Kinds of keys in the order in which they are tried, with commas between.") var decryptionOrder: String?

    @OptionGroup var verbosity: VerboseOption

    func run() throws {
        var options = ExecFileOptions()
        options.file = file
        options.command = command
        options.inBackground = background
        options.withoutPipe = noFifo
        options.user = user
        options.filename = filename
        options.decryptionOrder = decryptionOrder
        var chosen = options
        try reportingExitCode { () throws(Failure) in
            chosen.formats = try DocumentFormats(input: inputType, output: outputType, indent: nil, isStrict: true)
            return try ExecFileOperation.run(chosen)
        }
    }
}
