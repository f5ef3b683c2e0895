import ArgumentParser
import RcloneConfig

struct DecryptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Decrypt a sops document; an rclone.conf comes back byte for byte.")

    @Argument(help: "The encrypted file, or - for standard input; several with -i.", completion: .file()) var files: [String]
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

    @OptionGroup var jobs: JobsOption
    @OptionGroup var verbosity: VerboseOption

    func run() throws {
        var options = DecryptOptions()
        options.inPlace = inPlace
        options.output = output
        options.ignoresMAC = ignoreMac
        options.filenameOverride = filenameOverride
        options.damagedValues = damagedValues
        options.isQuiet = quiet
        options.remotes = remote
        options.extract = extract
        options.decryptionOrder = decryptionOrder
        try reporting { () throws(Failure) in
            options.formats = try DocumentFormats(input: inputType, output: outputType, indent: indent, isStrict: true)
            try ManyFiles.checkOutput(files, inPlace: inPlace)
            let common = options
            try ManyFiles(files, jobs: jobs.jobs, isQuiet: quiet, activity: "decrypting").run { (file) throws(Failure) in
                var options = common
                options.file = file
                try DecryptOperation.run(options)
            }
        }
    }
}

extension LayoutRestoring.DamagePolicy: ExpressibleByArgument {}
