import Cryptography
import EncryptedFiles
import FileReplacement
import RcloneConfig
import SecretMemory
import SopsDocument

/// A file whose rclone.conf is changed, in the form in which it is kept.
struct RcloneSource {
    private enum Form {
        case plain, encrypted
        /// By rclone itself.
        case locked(UnlockedConfig)

        var isPlain: Bool { if case .plain = self { true } else { false } }
    }

    let document: RcloneDocument
    private let form: Form
    private let input: Input
    private let bytes: SecretSlice
    private let arena: SecretArena

    /// Reads and decrypts it.
    init(_ input: Input, password: PasswordSources, in arena: SecretArena) throws(Failure) {
        try input.checkExists()
        self.input = input
        self.arena = arena
        bytes = try input.read(into: arena)
        let locked: EncryptedConfig?
        do throws(EncryptedConfigError) { locked = try EncryptedConfig(recognising: bytes) } catch { throw .of(error, file: input.name) }
        if let locked {
            let unlocked = try password.unlock(locked, name: input.name, in: arena)
            (document, form) = (RcloneDocument(parsing: unlocked.text), .locked(unlocked))
            try checkReadable()
            return
        }
        switch InputForm.recognise(bytes, in: arena) {
        case .rcloneConfig(let found): (document, form) = (found, .plain)
        case .sopsINI:
            document = RcloneDocument(parsing: try DecryptOperation.rcloneConfig(of: bytes, input: input, arena: arena))
            form = .encrypted
        // A file without a type in it may be about to get one.
        case .other: (document, form) = (RcloneDocument(parsing: bytes), .plain)
        case .unusable(let error): throw .ofEncrypted(error, file: input.name)
        case .manifest, .sopsDocument:
            throw Failure(
                "RC8101", exit: 2, "\"" + input.name + "\" is no rclone.conf of its own, and can't be changed in that form",
                fix: "get the rclone.conf out (rcsops decrypt), change it, and make the other file of it again")
        }
        try checkReadable()
    }

    private func checkReadable() throws(Failure) {
        guard document.unreadable.isEmpty else {
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: input.name)
        }
    }

    /// Puts the changed file in its place, or elsewhere. Refuses when somebody else has written it in the meantime.
    func save(_ changed: RcloneDocument, output: String?, isQuiet: Bool) throws(Failure) {
        let isInPlace = output == nil
        // rclone's encryption would give other bytes for the same text.
        if isInPlace, input.path != nil, changed.source.equals(document.source) { return }
        let result = try written(changed, isQuiet: isQuiet)
        guard let path = output ?? input.path, path != "-" else { return try System.put(result) }
        do throws(FileError) { try FileWriting.replace(path, with: result, of: isInPlace ? bytes : nil) } catch {
            throw .writing(error, name: path)
        }
        if !isInPlace, form.isPlain, !isQuiet, FileReading.isReadableByOthers(path) {
            System.warn("\"" + path + "\" holds plaintext, and others may read it: chmod 600 it")
        }
    }

    private func written(_ changed: RcloneDocument, isQuiet: Bool) throws(Failure) -> SecretSlice {
        switch form {
        case .plain: return changed.source
        case .locked(let unlocked): return try unlocked.lock(changed.source, name: input.name, in: arena)
        case .encrypted:
            do throws(EncryptedFileError) {
                let former = try FormerDocument.open(bytes, store: DocumentStore(.ini), identities: System.identities, in: arena)
                return try RcloneEncryption.encrypt(
                    changed, onto: former, effects: Effects(now: { System.now }, fill: { SecureRandom.fill($0) }), in: arena
                ).bytes
            } catch { throw .ofEncrypted(error, file: input.name) }
        }
    }
}
