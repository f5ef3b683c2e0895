import DocumentTree
import EncryptedFiles
import FileReplacement
import KubernetesSecrets
import RcloneConfig
import SecretMemory
import SopsDocument

/// `unrender`: the rclone.conf out of a Secret, checked and encrypted. Plaintext touches no disk unless it is asked for.
struct UnrenderOperation {
    private let options: UnrenderOptions
    private let input: Input
    private let arena = SecretArena()

    static func run(_ options: UnrenderOptions) throws(Failure) {
        try checkUsage(options)
        let input = Input(options.file)
        let output = try Output(inPlace: false, path: options.output, input: input)
        if case .file(let path) = output, FileReading.exists(path) { throw .writing(.alreadyThere(path: path), name: path) }
        try input.checkExists()
        try UnrenderOperation(options: options, input: input).run(output)
    }

    private static func checkUsage(_ options: UnrenderOptions) throws(Failure) {
        let encryption = options.encryption
        if options.isPlain, (options.output ?? "").isEmpty {
            throw Failure(
                "RC7306", exit: 64, "--plain writes plaintext, and no file for it is named",
                fix: "give --output FILE, which gets mode 0600; or leave --plain out, and the result is encrypted")
        }
        if options.isPlain, encryption.onto != nil {
            throw Failure("RC7306", exit: 64, "--plain and --onto contradict each other", fix: "give one of the two")
        }
        let namesKeys = encryption.recipients != nil || encryption.fingerprints != nil || !encryption.recipientFiles.isEmpty || encryption.config != nil
        if namesKeys, options.isPlain || encryption.onto != nil {
            throw Failure(
                "RC7306", exit: 64,
                options.isPlain ? "--plain encrypts to nobody, and recipients are named" : "--onto takes the recipients of its file, and others are named",
                fix: "leave one of the two out; rcsops updatekeys changes a file's recipients")
        }
        if options.isPlain, encryption.filenameOverride != nil {
            throw Failure("RC7306", exit: 64, "--filename-override chooses a creation rule, and --plain encrypts nothing", fix: "leave one of the two out")
        }
        if options.inPlace, encryption.onto == nil {
            throw Failure(
                "RC7306", exit: 64, "--in-place replaces the file that --onto names, and there is none",
                fix: "give --onto FILE for a file that is there, --output FILE for a new one")
        }
        if options.inPlace, options.output != nil {
            throw Failure("RC6002", exit: 8, "cannot operate on both --output and --in-place", fix: "give one of the two")
        }
        try RemoteSelection.refuseLoss(encryption.remotes, inPlace: options.inPlace)
    }

    private func run(_ output: Output) throws(Failure) {
        let secret = try secret()
        if secret.holdsAppliedCopy, !options.encryption.isQuiet {
            System.warn(
                "Secret " + secret.title + " has the annotation " + StoredSecret.appliedAnnotation.description
                    + ", a copy of what kubectl apply was given, and often of the secret in the clear: apply with --server-side,"
                    + " and take it away: kubectl annotate secret " + secret.kubectlName + " " + StoredSecret.appliedAnnotation.description + "-")
        }
        let (key, value) = try value(in: secret)
        let others = secret.keys.filter { $0 != key }
        if !others.isEmpty, !options.encryption.isQuiet {
            System.say("rcsops: note: Secret " + secret.title + " has other keys, which are left out: " + others.joined(separator: ", ") + "\n")
        }
        let name = secret.title + "/" + key
        let document = try config(value, name: name)
        if !options.encryption.isQuiet { tellFindings(document, name: name) }
        let narrowed = try RemoteSelection.narrow(document, to: options.encryption.remotes, file: name, arena: arena)
        if options.isPlain { return try write(narrowed.source, to: output) }
        var encryption = options.encryption
        encryption.filenameOverride = encryption.filenameOverride ?? encryption.onto ?? output.path ?? key
        let former = options.inPlace ? try Input(encryption.onto).read(into: arena) : nil
        let bytes = try EncryptOperation.encrypted(narrowed, encryption)
        if let former, let path = encryption.onto { return try Output.file(path).write(bytes, over: former) }
        try write(bytes, to: output)
    }

    private func write(_ bytes: SecretSlice, to output: Output) throws(Failure) {
        guard case .file(let path) = output else { return try output.write(bytes) }
        do throws(FileError) { try FileWriting.createTarget(of: path, with: bytes) } catch { throw .writing(error, name: path) }
    }

    private func secret() throws(Failure) -> StoredSecret {
        let tree = try tree()
        do throws(StoredSecretError) {
            return try StoredSecret.only(in: tree, name: options.name, namespace: options.namespace)
        } catch {
            if case .noSecret(let others) = error, others.isEmpty, StoredSecret.holdsOneToBeMade(tree) {
                throw Failure(
                    "RC7301", exit: 2, "\"" + input.name + "\" is what a controller makes a Secret of, and only the cluster has that Secret",
                    fix: "give what kubectl get secret NAME -o yaml prints there")
            }
            throw .of(error, file: input.name)
        }
    }

    /// The manifests, decrypted where somebody keeps them so.
    private func tree() throws(Failure) -> DocumentTree {
        let source = try input.read(into: arena)
        switch InputForm.recognise(source, in: arena) {
        case .manifest(let format, _):
            do throws(SopsError) { return try DocumentStore(format).read(source, in: arena) } catch { throw .of(error, file: input.name) }
        case .sopsDocument(let format) where format == .yaml || format == .json:
            do throws(EncryptedFileError) {
                return try DocumentDecryption.decrypt(
                    source, from: DocumentStore(format), identities: System.identities, ignoringMAC: false, in: arena
                ).tree
            } catch { throw .ofEncrypted(error, file: input.name) }
        case .rcloneConfig:
            throw Failure("RC7301", exit: 2, "\"" + input.name + "\" is an rclone.conf itself, and no Secret", fix: "encrypt it: rcsops encrypt")
        case .sopsINI, .unusable(.encryptedByRclone):
            throw Failure("RC7301", exit: 2, "\"" + input.name + "\" is encrypted itself, and no Secret", fix: "keep it as it is, or give what kubectl get secret NAME -o yaml prints")
        case .sopsDocument, .unusable, .other: throw .of(StoredSecretError.noSecret(others: []), file: input.name)
        }
    }

    private func value(in secret: StoredSecret) throws(Failure) -> (key: String, value: SecretSlice) {
        do throws(StoredSecretError) {
            if let key = options.key { return (key, try secret.value(of: key)) }
        } catch { throw .of(error, file: secret.title) }
        var found: [(key: String, value: SecretSlice)] = []
        for key in secret.keys {
            // Other values are not ours to judge.
            guard let value = try? secret.value(of: key) else { continue }
            switch InputForm.recognise(value, in: arena) {
            case .rcloneConfig, .unusable(.encryptedByRclone), .sopsINI: found.append((key, value))
            case .sopsDocument, .manifest, .unusable, .other: continue
            }
        }
        if let named = found.first(where: { $0.key == StoredSecret.usualKey }) { return named }
        guard let first = found.first else {
            throw Failure(
                "RC7303", exit: 2, "no value of Secret " + secret.title + " is an rclone.conf; its keys: " + secret.keys.joined(separator: ", "),
                fix: "name the key with --key, if you know better")
        }
        guard found.count == 1 else {
            throw Failure(
                "RC7304", exit: 2, "Secret " + secret.title + " holds several rclone.conf: " + found.map(\.key).joined(separator: ", "),
                fix: "name one with --key")
        }
        return first
    }

    private func config(_ value: SecretSlice, name: String) throws(Failure) -> RcloneDocument {
        let text = try options.encryption.password.plaintext(of: value, name: name, in: arena)
        switch InputForm.recognise(text, in: arena) {
        case .rcloneConfig(let document): return document
        case .sopsINI, .sopsDocument:
            throw Failure(
                "RC7307", exit: 2, name + " is encrypted already: the Secret holds a sops document, and no rclone.conf",
                fix: "keep it as it is: kubectl get secret NAME -o go-template='{{index .data \"KEY\" | base64decode}}'")
        case .manifest, .unusable, .other:
            // One that has no remote yet is a configuration too when somebody says so.
            let document = RcloneDocument(parsing: text)
            guard document.unreadable.isEmpty else {
                throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: name)
            }
            return document
        }
    }

    private func tellFindings(_ document: RcloneDocument, name: String) {
        for finding in RcloneCheck.findings(in: document, file: name, now: System.now) where finding.severity > .note {
            System.say(finding.rendered() + "\n")
        }
    }
}
