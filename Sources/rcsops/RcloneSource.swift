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
        /// Inside of another document, perhaps in rclone's own encryption there.
        case embedded(EmbeddedSource, UnlockedConfig?, isEncrypted: Bool)

        /// True when the result is readable by whoever can read the file.
        var isPlain: Bool {
            switch self {
            case .plain, .embedded(_, nil, isEncrypted: false): true
            case .encrypted, .locked, .embedded: false
            }
        }
    }

    let document: RcloneDocument
    private let form: Form
    private let input: Input
    private let bytes: SecretSlice
    private let password: PasswordSources
    private let arena: SecretArena

    /// Reads and decrypts it.
    init(_ input: Input, password: PasswordSources, in arena: SecretArena) throws(Failure) {
        try self.init(input, password: password, former: nil, in: arena)
    }

    /// The file as it is now; the password that opened it before is not asked for again.
    func readAnew() throws(Failure) -> RcloneSource {
        let former: UnlockedConfig?
        switch form {
        case .locked(let unlocked): former = unlocked
        case .embedded(_, let inner, _): former = inner
        case .plain, .encrypted: former = nil
        }
        return try RcloneSource(input, password: password, former: former, in: arena)
    }

    private init(_ input: Input, password: PasswordSources, former: UnlockedConfig?, in arena: SecretArena) throws(Failure) {
        try input.checkExists()
        self.input = input
        self.password = password
        self.arena = arena
        bytes = try input.read(into: arena)
        if let unlocked = try Self.unlocked(bytes, former, password, input, arena) {
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
        case .manifest(let format, _): (document, form) = try Self.embedded(bytes, format, isEncrypted: false, former, password, input, arena)
        case .sopsDocument(let format): (document, form) = try Self.embedded(bytes, format, isEncrypted: true, former, password, input, arena)
        }
        try checkReadable()
    }

    /// Nil when it is not in rclone's own encryption.
    private static func unlocked(
        _ text: SecretSlice, _ former: UnlockedConfig?, _ password: PasswordSources, _ input: Input, _ arena: SecretArena
    ) throws(Failure) -> UnlockedConfig? {
        let locked: EncryptedConfig?
        do throws(EncryptedConfigError) { locked = try EncryptedConfig(recognising: text) } catch { throw .of(error, file: input.name) }
        guard let locked else { return nil }
        if let former, let again = former.open(locked, in: arena) { return again }
        return try password.unlock(locked, name: input.name, in: arena)
    }

    private static func embedded(
        _ bytes: SecretSlice, _ format: DocumentFormat, isEncrypted: Bool, _ former: UnlockedConfig?, _ password: PasswordSources,
        _ input: Input, _ arena: SecretArena
    ) throws(Failure) -> (RcloneDocument, Form) {
        let source = try EmbeddedSource(bytes, format, isEncrypted: isEncrypted, name: input.name, in: arena)
        source.config.tellOthers(in: input.name)
        let inner = try unlocked(source.config.text, former, password, input, arena)
        return (RcloneDocument(parsing: inner?.text ?? source.config.text), .embedded(source, inner, isEncrypted: isEncrypted))
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
        case .embedded(let source, let inner, _):
            let text = try inner?.lock(changed.source, name: input.name, in: arena) ?? changed.source
            return try source.written(with: text, isQuiet: isQuiet)
        case .encrypted:
            do throws(EncryptedFileError) {
                let former = try FormerDocument.open(bytes, store: DocumentStore(.ini), identities: System.identities, in: arena)
                return try RcloneEncryption.encrypt(
                    changed, onto: former, effects: System.effects, in: arena
                ).bytes
            } catch { throw .ofEncrypted(error, file: input.name) }
        }
    }
}
