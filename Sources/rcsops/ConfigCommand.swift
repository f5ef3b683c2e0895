import ArgumentParser

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Change and show an rclone.conf, plain or encrypted.",
        discussion: """
            A change touches just the lines that it must, in place unless --output names another file. An encrypted file \
            is encrypted onto its former self: Git shows the changed values and nothing else.
            """,
        subcommands: [
            ConfigSetCommand.self, ConfigUnsetCommand.self, ConfigRenameCommand.self, ConfigRemoveCommand.self,
            ConfigCopyCommand.self, ConfigImportCommand.self, ConfigShowCommand.self, ConfigRedactedCommand.self, ConfigConvertCommand.self,
            ConfigUnlockCommand.self, ConfigLockCommand.self, ConfigObscureCommand.self, ConfigRevealCommand.self,
        ])
}

/// The file that a command of `config` changes, and where the result goes.
struct ConfigFileArguments: ParsableArguments {
    @Argument(help: "The file, plain or encrypted, or - for standard input.", completion: .file()) var file: String
}

/// The options that all changes have.
struct ConfigEditOptions: ParsableArguments {
    @Option(name: .long, help: "Write to this file instead, - for standard output; a new one gets mode 0600.", completion: .file())
    var output: String?
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No warnings and notes.") var quiet = false
}
