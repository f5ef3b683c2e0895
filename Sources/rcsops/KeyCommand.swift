import ArgumentParser

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make keys, and see what they open.",
        subcommands: [
            KeyGenerateCommand.self, KeyShowCommand.self, KeyListCommand.self, KeyCheckCommand.self, KeyConvertCommand.self,
        ])
}

struct KeyGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make an age identity, as age-keygen does.",
        discussion: """
            With --output the identity goes to a new file of mode 0600, and its recipient is printed. A file that is there is \
            never overwritten.
            """)

    @Option(name: .shortAndLong, help: "The new file.", completion: .file()) var output: String?
    @Flag(name: .customLong("pq"), help: "A key that a quantum computer can't break: for age 1.3 and sops 3.12, or newer.") var isPostQuantum = false
    @Flag(name: .long, help: "Encrypt the file with a passphrase, which is asked for on the terminal.") var passphrase = false
    @Flag(name: .customLong("sops-yaml"), help: "Print a .sops.yaml with the recipient; wants --output.") var sopsYAML = false
    @Flag(name: .long, help: "Print the recipient as JSON; wants --output.") var json = false

    func run() throws {
        let form = KeyAnswerForm(json: json, sopsYAML: sopsYAML)
        try reporting { () throws(Failure) in
            try KeyGenerateOperation(output: output, isPostQuantum: isPostQuantum, hasPassphrase: passphrase, form: try form.checked).run()
        }
    }
}

struct KeyShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the recipients of identities.",
        discussion: """
            Files may be identity files of age, encrypted with a passphrase too, or ssh private keys. Without one, the identities \
            are shown that decrypt would use here.
            """)

    @Argument(help: "Identity files, or - for standard input.", completion: .file()) var files: [String] = []
    @Flag(name: .customLong("sops-yaml"), help: "Print a .sops.yaml with the recipients.") var sopsYAML = false
    @Flag(name: .long, help: "Print JSON.") var json = false

    func run() throws {
        let form = KeyAnswerForm(json: json, sopsYAML: sopsYAML)
        try reporting { () throws(Failure) in try KeyShowOperation.run(files, form: try form.checked) }
    }
}

struct KeyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Say what could decrypt here, and from where.",
        discussion: "Every place where sops looks for age identities, in its order, and the secret keys of gpg. No passphrase is asked for.")

    @Flag(name: .customLong("sops-yaml"), help: "Print a .sops.yaml with the recipients.") var sopsYAML = false
    @Flag(name: .long, help: "Print JSON.") var json = false

    func run() throws {
        let form = KeyAnswerForm(json: json, sopsYAML: sopsYAML)
        try reporting { () throws(Failure) in try KeyListOperation.run(form: try form.checked) }
    }
}

struct KeyCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say which of your keys opens each file.",
        discussion: """
            Every master key of a file is tried, and nothing that is in the file is printed. Exit code 0 when all files open, 1 \
            when not.
            """)

    @Argument(help: "Encrypted files, or - for standard input.", completion: .file()) var files: [String]
    @Option(name: .long, help: "What the files are: yaml, json, ini, dotenv or binary; else name and content tell.") var inputType: String?
    @Flag(name: .long, help: "Ask for passphrases, and try the identities of plugins.") var ask = false
    @Flag(name: .long, help: "Print JSON.") var json = false

    func run() throws {
        try reporting { () throws(Failure) in
            let formats = try DocumentFormats(input: inputType, output: nil, indent: nil, isStrict: true)
            try KeyCheckOperation(mayAsk: ask, asJSON: json, inputType: formats.inputType).run(files)
        }
    }
}

struct KeyConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Print the age recipient of an ssh key.",
        discussion: """
            An ssh-ed25519 key has an X25519 counterpart (the one that ssh-to-age gives). A file that is encrypted to it opens \
            with the identity that --identity makes of the private key.
            """)

    @Argument(help: "An ssh public key as it stands in id_ed25519.pub, a file of one or of a private key, or - for standard input.", completion: .file())
    var key: String
    @Flag(name: .long, help: "Make the age identity of an ssh private key; wants --output.") var identity = false
    @Option(name: .shortAndLong, help: "The new file for the identity, of mode 0600; never overwritten.", completion: .file()) var output: String?

    func run() throws {
        try reporting { () throws(Failure) in try KeyConvertOperation.run(key, makesIdentity: identity, output: output) }
    }
}
