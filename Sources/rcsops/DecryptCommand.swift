import ArgumentParser
import RcloneConfig

struct DecryptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Decrypt a sops INI document: the rclone.conf, byte for byte.")

    @Argument(help: "The encrypted file, or - for standard input.", completion: .file()) var file: String
    @Flag(name: .shortAndLong, help: "Replace the file.") var inPlace = false
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?
    @Flag(name: .long, help: "Show the values though the MAC does not fit.") var ignoreMac = false
    @Option(name: .long, help: "The name for messages, when reading standard input.") var filenameOverride: String?
    @Option(name: .long, help: "What to do with values that sops edit damaged: stop, restore or accept.") var damagedValues = LayoutRestoring.DamagePolicy.stop
    @Option(name: .long, help: "What the file is: yaml, json, ini, dotenv or binary; else its name and content tell.") var inputType: String?
    @Option(name: .long, help: "What to make of it: yaml, json, ini, dotenv or binary.") var outputType: String?
    @Option(name: .long, help: "Columns a level in YAML and JSON.") var indent: Int?
    @Option(name: .long, help: "Only this remote of an rclone.conf, with all that it refers to. May be given again.") var remote: [String] = []
    @Option(name: .long, help: "Only the value at this path: '[\"name\"][0]'; a text without a line end.") var extract: String?
    @Option(name: .long, help: "The kinds of master key in the order to try them: age,pgp.") var decryptionOrder: String?
    @Flag(name: .shortAndLong, help: "No remarks.") var quiet = false

    func run() throws {
        var options = DecryptOptions()
        options.file = file
        options.inPlace = inPlace
        options.output = output
        options.ignoresMAC = ignoreMac
        options.filenameOverride = filenameOverride
        options.damagedValues = damagedValues
        options.isQuiet = quiet
        options.remotes = remote
        options.extract = extract
        options.decryptionOrder = decryptionOrder
        var chosen = options
        try reporting { () throws(Failure) in
            chosen.formats = try DocumentFormats(input: inputType, output: outputType, indent: indent, isStrict: true)
            try DecryptOperation.run(chosen)
        }
    }
}

extension LayoutRestoring.DamagePolicy: ExpressibleByArgument {}
