import Cryptography
import EncryptedFiles
import FileReplacement
import MasterKeys
import SecretMemory
import SopsDocument

/// An encrypted file that a command changes: read, opened, and put back where nobody else has changed it.
struct EncryptedInput: ~Copyable {
    let document: FormerDocument
    /// The form in which it is written.
    let output: DocumentStore
    let input: Input
    let place: Place

    /// Where the file was read, and what stood there.
    struct Place {
        let path: String?
        let bytes: SecretSlice

        /// Puts the new bytes in the file's place, unless somebody else has changed it since it was read.
        func replace(with new: SecretSlice) throws(Failure) {
            guard let path else { return try System.put(new) }
            do throws(FileError) { try FileWriting.replace(path, with: new, of: bytes) } catch { throw .writing(error, name: path) }
        }
    }

    static var effects: Effects { System.effects }

    /// sops exits 2 for a missing file here, which it does not look for first.
    static func open(
        _ path: String, override: String? = nil, formats: DocumentFormats, order: DecryptionOrder, ignoringMAC: Bool = false,
        actsAsSops: Bool, in arena: SecretArena
    ) throws(Failure) -> EncryptedInput {
        let input = Input(path, override: override)
        let bytes: SecretSlice
        do throws(Failure) { bytes = try input.read(into: arena) } catch {
            var failure = error
            failure.exitCode = 2
            throw failure
        }
        let named = DocumentFormat(path: input.name)
        let form = InputForm.recognise(bytes, as: formats.inputType ?? named, in: arena)
        let format = formats.inputType ?? DecryptOperation.format(of: form, named: named, asSops: actsAsSops)
        let indents = actsAsSops || format != .ini ? try KeySelection.configuration(named: formats.config)?.indents ?? [:] : [:]
        let output = formats.store(formats.outputType ?? (named == .binary ? format : named), indents)
        if case .unusable(let error) = form, format == .ini { throw .ofEncrypted(error, file: input.name) }
        do throws(EncryptedFileError) {
            let document = try FormerDocument.open(
                bytes, store: formats.store(format, indents), identities: System.identities, order: order, ignoringMAC: ignoringMAC, in: arena)
            return EncryptedInput(document: document, output: output, input: input, place: Place(path: input.path, bytes: bytes))
        } catch { throw .ofEncrypted(error, file: input.name) }
    }

    /// The order of `--decryption-order`, else of its variable.
    static func order(_ text: String?) throws(Failure) -> DecryptionOrder {
        guard let text = text ?? System.environment("SOPS_DECRYPTION_ORDER"), !text.isEmpty else { return .standard }
        do throws(DecryptionOrder.Duplicate) { return try DecryptionOrder(parsing: text) } catch {
            throw Failure(
                "RC6208", exit: 112, "Duplicate decryption key type: " + error.kind,
                fix: "name each kind once: age, pgp, kms, gcp_kms, azure_kv, hc_vault, hckms")
        }
    }
}
