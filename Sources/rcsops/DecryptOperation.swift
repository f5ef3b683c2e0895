import EncryptedFiles
import MasterKeys
import RcloneConfig
import SecretMemory
import SopsDocument

/// `decrypt`: a sops document in, the rclone.conf out.
enum DecryptOperation {
    static func run(_ options: DecryptOptions) throws(Failure) {
        let input = Input(options.file, override: options.filenameOverride)
        let output = try Output(inPlace: options.inPlace, path: options.output, input: input)
        try input.checkExists()
        let arena = SecretArena()
        let source = try input.read(into: arena)
        switch InputForm.recognise(source, in: arena) {
        case .sopsINI(let sections):
            let result = try decrypt(sections, options: options, name: input.name, arena: arena)
            try output.write(result.text)
            if !options.isQuiet { tell(result.outcome, name: input.name) }
        case .rcloneConfig, .other: throw .of(SopsError.metadataNotFound, file: input.name)
        case .encryptedByRclone: throw .of(EncryptedFileError.encryptedByRclone, file: input.name)
        case .manifest: throw .of(EncryptedFileError.manifest, file: input.name)
        case .otherSopsDocument: throw .of(EncryptedFileError.otherSopsDocument, file: input.name)
        }
    }

    /// The plaintext of an input that may be either form, for the commands that take both.
    static func plaintext(of input: Input, arena: SecretArena) throws(Failure) -> SecretSlice {
        let source = try input.read(into: arena)
        switch InputForm.recognise(source, in: arena) {
        case .sopsINI(let sections):
            return try decrypt(sections, options: DecryptOptions(), name: input.name, arena: arena).text
        case .rcloneConfig, .other: return source
        case .encryptedByRclone: throw .of(EncryptedFileError.encryptedByRclone, file: input.name)
        case .manifest: throw .of(EncryptedFileError.manifest, file: input.name)
        case .otherSopsDocument: throw .of(EncryptedFileError.otherSopsDocument, file: input.name)
        }
    }

    private static func decrypt(
        _ sections: [INISection], options: DecryptOptions, name: String, arena: SecretArena
    ) throws(Failure) -> RcloneDecryption.Result {
        do throws(EncryptedFileError) {
            return try RcloneDecryption.decrypt(
                sections,
                identities: IdentitySources(
                    environment: { System.environment($0) },
                    secretEnvironment: { System.secretEnvironment($0, into: $1) }),
                ignoringMAC: options.ignoresMAC, damage: options.damagedValues, in: arena)
        } catch { throw .of(error, file: name) }
    }

    private static func tell(_ outcome: LayoutRestoring.Outcome, name: String) {
        switch outcome {
        case .exact, .canonical: break
        case .merged: System.say("rcsops: note: " + name + " was changed since it was encrypted; its layout was kept around the changes\n")
        case .dropped: System.warn("the layout of " + name + " could not be used; values are right, comments and spacing are lost")
        }
    }
}
