import Cryptography
import EncryptedFiles
import RcloneConfig
import SecretMemory

/// `config lock`: puts rclone's own encryption around an rclone.conf, whose bytes stay as they are.
enum LockOperation {
    static func run(file: String?, inPlace: Bool, output path: String?, password: PasswordSources) throws(Failure) {
        let input = Input(file)
        let output = try Output(inPlace: inPlace, path: path, input: input)
        try input.checkExists()
        let arena = SecretArena()
        let source = try input.read(into: arena)
        // To change a password one must know the old one, and the sources give just one.
        let isLocked: Bool
        do throws(EncryptedConfigError) { isLocked = try EncryptedConfig(recognising: source) != nil } catch { throw .of(error, file: input.name) }
        guard !isLocked else {
            throw Failure(
                "RC9131", exit: 2, "\"" + input.name + "\" is encrypted by rclone already",
                fix: "for another password unlock it first: rcsops config unlock --in-place FILE")
        }
        let text = try DecryptOperation.rcloneConfig(of: source, input: input, password: password, arena: arena)
        let document = RcloneDocument(parsing: text)
        guard RcloneFile.recognise(document) == .rcloneConfig else {
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: input.name)
        }
        let key = try password.newKey(name: input.name, in: arena)
        let locked: SecretSlice
        do throws(EncryptedConfigError) {
            locked = try EncryptedConfig.seal(text, key: key, nonce: SecureRandom.bytes(SecretBox.nonceSize), in: arena)
        } catch { throw .of(error, file: input.name) }
        try output.write(locked)
    }
}
