import ArgumentParser

struct ConfigUnlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Decrypt what rclone encrypted with a password (RCLONE_ENCRYPT_V0).")

    @OptionGroup var options: LockOptions

    func run() throws {
        try reporting { () throws(Failure) in
            try UnlockOperation.run(file: options.file, inPlace: options.inPlace, output: options.output, password: options.sources)
        }
    }
}

struct ConfigLockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Encrypt an rclone.conf with a password, as rclone does (RCLONE_ENCRYPT_V0).",
        discussion: """
            Every rclone reads the result when it has the password. For Git use rcsops encrypt: there is no work factor in \
            rclone's encryption, so a weak password is soon guessed. The new password comes from the password command \
            (with RCLONE_PASSWORD_CHANGE=1), from RCLONE_CONFIG_PASS, or is asked for twice.
            """)

    @OptionGroup var options: LockOptions

    func run() throws {
        try reporting { () throws(Failure) in
            try LockOperation.run(file: options.file, inPlace: options.inPlace, output: options.output, password: options.sources)
        }
    }
}

/// What `unlock` and `lock` are given.
struct LockOptions: ParsableArguments {
    @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
    @Flag(name: .shortAndLong, help: "Replace the file.") var inPlace = false
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No warnings.") var quiet = false

    var sources: PasswordSources { password.sources(isQuiet: quiet) }
}
