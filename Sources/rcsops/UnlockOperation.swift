import FileReplacement
import RcloneConfig
import SecretMemory

/// `config unlock`: takes rclone's own encryption off.
enum UnlockOperation {
    static func run(file: String?, inPlace: Bool, output path: String?, password: PasswordSources) throws(Failure) {
        let input = Input(file)
        let output = try Output(inPlace: inPlace, path: path, input: input)
        try input.checkExists()
        let arena = SecretArena()
        let source = try input.read(into: arena)
        let config: EncryptedConfig?
        do throws(EncryptedConfigError) { config = try EncryptedConfig(recognising: source) } catch { throw .of(error, file: input.name) }
        guard let config else {
            throw Failure(
                "RC9130", exit: 2, "\"" + input.name + "\" is not encrypted by rclone: it has no RCLONE_ENCRYPT_V0",
                fix: "nothing is to be done; rcsops decrypt opens what sops encrypted")
        }
        try output.write(try password.plaintext(of: config, name: input.name, in: arena))
        if case .file(let path) = output, !password.isQuiet, FileReading.isReadableByOthers(path) {
            System.warn("\"" + path + "\" holds plaintext now, and others may read it: chmod 600 it")
        }
    }
}
