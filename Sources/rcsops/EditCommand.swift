import ArgumentParser
import RcloneConfig
import SopsDocument

struct EditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change an encrypted file in your editor; a file that is not there is begun.",
        discussion: """
            The plaintext lies in memory where the system has a folder there, and is gone when the editor ends. The editor is \
            SOPS_EDITOR, else EDITOR, else vim, nano or vi; swap, undo and backup files of vim, Neovim, Emacs and nano are switched \
            off. A text that can't be read brings the editor back. Exit code 200: nothing was changed; 201: no editor, or it failed.
            """)

    @Argument(help: "The file.", completion: .file()) var file: String
    @Flag(name: .shortAndLong, help: "Show the metadata too, and take them over.") var showMasterKeys = false
    @Flag(name: .long, help: "Open it though the MAC does not fit.") var ignoreMac = false
    @Option(name: .long, help: "What the file is: yaml, json, ini, dotenv or binary; else its name and content tell.") var inputType: String?
    @Option(name: .long, help: "What to show and to write: yaml, json, ini, dotenv or binary.") var outputType: String?
    @Option(name: .long, help: "Columns a level in YAML and JSON.") var indent: Int?
    @Option(name: .long, help: "Kinds of keys in the order in which they are tried, with commas between.") var decryptionOrder: String?
    @Option(name: [.customShort("a"), .long], help: "Age recipients of a new file, with commas between.") var age: String?
    @Option(name: [.customShort("p"), .long], help: "PGP fingerprints of a new file, with commas between.") var pgp: String?
    @Option(name: .long, help: "The .sops.yaml for a new file, instead of searching upwards for one.", completion: .file()) var config: String?
    @Option(name: .long, help: "In a new file, names that end so stay readable.") var unencryptedSuffix: String?
    @Option(name: .long, help: "In a new file, only names that end so are encrypted.") var encryptedSuffix: String?
    @Option(name: .long, help: "In a new file, names that match stay readable.") var unencryptedRegex: String?
    @Option(name: .long, help: "In a new file, only names that match are encrypted.") var encryptedRegex: String?
    @Option(name: .customLong("shamir-secret-sharing-threshold"), help: "How many key groups of a new file must agree.") var shamirThreshold = 0
    @Option(name: .long, help: "What to do with values that sops edit damaged: stop, restore or accept.") var damagedValues = LayoutRestoring.DamagePolicy.stop
    @Flag(name: .shortAndLong, help: "No warnings and notes.") var quiet = false

    @OptionGroup var verbosity: VerboseOption

    func run() throws {
        var options = EditOptions()
        options.file = file
        options.showsMasterKeys = showMasterKeys
        options.ignoresMAC = ignoreMac
        options.decryptionOrder = decryptionOrder
        options.recipients = age
        options.fingerprints = pgp
        options.config = config
        let given: [(EncryptionSelector.Kind, String?)] = [
            (.unencryptedSuffix, unencryptedSuffix), (.encryptedSuffix, encryptedSuffix),
            (.unencryptedRegex, unencryptedRegex), (.encryptedRegex, encryptedRegex),
        ]
        options.selectors = given.compactMap { kind, text in text.flatMap { $0.isEmpty ? nil : (kind, $0) } }
        options.shamirThreshold = shamirThreshold
        options.damagedValues = damagedValues
        options.isQuiet = quiet
        var chosen = options
        try reporting { () throws(Failure) in
            chosen.formats = try DocumentFormats(input: inputType, output: outputType, indent: indent, isStrict: true)
            try EditOperation.run(chosen)
        }
    }
}
