import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a script that completes rcsops' command lines in a shell.",
        discussion: "bash: source <(rcsops completion bash). zsh: rcsops completion zsh > a folder of fpath/_rcsops. fish: rcsops completion fish | source.")

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.") var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        let script = CommandLineTool.completionScript(for: kind)
        try reporting { () throws(Failure) in try System.put(script + "\n") }
    }
}
