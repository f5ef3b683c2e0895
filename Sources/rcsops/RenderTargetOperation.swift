import ChildPrograms
import Cryptography
import FileReplacement
import KubernetesSecrets
import RcloneConfig
import SecretMemory

/// The renderings that are no plain Secret: sealed, referred to, in a file, in the hands of another program.
enum RenderTargetOperation {
    static func sealedSecret(
        files: [String], name: String, key: String?, certificate path: String, scope: SealedSecret.Scope, object: RenderObjectOptions,
        content: RenderContentOptions, output target: String?
    ) throws(Failure) {
        let output = try Output(inPlace: false, path: target, input: Input(files.first))
        guard object.namespace != nil || scope == .clusterWide else {
            throw Failure(
                "RC7216", exit: 64, "a SealedSecret of the scope " + scope.rawValue + " opens in one namespace only",
                fix: "name it with --namespace, or use --scope cluster-wide")
        }
        _ = try KubernetesSecret.checked(name: name, object, [])
        let marks = Set(SealedSecret.Scope.allCases.compactMap(\.annotation)).subtracting([scope.annotation ?? ""])
        for mark in marks.sorted() where try RenderObjectOptions.pairs(object.annotation, "--annotation")[mark] != nil {
            throw Failure(
                "RC7228", exit: 64, "--annotation " + mark + " names another scope than --scope " + scope.rawValue + ", and it would never open",
                fix: "leave the annotation out; --scope sets the right one")
        }
        let arena = SecretArena()
        try output.refuseReplacing(Input(path))
        guard path != "-" || !files.contains(where: RenderSource.isStandardInput) else { throw RenderSource.twoStandardInputs }
        let certificate = try certificate(path)
        let source = try RenderSource(files, content.source(key: key), for: output, in: arena)
        let secret = try KubernetesSecret.checked(name: name, object, type: content.type, isImmutable: content.immutable, source.entries)
        let sealed: SealedSecret
        do throws(CryptographyError) { sealed = try SealedSecret(secret, for: certificate.publicKey, scope: scope) } catch {
            throw .ofCertificate(error, file: path)
        }
        try output.write(sealed.yaml(in: arena))
    }

    private static func certificate(_ path: String) throws(Failure) -> X509Certificate {
        let input = Input(path)
        try input.checkExists()
        let text = try input.read(into: SecretArena.ofCiphertext())
        let certificate: X509Certificate
        do throws(CryptographyError) {
            certificate = try text.withBytes { (bytes) throws(CryptographyError) in try X509Certificate(pem: bytes) }
        } catch { throw .ofCertificate(error, file: input.name) }
        guard certificate.validity.contains(System.now) else {
            let isEarly = System.now < certificate.validity.lowerBound
            throw Failure(
                "RC7217", exit: 1, "the certificate \"" + input.name + "\" is " + (isEarly ? "not valid yet" : "no longer valid"),
                fix: isEarly ? "set the clock right" : "fetch the controller's present one: kubeseal --fetch-cert")
        }
        return certificate
    }

    static func externalSecret(
        name: String, object: RenderObjectOptions, store: String, storeKind: ExternalSecret.StoreKind, refresh: String, references words: [String],
        output path: String?
    ) throws(Failure) {
        let output = try Output(inPlace: false, path: path, input: Input(nil))
        guard isDuration(refresh) else {
            throw Failure("RC7218", exit: 64, "\"" + System.printable(refresh) + "\" is no interval", fix: "write a number and a unit, such as 1h or 30m; 0 for never")
        }
        var references: [ExternalSecret.Reference] = []
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let (key, place) = parts.count == 2 ? (parts[0], parts[1]) : ("rclone.conf", parts[0])
            let halves = place.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let remoteKey = halves.first, !halves.contains("") else {
                throw Failure("RC7219", exit: 64, "\"" + System.printable(word) + "\" names nothing at the provider", fix: "write KEY=REMOTE-KEY, or KEY=REMOTE-KEY#PROPERTY")
            }
            references.append(ExternalSecret.Reference(key: key, remoteKey: remoteKey, property: halves.count == 2 ? halves[1] : nil))
        }
        let labels = try RenderObjectOptions.pairs(object.label, "--label")
        let annotations = try RenderObjectOptions.pairs(object.annotation, "--annotation")
        let secret: ExternalSecret
        do throws(KubernetesSecretError) {
            secret = try ExternalSecret(
                name: name, namespace: object.namespace, labels: labels, annotations: annotations, store: store, storeKind: storeKind,
                refreshInterval: refresh, references: references)
        } catch { throw .of(error) }
        try output.write(secret.yaml(in: SecretArena()))
    }

    // Go's time.ParseDuration, without a sign.
    private static func isDuration(_ text: String) -> Bool {
        if text == "0" { return true }
        var rest = Substring(text)
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            guard number.contains(where: \.isNumber), number.count(where: { $0 == "." }) <= 1,
                let unit = ["ns", "us", "µs", "ms", "h", "m", "s"].first(where: rest.hasPrefix)
            else { return false }
            rest = rest.dropFirst(unit.count)
        }
        return !text.isEmpty
    }

    /// The rclone.conf as a file that only its owner reads.
    static func file(_ file: String, options: RenderSource.Options, output path: String) throws(Failure) {
        let output = try Output(inPlace: false, path: path, input: Input(file))
        if case .file = output, FileReading.exists(path), FileReading.isReadableByOthers(path) {
            throw Failure(
                "RC7220", exit: 1, "\"" + path + "\" is there, and others may read it; a new file would keep its mode",
                fix: "chmod 600 it, or remove it")
        }
        let arena = SecretArena()
        let document = try RenderSource.config(file, options, for: output, in: arena)
        try output.write(document.source)
    }

    /// What systemd keeps encrypted for this machine, and on stdout the lines for the unit.
    static func systemd(_ file: String, options: RenderSource.Options, credential name: String, output path: String) throws(Failure) {
        // Of the rest some have a meaning of their own in `LoadCredentialEncrypted=` or `Environment=`.
        let isName = !name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix(".")
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        guard isName else {
            throw Failure("RC7221", exit: 64, "\"" + System.printable(name) + "\" is no name of a credential", fix: "use letters, digits, - _ and ., no . at the start")
        }
        let output = try Output(inPlace: false, path: path, input: Input(file))
        guard case .file = output else {
            throw Failure("RC7221", exit: 64, "the unit's lines go to stdout, and the credential to a file", fix: "name a file with --output")
        }
        let place = System.absolutePath(of: path)
        guard !place.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), !place.hasSuffix(" "), !place.hasSuffix("\\") else {
            throw Failure(
                "RC7221", exit: 64, "systemd would not take the path \"" + System.printable(place) + "\" as it stands",
                fix: "choose one without control characters, and no blank or \\ at the end")
        }
        let arena = SecretArena()
        let document = try RenderSource.config(file, options, for: output, in: arena)
        // systemd.exec(5), `LoadCredentialEncrypted=`.
        try check(document.source, limit: 1 << 20, of: "a credential of systemd")
        let sealed = try run(["systemd-creds", "encrypt", "--name=" + name, "-", "-"], with: document.source, in: arena)
        guard !sealed.isEmpty else { throw Failure("RC7225", exit: 1, "systemd-creds printed nothing", fix: "see what it says when it is run alone") }
        try output.write(sealed)
        // % begins a specifier (systemd.unit(5)).
        let written = place.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
        try System.put("[Service]\nLoadCredentialEncrypted=" + name + ":" + written + "\nEnvironment=RCLONE_CONFIG=%d/" + name + "\n")
    }

    /// Gives the file to podman or docker on stdin; what they print, the secret's id, goes to stdout.
    static func containerSecret(_ file: String, options: RenderSource.Options, program: String, name: String) throws(Failure) {
        // docker swarmkit `validateSecretSpec`, podman `secrets.validateSecretName`: the stricter of both.
        func isAlphanumeric(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) }
        let bytes = Array(name.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 64, isAlphanumeric(first), isAlphanumeric(last),
            bytes.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") })
        else {
            throw Failure("RC7222", exit: 64, "\"" + System.printable(name) + "\" is no name that " + program + " takes", fix: "use at most 64 letters, digits, - _ and ., a letter or digit at both ends")
        }
        let arena = SecretArena()
        let document = try RenderSource.config(file, options, in: arena)
        // swarmkit `MaxSecretSize`, podman `maxSecretSize`: both want less than that.
        try check(document.source, limit: 511_999, of: "a secret of " + program)
        try System.put(try run([program, "secret", "create", name, "-"], with: document.source, in: arena))
    }

    private static func check(_ text: SecretSlice, limit: Int, of what: String) throws(Failure) {
        guard text.count <= limit else {
            throw Failure("RC7223", exit: 1, "the rclone.conf has \(text.count) bytes, and " + what + " takes \(limit)", fix: "split it: each job needs only its own remotes (--remote)")
        }
    }

    private static func run(_ words: [String], with input: SecretSlice, in arena: SecretArena) throws(Failure) -> SecretSlice {
        guard ProgramSearch.path(of: words[0]) != nil else {
            throw Failure("RC7224", exit: 1, words[0] + " is not in PATH; nothing is written", fix: words[0] == "systemd-creds" ? "run it on a machine with systemd 250 or later" : "install it")
        }
        let result: ProgramRun
        do throws(ProgramFailure) {
            result = try input.withBytes { (bytes) throws(ProgramFailure) in
                try ProgramRun.of(words, input: bytes, errors: .kept, limit: 8 << 20, seconds: 120, into: arena)
            }
        } catch { throw Failure("RC7225", exit: 1, words[0] + " " + error.message, fix: "see what it says when it is run alone") }
        guard result.ending == .exit(0) else {
            throw Failure("RC7225", exit: 1, words[0] + " failed: " + System.printable(result.errorText), fix: "see to what it says")
        }
        return result.output
    }
}
