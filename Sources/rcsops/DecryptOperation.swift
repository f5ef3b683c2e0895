import DocumentTree
import EncryptedFiles
import FileReplacement
import RcloneConfig
import SecretMemory
import SopsDocument

/// `decrypt`: a sops document in, the plaintext out; an rclone.conf byte for byte.
enum DecryptOperation {
    static func run(_ options: DecryptOptions) throws(Failure) {
        try RemoteSelection.refuseLoss(options.remotes, inPlace: options.inPlace)
        let input = Input(options.file, override: options.filenameOverride)
        let output = try Output(inPlace: options.inPlace, path: options.output, input: input)
        try input.checkExists()
        let arena = SecretArena()
        let source = try input.read(into: arena)
        try output.write(try text(of: source, input: input, options: options, arena: arena))
        // The mode is the owner's choice, made for ciphertext perhaps.
        if case .file(let path) = output, !options.isQuiet, FileReading.isReadableByOthers(path) {
            System.warn("\"" + path + "\" holds plaintext now, and others may read it: chmod 600 it")
        }
    }

    /// The plaintext of a document that was read, in the format that is asked for.
    static func text(
        of source: SecretSlice, input: Input, options: DecryptOptions, arena: SecretArena
    ) throws(Failure) -> SecretSlice {
        let named = DocumentFormat(path: input.name)
        let form = InputForm.recognise(source, as: options.formats.inputType ?? named, in: arena)
        let inputFormat = options.formats.inputType ?? format(of: form, named: named, asSops: options.actsAsSops)
        let outputFormat = options.formats.outputType ?? (named == .binary ? inputFormat : named)
        if case .sopsINI(let tree) = form, inputFormat == .ini, outputFormat == .ini {
            let result = try decrypt(tree, options: options, name: input.name)
            if !options.isQuiet { tell(result, name: input.name) }
            return try RemoteSelection.narrow(result.text, to: options.remotes, file: input.name, arena: arena)
        }
        if !options.remotes.isEmpty { throw RemoteSelection.noRemotes(in: input.name) }
        switch form {
        case .unusable(let error) where inputFormat == .ini: throw .ofEncrypted(error, file: input.name)
        case .rcloneConfig, .other: if inputFormat == .ini { throw .of(SopsError.metadataNotFound, file: input.name) }
        case .sopsINI, .sopsDocument, .manifest, .unusable: break
        }
        let indents = options.actsAsSops || inputFormat != .ini ? try KeySelection.configuration(named: nil)?.indents ?? [:] : [:]
        do throws(EncryptedFileError) {
            let result = try DocumentDecryption.decrypt(
                source, from: options.formats.store(inputFormat, indents), identities: System.identities,
                ignoringMAC: options.ignoresMAC, in: arena)
            if result.lostComments > 0, !options.isQuiet {
                System.warn("Found possibly unencrypted comment in file. \(result.lostComments) comments of " + input.name + " did not open, and stay as they are")
            }
            return try DocumentDecryption.text(of: result, in: options.formats.store(outputFormat, indents))
        } catch { throw .ofEncrypted(error, file: input.name) }
    }

    /// By the name, as sops goes; where that says nothing, by the content.
    static func format(of form: InputForm, named: DocumentFormat, asSops: Bool) -> DocumentFormat {
        switch form {
        case .sopsINI: return named == .binary || named == .ini ? .ini : named
        // Only a binary document has one item beside its metadata, so it is one unless the name says JSON.
        case .sopsDocument(.json): return named
        case .sopsDocument(let format): return named == .binary && !asSops ? format : named
        case .rcloneConfig, .other, .unusable: return named == .binary && !asSops ? .ini : named
        case .manifest(let format, _): return named == .binary && !asSops ? format : named
        }
    }

    /// The rclone.conf in an input of any form, for the commands that want one; without rclone's own encryption, wherever
    /// that is around it.
    static func rcloneConfig(
        of source: SecretSlice, input: Input, password: PasswordSources = PasswordSources(), arena: SecretArena
    ) throws(Failure) -> SecretSlice {
        // It hides the file's form, so it comes off first.
        let outer = try password.plaintext(of: source, name: input.name, in: arena)
        let inner = try config(of: outer, input: input, arena: arena)
        return try password.plaintext(of: inner, name: input.name, in: arena)
    }

    private static func config(of source: SecretSlice, input: Input, arena: SecretArena) throws(Failure) -> SecretSlice {
        let form = InputForm.recognise(source, in: arena)
        switch form {
        case .sopsINI(let tree): return try decrypt(tree, options: DecryptOptions(), name: input.name).text
        case .rcloneConfig, .other: return source
        case .unusable(let error): throw .ofEncrypted(error, file: input.name)
        case .manifest(let format, _):
            let tree: DocumentTree
            do throws(SopsError) { tree = try DocumentStore(format).read(source, in: arena) } catch { throw .of(error, file: input.name) }
            return try config(in: tree, input: input)
        case .sopsDocument(let format):
            let result: DocumentDecryption.Result
            do throws(EncryptedFileError) {
                result = try DocumentDecryption.decrypt(
                    source, from: DocumentStore(format), identities: System.identities, ignoringMAC: false, in: arena)
            } catch { throw .ofEncrypted(error, file: input.name) }
            return try config(in: result.tree, input: input)
        }
    }

    private static func config(in tree: DocumentTree, input: Input) throws(Failure) -> SecretSlice {
        guard let found = EmbeddedConfig(in: tree) else { throw .holdsNoConfig(input.name) }
        return found.text
    }

    private static func decrypt(
        _ tree: DocumentTree, options: DecryptOptions, name: String
    ) throws(Failure) -> RcloneDecryption.Result {
        do throws(EncryptedFileError) {
            return try RcloneDecryption.decrypt(
                tree, identities: System.identities, ignoringMAC: options.ignoresMAC, damage: options.damagedValues,
                asSops: options.actsAsSops)
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
