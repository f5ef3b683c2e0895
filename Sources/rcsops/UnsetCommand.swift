import ArgumentParser

struct UnsetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Take one value out of an encrypted file; the others keep their ciphertext.",
        discussion: "The path is [\"name\"] for an item and [0] for an element, one behind the other, and in quotes for the shell.")

    @Argument(help: ArgumentHelp("The encrypted file and the path.", valueName: "file path")) var words: [String] = []
    @OptionGroup var change: ValueChangeArguments

    func run() throws {
        try reporting { () throws(Failure) in try UnsetOperation.run(try change.options(words)) }
    }
}
