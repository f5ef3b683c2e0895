import DocumentTree
import EncryptedFiles
import FileReplacement
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
        case .sopsINI(let tree):
            let result = try decrypt(tree, options: options, name: input.name)
            try output.write(result.text)
            // The mode is the owner's choice, made for ciphertext perhaps.
            if case .file(let path) = output, !options.isQuiet, FileReading.isReadableByOthers(path) {
                System.warn("\"" + path + "\" holds plaintext now, and others may read it: chmod 600 it")
            }
            if !options.isQuiet { tell(result, name: input.name) }
        case .rcloneConfig, .other: throw .of(SopsError.metadataNotFound, file: input.name)
        case .unusable(let error): throw .of(error, file: input.name)
        }
    }

    /// The plaintext of an input that may be either form, for the commands that take both.
    static func plaintext(of source: SecretSlice, input: Input, arena: SecretArena) throws(Failure) -> SecretSlice {
        switch InputForm.recognise(source, in: arena) {
        case .sopsINI(let tree):
            return try decrypt(tree, options: DecryptOptions(), name: input.name).text
        case .rcloneConfig, .other: return source
        case .unusable(let error): throw .of(error, file: input.name)
        }
    }

    private static func decrypt(
        _ tree: DocumentTree, options: DecryptOptions, name: String
    ) throws(Failure) -> RcloneDecryption.Result {
        do throws(EncryptedFileError) {
            return try RcloneDecryption.decrypt(
                tree,
                identities: IdentitySources(
                    environment: { System.environment($0) },
                    secretEnvironment: { System.secretEnvironment($0, into: $1) }),
                ignoringMAC: options.ignoresMAC, damage: options.damagedValues, asSops: options.actsAsSops)
        } catch { throw .of(error, file: name) }
    }

    private static func tell(_ result: RcloneDecryption.Result, name: String) {
        if result.lostComments > 0 {
            System.warn("\(result.lostComments) encrypted comments of " + name + " did not open, and are left out; values are right")
        }
        switch result.outcome {
        case .exact, .canonical: break
        case .merged: System.say("rcsops: note: " + name + " was changed since it was encrypted; its layout was kept around the changes\n")
        case .dropped: System.warn("the layout of " + name + " could not be used; values are right, comments and spacing are lost")
        }
    }
}
