import ArgumentParser
import SopsDocument

struct EncryptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Encrypt an rclone.conf, or any document that sops takes.",
        discussion: """
            Recipients come from --age and --pgp, else SOPS_AGE_RECIPIENTS and SOPS_PGP_FP, else the first creation rule of .sops.yaml whose \
            path_regex matches. Without a rule for what stays readable, harmless options (type, provider, region, \
            endpoint, acl and the like) do, and everything else is encrypted.
            """)

    @Argument(help: "The rclone.conf, or - for standard input; several with -i.", completion: .file()) var files: [String]
    @Flag(name: .shortAndLong, help: "Replace the file.") var inPlace = false
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?
    @Option(name: [.customShort("a"), .long], help: "Age recipients, with commas between.") var age: String?
    @Option(
        name: [.customShort("R"), .long],
        help: "A file of age recipients, one a line, with # comments; also ssh public keys. May be given again, and beside --age.", completion: .file())
    var ageRecipientsFile: [String] = []
    @Option(name: [.customShort("p"), .long], help: "PGP fingerprints, with commas between; gpg encrypts to them.") var pgp: String?
    @Option(name: .long, help: "The .sops.yaml to use instead of searching upwards for one.", completion: .file()) var config: String?
    @Option(name: .long, help: "The path that creation rules are matched against, instead of the file's.") var filenameOverride: String?
    @Option(name: .long, help: "Names that end so stay readable.") var unencryptedSuffix: String?
    @Option(name: .long, help: "Only names that end so are encrypted.") var encryptedSuffix: String?
    @Option(name: .long, help: "Names that match stay readable.") var unencryptedRegex: String?
    @Option(name: .long, help: "Only names that match are encrypted.") var encryptedRegex: String?
    @Flag(name: .long, help: "Leave readable values out of the MAC.") var macOnlyEncrypted = false
    @Option(name: .customLong("shamir-secret-sharing-threshold"), help: "How many key groups must agree.") var shamirThreshold = 0
    @Option(name: .long, help: "What the file is: yaml, json, ini, dotenv or binary; else its name and content tell.") var inputType: String?
    @Option(name: .long, help: "What to make of it: yaml, json, ini, dotenv or binary.") var outputType: String?
    @Option(name: .long, help: "Columns a level in YAML and JSON.") var indent: Int?
    @Option(name: .long, help: "Encrypt onto this encrypted file: its recipients and rule hold, and unchanged values keep their ciphertext.", completion: .file()) var onto: String?
    @Option(name: .long, help: "Only this remote of an rclone.conf, with all that it refers to. May be given again.") var remote: [String] = []
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No warnings.") var quiet = false

    @OptionGroup var jobs: JobsOption

    func run() throws {
        var options = EncryptOptions()
        options.inPlace = inPlace
        options.output = output
        options.recipients = age
        options.recipientFiles = ageRecipientsFile
        options.fingerprints = pgp
        options.config = config
        options.filenameOverride = filenameOverride
        let given: [(EncryptionSelector.Kind, String?)] = [
            (.unencryptedSuffix, unencryptedSuffix), (.encryptedSuffix, encryptedSuffix),
            (.unencryptedRegex, unencryptedRegex), (.encryptedRegex, encryptedRegex),
        ]
        options.selectors = given.compactMap { kind, text in text.flatMap { $0.isEmpty ? nil : (kind, $0) } }
        options.macOnlyEncrypted = macOnlyEncrypted
        options.shamirThreshold = shamirThreshold
        options.isQuiet = quiet
        options.onto = onto
        options.remotes = remote
        options.password = password.sources(isQuiet: quiet)
        try reporting { () throws(Failure) in
            options.formats = try DocumentFormats(input: inputType, output: outputType, indent: indent, isStrict: true)
            try ManyFiles.checkOutput(files, inPlace: inPlace)
            let common = options
            try ManyFiles(files, jobs: jobs.jobs, isQuiet: quiet, activity: "encrypting").run { (file) throws(Failure) in
                var options = common
                options.file = file
                try EncryptOperation.run(options)
            }
        }
    }
}
