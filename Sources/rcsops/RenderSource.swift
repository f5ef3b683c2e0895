import Cryptography
import DocumentTree
import EncryptedFiles
import KubernetesSecrets
import RcloneConfig
import SecretMemory
import SopsDocument

/// The files that go into a Secret, each in any form: what a pod is to see, under which key.
struct RenderSource {
    /// How the files are taken.
    struct Options {
        var remotes: [String] = []
        /// For a lone file, whose path is then taken as it stands.
        var key: String?
        /// Every key of a Secret manifest, and not its rclone.conf alone.
        var takesAllKeys = false
        var isQuiet = false
        var password = PasswordSources()
    }

    private(set) var entries: [KubernetesSecret.Entry] = []
    /// SHA-256 of the files as they lie there, in hex; nil when one of them is readable.
    private(set) var checksum: String?

    /// Reads and decrypts `[KEY=]FILE…`, none of which may be where the output goes.
    init(_ arguments: [String], _ options: Options, for output: Output, in arena: SecretArena) throws(Failure) {
        var hash = SHA256()
        var areEncrypted = true
        var kinds: Set<Kind> = []
        let places = try Self.places(arguments, options)
        // A missing file is told before the work of decrypting the others.
        for place in places {
            try place.input.checkExists()
            try output.refuseReplacing(place.input)
        }
        for (key, input) in places {
            let source = try input.read(into: arena)
            source.withBytes { hash.update($0) }
            switch InputForm.recognise(source, as: nil, in: arena) {
            case .sopsINI, .sopsDocument, .unusable(.encryptedByRclone): break
            case .rcloneConfig, .manifest, .unusable, .other: areEncrypted = false
            }
            let found = try Self.content(of: source, key: key, input: input, options, arena)
            kinds.insert(found.kind)
            entries += found.entries
        }
        let names = places.map(\.input.name).joined(separator: "\", \"")
        if !options.remotes.isEmpty, !kinds.contains(.config) { throw RemoteSelection.noRemotes(in: names) }
        if options.takesAllKeys, !kinds.contains(.manifest) {
            throw Failure("RC7227", exit: 64, "--all-keys takes the keys of a Secret manifest, and \"" + names + "\" is none", fix: "leave it out")
        }
        for entry in entries {
            guard entry.value.firstRange(of: Array("ENC[AES256_GCM,".utf8), from: 0) == nil else {
                throw Failure(
                    "RC7201", exit: 1, "the value for " + entry.key + " holds ciphertext, ENC[AES256_GCM,…]; a pod could do nothing with it",
                    fix: "give the whole encrypted file with its sops metadata, or a file without such values")
            }
        }
        let digits = Array("0123456789abcdef".utf8)
        let hex = hash.finish().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        checksum = areEncrypted ? String(decoding: hex, as: UTF8.self) : nil
    }

    /// kubectl's `--from-file`: `KEY=FILE`, or the file alone.
    private static func places(_ arguments: [String], _ options: Options) throws(Failure) -> [(key: String?, input: Input)] {
        if options.key != nil, arguments.count != 1 {
            throw Failure("RC7202", exit: 64, "--key is for one file", fix: "write KEY=FILE for each of many")
        }
        var places: [(key: String?, input: Input)] = []
        for argument in arguments {
            if let key = options.key {
                places.append((key, Input(argument)))
                continue
            }
            let parts = argument.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2, !parts.contains("") else {
                throw Failure(
                    "RC7202", exit: 64, "\"" + argument + "\" is neither FILE nor KEY=FILE",
                    fix: "write the key, one = and the path; --key KEY takes a path with = in it")
            }
            places.append(parts.count == 2 ? (parts[0], Input(parts[1])) : (nil, Input(parts[0])))
        }
        guard places.count(where: { $0.input.path == nil }) <= 1 else {
            throw twoStandardInputs
        }
        return places
    }

    /// True for `-` and `KEY=-`.
    static func isStandardInput(_ argument: String) -> Bool { argument == "-" || argument.hasSuffix("=-") }

    static var twoStandardInputs: Failure { Failure("RC7202", exit: 64, "two files from standard input", fix: "name all files but one") }

    /// What a file turned out to be.
    private enum Kind { case config, manifest, other }
    private typealias Content = (kind: Kind, entries: [KubernetesSecret.Entry])

    private static func content(
        of source: SecretSlice, key: String?, input: Input, _ options: Options, _ arena: SecretArena
    ) throws(Failure) -> Content {
        // rclone's own encryption hides the file's form, so it comes off first.
        let outer = try options.password.plaintext(of: source, name: input.name, in: arena)
        switch InputForm.recognise(outer, in: arena) {
        case .rcloneConfig, .unusable: return try config(outer, key, input, options, arena)
        case .manifest(let format, _): return try content(ofManifest: outer, format, key, input, options, arena)
        case .other: return try other(outer, key, input, options)
        case .sopsINI:
            let text = try DecryptOperation.rcloneConfig(of: outer, input: input, password: options.password, arena: arena)
            guard RcloneFile.recognise(RcloneDocument(parsing: text)) == .rcloneConfig else { return try other(text, key, input, options) }
            return try config(text, key, input, options, arena)
        case .sopsDocument(let format):
            var decryption = DecryptOptions()
            decryption.isQuiet = options.isQuiet
            let text = try DecryptOperation.text(of: outer, input: input, options: decryption, arena: arena)
            let inner = try options.password.plaintext(of: text, name: input.name, in: arena)
            switch InputForm.recognise(inner, in: arena) {
            case .rcloneConfig: return try config(inner, key, input, options, arena)
            case .manifest(let format, _): return try content(ofManifest: inner, format, key, input, options, arena)
            case .sopsINI, .sopsDocument, .unusable, .other:
                // A binary document under a name that says JSON.
                if format == .json, let tree = try? DocumentStore(.json).read(inner, in: arena), let found = EmbeddedConfig(in: tree) {
                    return try config(found.text, key, input, options, arena)
                }
                return try other(inner, key, input, options)
            }
        }
    }

    private static func content(
        ofManifest source: SecretSlice, _ format: DocumentFormat, _ key: String?, _ input: Input, _ options: Options, _ arena: SecretArena
    ) throws(Failure) -> Content {
        let tree: DocumentTree
        do throws(SopsError) { tree = try DocumentStore(format).read(source, in: arena) } catch { throw .of(error, file: input.name) }
        let secrets = StoredSecret.all(in: tree)
        guard let secret = secrets.first else { return try other(source, key, input, options) }
        guard secrets.count == 1 else {
            var failure = Failure.of(StoredSecretError.several(secrets.map(\.title)), file: input.name)
            failure.fix = "give a file that holds one of them"
            throw failure
        }
        if options.takesAllKeys {
            guard key == nil else {
                throw Failure(
                    "RC7227", exit: 64, "--all-keys takes the keys of \"" + input.name + "\", and another is given for it",
                    fix: "leave --all-keys or the key out")
            }
            do throws(StoredSecretError) { return (.manifest, try secret.entries()) } catch { throw .of(error, file: secret.title) }
        }
        let found = try config(source, key, input, options, arena)
        if secret.keys.count > 1, !options.isQuiet {
            System.say(
                "rcsops: note: of \"" + input.name + "\" its rclone.conf goes in; --all-keys takes all of: "
                    + secret.keys.sorted().joined(separator: ", ") + "\n")
        }
        return found
    }

    /// An rclone.conf, narrowed to the wanted remotes; says which go in where nobody has named them.
    private static func config(
        _ source: SecretSlice, _ key: String?, _ input: Input, _ options: Options, _ arena: SecretArena
    ) throws(Failure) -> Content {
        let document = try document(of: source, input: input, password: options.password, arena: arena)
        let narrowed = try RemoteSelection.narrow(document, to: options.remotes, file: input.name, arena: arena)
        if options.remotes.isEmpty, !options.isQuiet { tellRemotes(of: document, name: input.name) }
        return (.config, [KubernetesSecret.Entry(key: key ?? "rclone.conf", value: narrowed.source)])
    }

    /// The rclone.conf in a source of any form.
    private static func document(
        of source: SecretSlice, input: Input, password: PasswordSources, arena: SecretArena
    ) throws(Failure) -> RcloneDocument {
        let document = RcloneDocument(parsing: try DecryptOperation.rcloneConfig(of: source, input: input, password: password, arena: arena))
        guard RcloneFile.recognise(document) == .rcloneConfig else {
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: input.name)
        }
        return document
    }

    static func tellRemotes(of document: RcloneDocument, name: String) {
        let remotes = document.reading.sections.filter { $0.value("type") != nil }.map(\.name.text)
        System.say(System.printable("rcsops: note: \"" + name + "\": all remotes go in: " + remotes.joined(separator: ", ") + " (--remote chooses)\n"))
    }

    /// For the targets that hold one rclone.conf.
    static func config(
        _ file: String, _ options: Options, for output: Output = .standardOutput, in arena: SecretArena
    ) throws(Failure) -> RcloneDocument {
        let input = Input(file)
        try input.checkExists()
        try output.refuseReplacing(input)
        let document = try document(of: try input.read(into: arena), input: input, password: options.password, arena: arena)
        if options.remotes.isEmpty, !options.isQuiet { tellRemotes(of: document, name: input.name) }
        return try RemoteSelection.narrow(document, to: options.remotes, file: input.name, arena: arena)
    }

    private static func other(_ text: SecretSlice, _ key: String?, _ input: Input, _ options: Options) throws(Failure) -> Content {
        // One that rclone refuses may hold any remote, so nothing can be chosen in it.
        if !options.remotes.isEmpty {
            let document = RcloneDocument(parsing: text)
            guard document.unreadable.isEmpty || !document.reading.sections.contains(where: { $0.value("type") != nil }) else {
                throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: input.name)
            }
        }
        guard let name = key ?? input.path?.split(separator: "/").last.map(String.init) else {
            throw Failure("RC7202", exit: 64, "standard input has no name to make a key of", fix: "write KEY=-, or --key KEY")
        }
        return (.other, [KubernetesSecret.Entry(key: name, value: text)])
    }
}
