import ArgumentParser

/// The command's name for the list of commands; its words go to ``KSopsCommandLine`` before ArgumentParser sees them.
struct KSopsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ksops", abstract: "Be KSops, the generator for kustomize.", discussion: KSopsCommandLine.help)

    @Argument(parsing: .captureForPassthrough, help: "As ksops takes them.") var words: [String] = []

    func run() throws {
        let code = KSopsCommandLine.run(words)
        if code != 0 { throw ExitCode(code) }
    }
}
