import DocumentTree
import EncryptedFiles
import FileReplacement
import MasterKeys
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
        let part = try ExtractedPart(options)
        let arena = SecretArena()
        let source = try input.read(into: arena)
        let text = try text(of: source, input: input, options: options, part, arena: arena)
        try output.write(text, over: options.inPlace ? source : nil)
        // The mode is the owner's choice, made for ciphertext perhaps.
        if case .file(let path) = output, !options.isQuiet, FileReading.isReadableByOthers(path) {
            System.warn("\"" + path + "\" holds plaintext now, and others may read it: chmod 600 it")
        }
    }

    /// The plaintext of a document that was read, or a part of it, in the format that is asked for.
    static func text(
        of source: SecretSlice, input: Input, options: DecryptOptions, _ part: ExtractedPart? = nil, arena: SecretArena
    ) throws(Failure) -> SecretSlice {
        let order = try EncryptedInput.order(options.decryptionOrder)
        let named = DocumentFormat(path: input.name)
        let form = InputForm.recognise(source, as: options.formats.inputType ?? named, in: arena)
        let inputFormat = options.formats.inputType ?? format(of: form, named: named, asSops: options.actsAsSops)
        // sops goes by the name alone: --input-type says nothing of the output (3.11 `cmd/sops/main.go`, `outputStore`).
        let outputFormat = options.formats.outputType ?? (named == .binary && !options.actsAsSops ? inputFormat : named)
        // For the indentation; under sops' name a broken file is an error of every command.
        let indents = options.actsAsSops || inputFormat != .ini ? try KeySelection.configuration(named: options.config)?.indents ?? [:] : [:]
        if case .sopsINI(let tree) = form, inputFormat == .ini, outputFormat == .ini, part == nil {
            let result = try decrypt(tree, options: options, order: order, name: input.name)
            if !options.isQuiet { tell(result, name: input.name) }
            return try RemoteSelection.narrow(result.text, to: options.remotes, file: input.name, arena: arena)
        }
        if !options.remotes.isEmpty { throw RemoteSelection.noRemotes(in: input.name) }
        switch form {
        case .unusable(let error) where inputFormat == .ini: throw .ofEncrypted(error, file: input.name)
        case .rcloneConfig, .other: if inputFormat == .ini, part == nil { throw .of(SopsError.metadataNotFound, file: input.name) }
        case .sopsINI, .sopsDocument, .manifest, .unusable: break
        }
        let extracted: (tree: DocumentTree, store: DocumentStore, part: ExtractedPart)
        do throws(EncryptedFileError) {
            let result = try DocumentDecryption.decrypt(
                source, from: options.formats.store(inputFormat, indents), identities: System.identities, order: order,
                ignoringMAC: options.ignoresMAC, in: arena)
            if result.lostComments > 0, !options.isQuiet {
                System.warn("Found possibly unencrypted comment in file. \(result.lostComments) comments of " + input.name + " did not open, and stay as they are")
            }
            let store = options.formats.store(outputFormat, indents)
            guard let part else { return try DocumentDecryption.text(of: result, in: store) }
            extracted = (result.tree, store, part)
        } catch { throw .ofEncrypted(error, file: input.name) }
        return try extracted.part.text(in: extracted.tree, store: extracted.store, file: input.name)
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
        found.tellOthers(in: input.name)
        return found.text
    }

    private static func decrypt(
        _ tree: DocumentTree, options: DecryptOptions, order: DecryptionOrder = .standard, name: String
    ) throws(Failure) -> RcloneDecryption.Result {
        do throws(EncryptedFileError) {
            return try RcloneDecryption.decrypt(
                tree, identities: System.identities, order: order, ignoringMAC: options.ignoresMAC, damage: options.damagedValues,
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
