import ArgumentParser
import SopsDocument

struct RotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Encrypt files with a new data key, for their keys with some added or removed.",
        discussion: """
            Who was removed can still open what they have, and what is in Git's history: the secrets themselves have to be \
            changed too. Several files are all prepared before the first is replaced.
            """)

    @Argument(help: "The encrypted file; several with -i.", completion: .file()) var files: [String] = []
    @Flag(name: .shortAndLong, help: "Replace the files.") var inPlace = false
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?
    @Option(name: .long, help: "What the file is: yaml, json, ini, dotenv or binary; else its name and content tell.") var inputType: String?
    @Option(name: .long, help: "What it is written as.") var outputType: String?
    @Option(name: .long, help: "The name that tells the format, instead of the file's.") var filenameOverride: String?
    @Option(name: .long, help: "Age recipients to add, with commas between.") var addAge: String?
    @Option(name: .long, help: "PGP fingerprints to add.") var addPgp: String?
    @Option(name: .long, help: "Age recipients to remove, with commas between.") var rmAge: String?
    @Option(name: .long, help: "PGP fingerprints to remove.") var rmPgp: String?
    @Option(name: .long, help: "AWS KMS keys to remove.") var rmKms: String?
    @Option(name: .long, help: "Google KMS keys to remove.") var rmGcpKms: String?
    @Option(name: .long, help: "Huawei KMS keys to remove.") var rmHckms: String?
    @Option(name: .long, help: "Azure Key Vault keys to remove.") var rmAzureKv: String?
    @Option(name: .long, help: "Vault transit keys to remove.") var rmHcVaultTransit: String?
    @Option(name: .long, help: "The kinds of master key in the order to try them: age,pgp.") var decryptionOrder: String?

    @OptionGroup var jobs: JobsOption
    @OptionGroup var verbosity: VerboseOption
    @Flag(name: .shortAndLong, help: "No progress.") var quiet = false

    func run() throws {
        var options = RotateOptions()
        options.files = files
        options.jobs = jobs.jobs
        options.isQuiet = quiet
        options.inPlace = inPlace
        options.output = output
        options.filenameOverride = filenameOverride
        let additions: [(MasterKeyKind, String?)] = [(.age, addAge), (.pgp, addPgp)]
        options.additions = additions.compactMap { kind, text in text.map { MasterKeyChange(kind: kind, text: $0) } }
        let removals: [(MasterKeyKind, String?)] = [
            (.age, rmAge), (.pgp, rmPgp), (.kms, rmKms), (.gcpKMS, rmGcpKms), (.huaweiKMS, rmHckms), (.azureKeyVault, rmAzureKv),
            (.vaultTransit, rmHcVaultTransit),
        ]
        options.removals = removals.compactMap { kind, text in text.map { MasterKeyChange(kind: kind, text: $0) } }
        options.decryptionOrder = decryptionOrder
        var chosen = options
        try reporting { () throws(Failure) in
            chosen.formats = try DocumentFormats(input: inputType, output: outputType, indent: nil, isStrict: true)
            try RotateOperation.run(chosen)
        }
    }
}
