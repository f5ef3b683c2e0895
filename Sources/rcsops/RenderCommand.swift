import ArgumentParser
import KubernetesSecrets

struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Make what a deployment reads: Kubernetes objects, variables, credentials.",
        discussion: "Standard output is the object and nothing else. Most objects hold the credentials readable: don't keep those in Git.",
        subcommands: [
            RenderSecretCommand.self, RenderListCommand.self, RenderSealedSecretCommand.self, RenderExternalSecretCommand.self,
            RenderFileCommand.self, RenderEnvCommand.self, RenderSystemdCommand.self, RenderPodmanCommand.self, RenderDockerCommand.self,
            RenderGitHubMasksCommand.self,
        ])
}

struct RenderSecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Print a Secret of files, plain or encrypted.",
        discussion: """
            FILE or KEY=FILE, as kubectl's --from-file. An rclone.conf, in any form, has the key rclone.conf; other files their \
            name. Without --data and --string-data text stands as text, where all values are text. The Secret holds the \
            credentials readable: send it to kubectl, don't keep it in Git.
            """)

    @Argument(help: "The files, each FILE or KEY=FILE; - is standard input.", completion: .file()) var files: [String]
    @Option(name: .long, help: "The Secret's name.") var name: String
    @Option(name: .long, help: "The key for a lone file, whose path may then hold =.") var key: String?
    @OptionGroup var object: RenderObjectOptions
    @OptionGroup var content: RenderContentOptions
    @Flag(name: .long, help: "Values in base64, in the very bytes of kubectl create secret generic --dry-run=client -o yaml.") var data = false
    @Flag(name: .long, help: "Values as text, under stringData; fails for what is no text.") var stringData = false
    @Flag(name: .long, help: "Add kustomize's hash of the content to the name.") var hashSuffix = false
    @Flag(name: .long, help: "Add the hash of kubectl create secret --append-hash to the name; with --data.") var appendHash = false
    @Flag(name: .long, help: "Annotate with a checksum of the encrypted files.") var checksumAnnotation = false
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?

    func validate() throws {
        if data, stringData { throw ValidationError("--data and --string-data are two forms; give one.") }
        if hashSuffix, appendHash { throw ValidationError("--hash-suffix and --append-hash are two hashes; give one.") }
        if appendHash, !data { throw ValidationError("--append-hash is kubectl's hash of the form that --data gives; give both.") }
    }

    func run() throws {
        let form = RenderSecretOperation.Form(
            isData: data, isText: stringData, hash: hashSuffix ? .kustomize : appendHash ? .kubectl : nil, hasChecksum: checksumAnnotation)
        try reporting { () throws(Failure) in
            try RenderSecretOperation.run(files: files, name: name, key: key, object: object, content: content, form: form, output: output)
        }
    }
}

struct RenderListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print many Secrets at once, one a file, as a List or a stream of documents.")

    @Argument(help: ArgumentHelp("The files, each with the name of its Secret.", valueName: "name=file"), completion: .file()) var files: [String]
    @OptionGroup var object: RenderObjectOptions
    @OptionGroup var content: RenderContentOptions
    @Flag(name: .long, help: "YAML documents with --- between them, and no List.") var stream = false
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?

    func run() throws {
        try reporting { () throws(Failure) in
            try RenderSecretOperation.list(files: files, object: object, content: content, isStream: stream, output: output)
        }
    }
}

struct RenderSealedSecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sealed-secret", abstract: "Print a SealedSecret, which only the controller of a cluster opens; offline.",
        discussion: "It may be kept in Git. A strict one opens under its name in its namespace only.")

    @Argument(help: "The files, each FILE or KEY=FILE; - is standard input.", completion: .file()) var files: [String]
    @Option(name: .long, help: "The controller's certificate, as kubeseal --fetch-cert prints it.", completion: .file()) var cert: String
    @Option(name: .long, help: "The Secret's name.") var name: String
    @Option(name: .long, help: "The key for a lone file, whose path may then hold =.") var key: String?
    @Option(name: .long, help: "Where it opens: strict, namespace-wide or cluster-wide.") var scope: SealedSecret.Scope = .strict
    @OptionGroup var object: RenderObjectOptions
    @OptionGroup var content: RenderContentOptions
    @Option(name: .long, help: "Write to this file; a new one gets mode 0600.", completion: .file()) var output: String?

    func run() throws {
        try reporting { () throws(Failure) in
            try RenderTargetOperation.sealedSecret(
                files: files, name: name, key: key, certificate: cert, scope: scope, object: object, content: content, output: output)
        }
    }
}

extension SealedSecret.Scope: ExpressibleByArgument {}
extension ExternalSecret.StoreKind: ExpressibleByArgument {}

struct RenderExternalSecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "external-secret", abstract: "Print an ExternalSecret, which names where the file lies at a provider and holds no secret.",
        discussion: "Put the text that rcsops decrypt prints there, under the key that is named.")

    @Argument(help: ArgumentHelp("What the provider calls it: KEY=REMOTE-KEY#PROPERTY, where KEY= and #PROPERTY may be left out.", valueName: "reference"))
    var references: [String]
    @Option(name: .long, help: "The name of the ExternalSecret and its Secret.") var name: String
    @Option(name: .long, help: "The name of the store.") var store: String
    @Option(name: .long, help: "SecretStore or ClusterSecretStore.") var storeKind: ExternalSecret.StoreKind = .secretStore
    @Option(name: .long, help: "How often it is read, such as 1h.") var refreshInterval = "1h"
    @OptionGroup var object: RenderObjectOptions
    @Option(name: .long, help: "Write to this file.", completion: .file()) var output: String?

    func run() throws {
        try reporting { () throws(Failure) in
            try RenderTargetOperation.externalSecret(
                name: name, object: object, store: store, storeKind: storeKind, refresh: refreshInterval, references: references, output: output)
        }
    }
}
