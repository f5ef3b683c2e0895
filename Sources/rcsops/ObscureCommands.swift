import ArgumentParser

struct ConfigObscureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "obscure", abstract: "Print the obscured form that rclone wants of a password in its config.",
        discussion: "It protects nothing: anybody can reveal it. Without TEXT it is asked for, or read from standard input.")

    @Option(name: .long, help: "The IV as 32 hexadecimal digits, for a result that is always the same.") var iv: String?
    @Argument(help: ArgumentHelp("The password, visible to others on this machine; - for standard input.", valueName: "text")) var text: String?

    func run() throws {
        try reporting { () throws(Failure) in try ObscureOperation.obscure(text, iv: iv) }
    }
}

struct ConfigRevealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reveal", abstract: "Print the password of which an obscured form was made.",
        discussion: "Without TEXT it is asked for, or read from standard input.")

    @Argument(help: ArgumentHelp("The obscured form, visible to others on this machine; - for standard input.", valueName: "text")) var text: String?

    func run() throws {
        try reporting { () throws(Failure) in try ObscureOperation.reveal(text) }
    }
}
