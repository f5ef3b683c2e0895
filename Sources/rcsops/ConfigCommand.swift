import ArgumentParser

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Work on an rclone.conf.",
        subcommands: [ConfigUnlockCommand.self, ConfigLockCommand.self, ConfigObscureCommand.self, ConfigRevealCommand.self])
}
