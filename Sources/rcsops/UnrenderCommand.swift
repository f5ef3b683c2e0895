import ArgumentParser

struct UnrenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unrender", abstract: "Get the rclone.conf out of a Kubernetes Secret, checked and encrypted.",
        discussion: """
            Takes YAML or JSON, as kubectl get secret -o yaml prints it, a List or several documents; stringData wins over data, as \
            on the server. Recipients come from where encrypt has them; the creation rule is chosen by --filename-override, else by \
            --output, else as for a file with the key's name in this folder. What rclone would trip over is told on standard error.
            """)

    @Argument(help: "The Secret, or - for standard input.", completion: .file()) var file: String = "-"
    @Option(name: .long, help: "The Secret of this name, where there are several.") var name: String?
    @Option(name: .shortAndLong, help: "The Secret in this namespace, where there are several.") var namespace: String?
    @Option(name: .long, help: "The key that holds the rclone.conf; else the one that does is found.") var key: String?
    @Option(name: .long, help: "Write to this new file, with mode 0600; one that is there is not replaced.", completion: .file()) var output: String?
    @Option(name: .long, help: "Encrypt onto this encrypted file: its recipients and rule hold, and unchanged values keep their ciphertext.", completion: .file())
    var onto: String?
    @Flag(name: .shortAndLong, help: "Replace the file that --onto names.") var inPlace = false
    @Flag(name: .long, help: "Write the plaintext, to the file that --output names.") var plain = false
    @Option(name: [.customShort("a"), .long], help: "Age recipients, with commas between.") var age: String?
    @Option(name: [.customShort("R"), .long], help: "A file of age recipients, one a line. May be given again, and beside --age.", completion: .file())
    var ageRecipientsFile: [String] = []
    @Option(name: [.customShort("p"), .long], help: "PGP fingerprints, with commas between; gpg encrypts to them.") var pgp: String?
    @Option(name: .long, help: "The .sops.yaml to use instead of searching upwards for one.", completion: .file()) var config: String?
    @Option(name: .long, help: "The path that creation rules are matched against.") var filenameOverride: String?
    @Option(name: .long, help: "Only this remote, with all that it refers to. May be given again.") var remote: [String] = []
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No warnings.") var quiet = false

    func run() throws {
        var options = UnrenderOptions()
        options.file = file
        options.name = name
        options.namespace = namespace
        options.key = key
        options.output = output
        options.inPlace = inPlace
        options.isPlain = plain
        options.encryption.onto = onto
        options.encryption.recipients = age
        options.encryption.recipientFiles = ageRecipientsFile
        options.encryption.fingerprints = pgp
        options.encryption.config = config
        options.encryption.filenameOverride = filenameOverride
        options.encryption.remotes = remote
        options.encryption.isQuiet = quiet
        options.encryption.password = password.sources(isQuiet: quiet)
        let given = options
        try reporting { () throws(Failure) in try UnrenderOperation.run(given) }
    }
}
