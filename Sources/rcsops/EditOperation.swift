import Cryptography
import EncryptedFiles
import FileReplacement
import RcloneConfig
import SecretMemory
import SopsConfiguration
import SopsDocument

/// `edit`: an encrypted file, or a new one, in the person's editor.
struct EditOperation {
    private let options: EditOptions
    private let path: String
    /// What messages and rules call it.
    private let name: String
    private let arena = SecretArena()

    static func run(_ options: EditOptions) throws(Failure) {
        guard options.actsAsSops || options.file != "-", !options.file.isEmpty else {
            throw Failure("RC6323", exit: 100, "no file specified: standard input can't be edited", fix: "name a file")
        }
        _ = try EncryptedInput.order(options.decryptionOrder)
        try EditOperation(options).run()
    }

    private init(_ options: EditOptions) {
        self.options = options
        path = options.file == "-" ? "./-" : options.file
        name = options.filenameOverride ?? path
    }

    private func run() throws(Failure) {
        let bytes = FileReading.isMissing(path) ? nil : try Input(path).read(into: arena)
        var document = try document(bytes)
        // Before anybody types it. A warning, for an editor is also a way to look at a file.
        do throws(FileError) { try FileWriting.checkPlace(path) } catch {
            if !options.isQuiet { System.warn("you will not be able to save: " + Failure.writing(error, name: path).cause) }
        }
        let session = EditSession(
            path: path, name: name, former: bytes, showsMetadata: options.showsMasterKeys, isQuiet: options.isQuiet, arena: arena)
        try session.run(&document)
    }

    private func document(_ bytes: SecretSlice?) throws(Failure) -> EditedDocument {
        if let bytes { try open(bytes) } else { try begin() }
    }

    private func open(_ bytes: SecretSlice) throws(Failure) -> EditedDocument {
        let named = DocumentFormat(path: name)
        let form = InputForm.recognise(bytes, as: options.formats.inputType ?? named, in: arena)
        let input = options.formats.inputType ?? DecryptOperation.format(of: form, named: named, asSops: options.actsAsSops)
        let output = options.formats.outputType ?? (named == .binary ? input : named)
        if case .unusable(let error) = form, input == .ini { throw .ofEncrypted(error, file: name) }
        let indents = try KeySelection.configuration(named: options.config)?.indents ?? [:]
        let order = try EncryptedInput.order(options.decryptionOrder)
        do throws(EncryptedFileError) {
            return try EditedDocument.open(
                bytes, from: options.formats.store(input, indents), to: options.formats.store(output, indents), identities: System.identities,
                order: order, ignoringMAC: options.ignoresMAC, damage: options.damagedValues, asSops: options.actsAsSops, in: arena)
        } catch { throw .ofEncrypted(error, file: name) }
    }

    /// A file that is not there yet: the rule and the recipients are those that `encrypt` would take.
    private func begin() throws(Failure) -> EditedDocument {
        let absolute = PathText.absolute(name, in: System.workingFolder)
        let configuration = try KeySelection.configuration(named: options.config)
        var encryption = EncryptOptions()
        encryption.recipients = options.recipients
        encryption.fingerprints = options.fingerprints
        encryption.otherKeys = options.otherKeys
        encryption.selectors = options.selectors
        encryption.macOnlyEncrypted = options.macOnlyEncrypted
        encryption.shamirThreshold = options.shamirThreshold
        encryption.actsAsSops = options.actsAsSops
        let plan = try KeySelection.plan(encryption, file: absolute, configuration)
        if !options.isQuiet {
            ExampleKey.warn(plan.groups, file: absolute)
            MixedRecipients.warn(plan.groups, file: name, actsAsSops: options.actsAsSops)
        }
        let last = absolute.split(separator: "/").last.map(String.init) ?? ""
        let named = DocumentFormat(path: last)
        let isConfiguration = !options.actsAsSops && (last.hasSuffix(".conf") || named == .ini && last.contains("rclone"))
        let input = options.formats.inputType ?? (isConfiguration ? .ini : named)
        let output = options.formats.outputType ?? input
        let isRclone = isConfiguration && input == .ini && output == .ini
        guard !isRclone || !options.showsMasterKeys else {
            throw Failure(
                "RC6326", exit: 1, "a new rclone.conf has no metadata to show: its rule depends on what will be in it",
                fix: "begin it without --show-master-keys, and edit it again with it")
        }
        let indents = configuration?.indents ?? [:]
        let store = options.formats.store(output, indents)
        var example = EditExample.text(for: input, isRcloneConfig: isRclone, in: arena)
        do throws(SopsError) {
            if !isRclone { example = try store.write(try options.formats.store(input, indents).read(example, in: arena)) }
        } catch { throw .of(error, file: name) }
        do throws(EncryptedFileError) {
            return try EditedDocument.new(example, store, plan: plan, isRcloneConfig: isRclone, with: System.masterKeys, in: arena)
        } catch { throw .of(error, file: name) }
    }
}
