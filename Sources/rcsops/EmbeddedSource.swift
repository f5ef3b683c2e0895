import Cryptography
import DocumentTree
import EncryptedFiles
import RcloneConfig
import SecretMemory
import SopsDocument

/// A Secret manifest, or another document that holds an rclone.conf, to be written with a changed one in its place.
struct EmbeddedSource {
    let config: EmbeddedConfig
    private let bytes: SecretSlice
    private let store: DocumentStore
    private let isEncrypted: Bool
    private let name: String
    private let arena: SecretArena

    /// Reads the document, and decrypts it when sops has encrypted it.
    init(_ bytes: SecretSlice, _ format: DocumentFormat, isEncrypted: Bool, name: String, in arena: SecretArena) throws(Failure) {
        // sops keeps a binary file as JSON with one item.
        store = DocumentFormats.none.store(format == .binary ? .json : format, try KeySelection.configuration(named: nil)?.indents ?? [:])
        (self.bytes, self.isEncrypted, self.name, self.arena) = (bytes, isEncrypted, name, arena)
        let tree: DocumentTree
        if isEncrypted {
            do throws(EncryptedFileError) {
                tree = try DocumentDecryption.decrypt(bytes, from: store, identities: System.identities, ignoringMAC: false, in: arena).tree
            } catch { throw .ofEncrypted(error, file: name) }
        } else {
            do throws(SopsError) { tree = try store.read(bytes, in: arena) } catch { throw .of(error, file: name) }
        }
        guard let config = EmbeddedConfig(in: tree) else { throw .holdsNoConfig(name) }
        self.config = config
    }

    /// The document with another rclone.conf. Its other values and comments stay; an encrypted one keeps their ciphertext.
    func written(with text: SecretSlice, isQuiet: Bool) throws(Failure) -> SecretSlice {
        let plain: SecretSlice
        do throws(SopsError) {
            plain = try store.write(config.replacing(text))
            // A writer that gave another text back would change the remotes.
            guard let again = EmbeddedConfig(in: try store.read(plain, in: arena)), again.text.equals(text) else {
                throw SopsError.unfaithful(path: "the rclone.conf")
            }
        } catch { throw .of(error, file: name) }
        guard isEncrypted else {
            if let spliced = spliced(text, sameAs: plain) { return spliced }
            if !isQuiet, !isPrintedAsItIs { System.warn("\"" + name + "\" is written anew in sops' layout: its values and comments stay, its spacing may not") }
            return plain
        }
        do throws(EncryptedFileError) {
            let former = try FormerDocument.open(bytes, store: store, identities: System.identities, in: arena)
            return try DocumentEncryption.encrypt(
                plain, from: store, to: store, onto: former, effects: System.effects, in: arena)
        } catch { throw .ofEncrypted(error, file: name) }
    }

    /// The document's own text with nothing else changed, where that reads as the printed one does.
    private func spliced(_ text: SecretSlice, sameAs printed: SecretSlice) -> SecretSlice? {
        guard let spliced = config.spliced(text, into: bytes, in: arena), let again = try? store.read(spliced, in: arena),
            (try? store.write(again))?.equals(printed) ?? false
        else { return nil }
        return spliced
    }

    private var isPrintedAsItIs: Bool { (try? store.write(config.replacing(config.text)))?.equals(bytes) ?? false }
}

extension EmbeddedConfig {
    /// What stays unread is said, or nobody would miss it.
    func tellOthers(in name: String) {
        guard otherCount > 0 else { return }
        System.warn("\"" + name + "\" holds \(otherCount + 1) rclone.confs: the first is taken; put the others into files of their own")
    }
}
