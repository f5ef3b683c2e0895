import EncryptedFiles
import MasterKeys
import SecretMemory
import SopsConfiguration
import SopsDocument

/// An encrypted file beside its rule; nothing of it is decrypted.
struct KeyedFile {
    let path: String
    let bytes: SecretSlice
    let format: DocumentFormat
    let metadata: SopsMetadata
    /// The line of the rule in `.sops.yaml`.
    let ruleLine: Int
    let change: KeyGroupChange

    /// `sops` says what it reads for files it has been given; a rule's own threshold counts for rcsops only.
    init(
        _ path: String, bytes: SecretSlice, format: DocumentFormat, metadata: SopsMetadata, configuration: SopsConfigurationFile, actsAsSops: Bool
    ) throws(Failure) {
        let rule: CreationRule?
        do throws(ConfigurationError) {
            rule = try configuration.rule(for: PathText.absolute(path, in: System.workingFolder))
        } catch { throw .of(error) }
        guard let rule else { throw RulesOperation.noRules(configuration) }
        self.path = path
        self.bytes = bytes
        self.format = format
        self.metadata = metadata
        ruleLine = rule.line
        change = KeyGroupChange(
            of: metadata, toward: rule.groups.map { $0.map(\.entry) }, ruleThreshold: actsAsSops ? 0 : rule.shamirThreshold)
    }

    /// The metadata of a file; nil where it is no sops document.
    static func metadata(
        of bytes: SecretSlice, path: String, inputType: DocumentFormat?, actsAsSops: Bool, in arena: SecretArena
    ) throws(SopsError) -> (format: DocumentFormat, metadata: SopsMetadata) {
        let named = DocumentFormat(path: path)
        let form = InputForm.recognise(bytes, as: inputType ?? named, in: arena)
        let format = inputType ?? DecryptOperation.format(of: form, named: named, asSops: actsAsSops)
        return (format, try DocumentStore(format).readEncrypted(bytes, in: arena).metadata)
    }

    /// The new bytes, prepared and read back; the file itself is not touched.
    func prepared(_ options: UpdateKeysOptions) throws(Failure) -> (place: EncryptedInput.Place, bytes: SecretSlice) {
        let arena = SecretArena()
        var formats = DocumentFormats()
        formats.inputType = options.inputType
        let input: EncryptedInput
        do throws(Failure) {
            input = try EncryptedInput.open(
                path, formats: formats, order: .asStored, ignoringMAC: options.actsAsSops, actsAsSops: options.actsAsSops, in: arena)
        } catch { throw options.actsAsSops ? error : error.naming(path) }
        guard input.place.bytes.equals(bytes) else { throw .writing(.changed(path: path), name: path) }
        let isRotated = !options.actsAsSops && !change.lostKeys.isEmpty
        do throws(EncryptedFileError) {
            let new =
                isRotated
                ? try DocumentChange.dataKey(
                    of: input.document, for: change.newGroups, threshold: change.threshold, to: input.output, effects: EncryptedInput.effects)
                : try DocumentChange.masterKeys(
                    of: input.document, change.newGroups, threshold: change.threshold, to: input.output, effects: EncryptedInput.effects)
            return (input.place, new)
        } catch .notWrapped(let failure) {
            throw Failure(
                "RC6413", exit: 1, "\"" + path + "\": error updating one or more master keys: " + failure.text,
                fix: "take the key that can't be used out of the rule, or use sops for this file")
        } catch { throw .ofEncrypted(error, file: path) }
    }
}
