import ArgumentParser
import RcloneConfig

struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the remotes and their options, with secret values masked.")

    @OptionGroup var target: ConfigFileArguments
    @Option(name: .long, help: "Only this remote, with all that it refers to. May be given again.") var remote: [String] = []
    @Flag(name: .long, help: "Show secret values too.") var reveal = false
    @OptionGroup var password: PasswordOptions

    func run() throws {
        try reporting { () throws(Failure) in try ConfigShowOperation.show(file: target.file, remotes: remote, revealed: reveal, password: password.sources(isQuiet: false)) }
    }
}

struct ConfigRedactedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redacted", abstract: "Print the file as rclone config redacted does, for a report to others.",
        discussion: """
            Options that nobody knows, and secrets that rclone's own list misses, are redacted too: all but what is known to \
            be harmless.
            """)

    @OptionGroup var target: ConfigFileArguments
    @Option(name: .long, help: "Only this remote, with all that it refers to. May be given again.") var remote: [String] = []
    @OptionGroup var password: PasswordOptions

    func run() throws {
        try reporting { () throws(Failure) in
            try ConfigShowOperation.redacted(file: target.file, remotes: remote, password: password.sources(isQuiet: false))
        }
    }
}

struct ConfigConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Print an rclone.conf, plain or encrypted, in another form; it holds the secrets readable.",
        discussion: """
            conf: the file itself. json: as rclone config dump. env-shell, env-dotenv, env-systemd, env-docker: RCLONE_CONFIG_* \
            variables for sh, a .env file, EnvironmentFile= and docker run --env-file, with references and inherited options \
            filled in. rclone lists remotes of the environment in lower case. What a form can't carry is refused.
            """)

    @OptionGroup var target: ConfigFileArguments
    @Option(name: .long, help: "The form: conf, json, env-shell, env-dotenv, env-systemd or env-docker.") var to: RcloneConversion.Form
    @Option(name: .long, help: "Only this remote, with all that it refers to. May be given again.") var remote: [String] = []
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No notes.") var quiet = false

    func run() throws {
        try reporting { () throws(Failure) in
            try ConfigShowOperation.convert(
                file: target.file, to: to, remotes: remote, output: output, password: password.sources(isQuiet: quiet), isQuiet: quiet)
        }
    }
}

extension RcloneConversion.Form: ExpressibleByArgument {}
