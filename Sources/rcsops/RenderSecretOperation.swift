import EncryptedFiles
import KubernetesSecrets
import RcloneConfig
import SecretMemory

/// `render secret`: a Kubernetes Secret that holds the rclone.conf, from the plain or the encrypted file.
enum RenderSecretOperation {
    static func run(
        file: String?, name: String, namespace: String?, remotes: [String], output path: String?, password: PasswordSources
    ) throws(Failure) {
        let input = Input(file)
        let output = try Output(inPlace: false, path: path, input: input)
        let manifest: SecretManifest
        do throws(SecretManifestError) { manifest = try SecretManifest(name: name, namespace: namespace) } catch { throw failure(error) }
        try input.checkExists()
        let arena = SecretArena()
        let text = try DecryptOperation.rcloneConfig(
            of: try input.read(into: arena), input: input, password: password, arena: arena)
        let document = RcloneDocument(parsing: text)
        guard RcloneFile.recognise(document) == .rcloneConfig else {
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: input.name)
        }
        let narrowed = try RemoteSelection.narrow(document, to: remotes, file: input.name, arena: arena)
        let rendered: SecretSlice
        do throws(SecretManifestError) { rendered = try manifest.render(narrowed.source, in: arena) } catch { throw failure(error) }
        try output.write(rendered)
    }

    private static func failure(_ error: SecretManifestError) -> Failure {
        switch error {
        case .invalidName(let what, let name, let rule):
            Failure("RC7001", exit: 64, "\"" + name + "\" is no name that Kubernetes takes for a " + what, fix: "use " + rule)
        case .tooLarge(let size, let limit):
            Failure(
                "RC7002", exit: 1, "the rclone.conf has \(size) bytes, and a Secret takes \(limit)",
                fix: "split it: each job needs only its own remotes")
        }
    }
}
