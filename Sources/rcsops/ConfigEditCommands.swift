import ArgumentParser
import RcloneConfig

struct ConfigSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set an option of a remote; with type, make the remote.",
        discussion: """
            Others on this machine see arguments, and shells remember them: give a secret on standard input. A password that \
            rclone keeps obscured is obscured, as rclone config update does it: unless it has 22 characters or more and can be \
            revealed. Say --obscure or --no-obscure where that guess would be wrong.
            """)

    @OptionGroup var target: ConfigFileArguments
    @Argument(help: "The remote.") var remote: String
    @Argument(help: "The option.") var option: String
    @Argument(help: "The value; - or none: from standard input, without the newline at its end.") var value: String?
    @Flag(inversion: .prefixedNo, help: "Obscure a password, or take it as it is.") var obscure: Bool?
    @OptionGroup var options: ConfigEditOptions

    func run() throws {
        try reporting { () throws(Failure) in
            try ConfigEditOperation.set(file: target.file, remote: remote, option: option, value: value, obscuring: obscure, options)
        }
    }
}

struct ConfigUnsetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unset", abstract: "Take an option of a remote away.")

    @OptionGroup var target: ConfigFileArguments
    @Argument(help: "The remote.") var remote: String
    @Argument(help: "The option.") var option: String
    @OptionGroup var options: ConfigEditOptions

    func run() throws {
        let (section, key) = (ConfigName(remote), ConfigName(option))
        try reporting { () throws(Failure) in
            try ConfigEditOperation.run(file: target.file, options) { (editing) throws(EditingError) in
                try editing.unset(key, in: section)
            }
        }
    }
}

struct ConfigRenameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a remote another name, also where other remotes refer to it.",
        discussion: "Remotes named OLD.SOMETHING, which inherit from it, are renamed with it.")

    @OptionGroup var target: ConfigFileArguments
    @Argument(help: "The remote.") var old: String
    @Argument(help: "Its new name.") var new: String
    @OptionGroup var options: ConfigEditOptions

    func run() throws {
        let (old, new) = (ConfigName(old), ConfigName(new))
        try reporting { () throws(Failure) in
            try ConfigEditOperation.run(file: target.file, options) { (editing) throws(EditingError) in
                try editing.rename(old, to: new)
            }
        }
    }
}

struct ConfigRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a remote away, with the comment right above it.")

    @OptionGroup var target: ConfigFileArguments
    @Argument(help: "The remote.") var remote: String
    @Flag(name: .long, help: "Also when other remotes refer to it or inherit from it.") var force = false
    @OptionGroup var options: ConfigEditOptions

    func run() throws {
        let (section, force) = (ConfigName(remote), force)
        try reporting { () throws(Failure) in
            try ConfigEditOperation.run(file: target.file, options) { (editing) throws(EditingError) in
                try editing.remove(section, force: force)
            }
        }
    }
}

struct ConfigCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Add a remote with the options of another, at the end of the file.")

    @OptionGroup var target: ConfigFileArguments
    @Argument(help: "The remote.") var from: String
    @Argument(help: "The new remote's name.") var to: String
    @OptionGroup var options: ConfigEditOptions

    func run() throws {
        let (from, to) = (ConfigName(from), ConfigName(to))
        try reporting { () throws(Failure) in
            try ConfigEditOperation.run(file: target.file, options) { (editing) throws(EditingError) in
                try editing.copy(from, to: to)
            }
        }
    }
}

struct ConfigImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Add remotes of another rclone.conf, plain or encrypted, with their comments.",
        discussion: "A remote that is there with the same options is left as it is; with other options nothing is imported.")

    @OptionGroup var target: ConfigFileArguments
    @Argument(help: "The file that has the remotes.", completion: .file()) var other: String
    @Option(name: .long, help: "A remote to import, with all that it refers to; else all. May be given again.") var remote: [String] = []
    @OptionGroup var options: ConfigEditOptions

    func run() throws {
        try reporting { () throws(Failure) in
            try ConfigEditOperation.importRemotes(file: target.file, other: other, remotes: remote, options)
        }
    }
}
