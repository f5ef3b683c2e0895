import ArgumentParser

struct SetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set one value of an encrypted file; the others keep their ciphertext.",
        discussion: """
            The path is ["name"] for an item and [0] for an element, one behind the other, and in quotes for the shell; \
            what is missing on the way is made. The value is JSON: '"text"', 5, true, null or '{"name": "text"}'. A secret \
            on the command line is seen by everybody on the machine: --value-stdin and --value-file keep it from them.
            """)

    // A negative number is a value, and no flag.
    @Argument(parsing: .allUnrecognized, help: ArgumentHelp("The encrypted file, the path, and the value.", valueName: "file path value"))
    var words: [String] = []
    @Flag(name: .long, help: "The value is in the file that the third argument names.") var valueFile = false
    @Flag(name: .long, help: "The value comes from standard input.") var valueStdin = false
    @OptionGroup var change: ValueChangeArguments

    func validate() throws {
        if let flag = words.first(where: { $0.hasPrefix("--") }) { throw ValidationError("Unknown option '\(flag)'") }
    }

    func run() throws {
        try reporting { () throws(Failure) in
            var options = SetOptions(try change.options(words))
            options.valueFile = valueFile
            options.valueStandardInput = valueStdin
            try SetOperation.run(options)
        }
    }
}
