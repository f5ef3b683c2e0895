import ArgumentParser

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make keys.", subcommands: [KeyGenerateCommand.self])
}

struct KeyGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make an age identity, as age-keygen does.",
        discussion: "With --output the identity goes to a new file of mode 0600, and its recipient is printed.")

    @Option(name: .shortAndLong, help: "The new file.", completion: .file()) var output: String?

    func run() throws {
        try reporting { () throws(Failure) in try KeyGenerateOperation.run(output: output) }
    }
}
