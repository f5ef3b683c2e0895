import ArgumentParser

/// What `set` and `unset` have in common.
struct ValueChangeArguments: ParsableArguments {
    @Flag(name: .long, help: "Change the file though its MAC does not fit.") var ignoreMac = false
    @Option(name: .long, help: "The kinds of master key in the order to try them: age,pgp.") var decryptionOrder: String?
    @Flag(name: .long, help: "Leave a file that would not change as it is.") var idempotent = false
    @Option(name: .long, help: "What the file is: yaml, json, ini, dotenv or binary; else its name and content tell.") var inputType: String?
    @Option(name: .long, help: "What it is written as.") var outputType: String?

    @OptionGroup var verbosity: VerboseOption

    func options(_ words: [String]) throws(Failure) -> ValueChangeOptions {
        var options = ValueChangeOptions()
        options.words = words
        options.ignoresMAC = ignoreMac
        options.decryptionOrder = decryptionOrder
        options.idempotent = idempotent
        options.formats = try DocumentFormats(input: inputType, output: outputType, indent: nil, isStrict: true)
        return options
    }
}
