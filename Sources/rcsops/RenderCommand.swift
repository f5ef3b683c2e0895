import ArgumentParser

struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Make Kubernetes objects.", subcommands: [RenderSecretCommand.self])
}

struct RenderSecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Print a Secret that holds the rclone.conf, from the plain or the encrypted file.",
        discussion: "The Secret holds the credentials readable: send it to kubectl, don't keep it in Git.")

    @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
    @Option(name: .long, help: "The Secret's name.") var name: String
    @Option(name: .shortAndLong, help: "The Secret's namespace.") var namespace: String?
    @Option(name: .long, help: "Only this remote of an rclone.conf, with all that it refers to. May be given again.") var remote: [String] = []
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?
    @OptionGroup var password: PasswordOptions

    func run() throws {
        try reporting { () throws(Failure) in
            try RenderSecretOperation.run(
                file: file, name: name, namespace: namespace, remotes: remote, output: output,
                password: password.sources(isQuiet: false))
        }
    }
}
