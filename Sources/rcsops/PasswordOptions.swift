import ArgumentParser

/// Where the password of a file that rclone encrypted comes from, in rclone's own words.
struct PasswordOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(
        "The command that prints the password of a file that rclone encrypted; else RCLONE_PASSWORD_COMMAND, RCLONE_CONFIG_PASS, or a prompt.",
        valueName: "command")) var passwordCommand: String?
    @Option(name: .long, help: "Whether a password may be asked for on the terminal: true or false.") var askPassword: Bool?

    // A file that needs a password may need a key as well.
    @OptionGroup var verbosity: VerboseOption

    func sources(isQuiet: Bool) -> PasswordSources {
        var sources = PasswordSources()
        if let passwordCommand { sources.command = passwordCommand }
        if let askPassword { sources.mayAsk = askPassword }
        sources.isQuiet = isQuiet
        return sources
    }
}
