import ArgumentParser
import RcloneConfig
import SecretMemory

/// The one rclone.conf of a target that holds no more.
struct RenderConfigOptions: ParsableArguments {
    @Argument(help: "The file, plain or encrypted; - is standard input.", completion: .file()) var file: String
    @Option(name: .long, help: "Only this remote, with all that it refers to. May be given again.") var remote: [String] = []
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No notes.") var quiet = false

    var source: RenderSource.Options {
        RenderSource.Options(remotes: remote, isQuiet: quiet, password: password.sources(isQuiet: quiet))
    }
}

struct RenderFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file", abstract: "Write the rclone.conf to a file that only you can read.",
        discussion: "An existing file that others may read is refused, and nothing is left half written.")

    @OptionGroup var config: RenderConfigOptions
    @Option(name: .long, help: "The file to write; a new one gets mode 0600.", completion: .file()) var output: String

    func validate() throws {
        if output.isEmpty { throw ValidationError("--output names no file.") }
    }

    func run() throws {
        try reporting { () throws(Failure) in try RenderTargetOperation.file(config.file, options: config.source, output: output) }
    }
}

struct RenderEnvCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env", abstract: "Print RCLONE_CONFIG_* variables for sh, quoted.",
        discussion: "The same as config convert --to env-shell. Two remotes with the same variables are refused.")

    @OptionGroup var config: RenderConfigOptions
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?

    func run() throws {
        try reporting { () throws(Failure) in
            let output = try Output(inPlace: false, path: output, input: Input(config.file))
            let arena = SecretArena()
            let document = try RenderSource.config(config.file, config.source, for: output, in: arena)
            try ConfigShowOperation.convert(document, to: .envShell, output: output, isQuiet: config.quiet, arena: arena)
        }
    }
}

struct RenderSystemdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "systemd", abstract: "Write a credential for systemd, encrypted by systemd-creds for this machine, and print the unit's lines.")

    @OptionGroup var config: RenderConfigOptions
    @Option(name: .long, help: "The credential's name.") var credential = "rclone.conf"
    @Option(name: .long, help: "The file for the encrypted credential.", completion: .file()) var output: String

    func validate() throws {
        if output.isEmpty { throw ValidationError("--output names no file.") }
    }

    func run() throws {
        try reporting { () throws(Failure) in
            try RenderTargetOperation.systemd(config.file, options: config.source, credential: credential, output: output)
        }
    }
}

struct RenderPodmanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "podman", abstract: "Make a secret of podman; the file goes to podman secret create on standard input.")

    @OptionGroup var config: RenderConfigOptions
    @Option(name: .long, help: "The secret's name.") var name: String

    func run() throws {
        try reporting { () throws(Failure) in
            try RenderTargetOperation.containerSecret(config.file, options: config.source, program: "podman", name: name)
        }
    }
}

struct RenderDockerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docker", abstract: "Make a secret of docker swarm; the file goes to docker secret create on standard input.")

    @OptionGroup var config: RenderConfigOptions
    @Option(name: .long, help: "The secret's name.") var name: String

    func run() throws {
        try reporting { () throws(Failure) in
            try RenderTargetOperation.containerSecret(config.file, options: config.source, program: "docker", name: name)
        }
    }
}

struct RenderGitHubMasksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "github-masks", abstract: "Print ::add-mask:: commands, by which GitHub Actions hides the secret values in its logs.",
        discussion: "Run it before anything that may print them. Values under 4 characters are left out.")

    @OptionGroup var config: RenderConfigOptions

    func run() throws {
        try reporting { () throws(Failure) in try RenderMaskOperation.run(config.file, options: config.source) }
    }
}
