internal import Cryptography
internal import DocumentTree
package import MasterKeys
package import RcloneConfig
package import SecretMemory
package import SopsDocument

/// A document that a person changes as plaintext: what is shown, and what is made of it afterwards. The data key, the
/// recipients and the rule stay, and unchanged values keep their ciphertext.
package struct EditedDocument: ~Copyable {
    private var former: FormerDocument
    private let store: DocumentStore
    /// What is shown without the metadata.
    private let plain: SecretSlice
    private let arena: SecretArena
    /// An rclone.conf, which is shown and kept as one.
    package let isRcloneConfig: Bool
    /// For a new rclone.conf: its rule depends on what will be in it.
    private let plan: EncryptionPlan?

    private init(
        _ former: consuming FormerDocument, _ store: DocumentStore, _ plain: SecretSlice, isRcloneConfig: Bool, plan: EncryptionPlan? = nil,
        in arena: SecretArena
    ) {
        self.former = former
        self.store = store
        self.plain = plain
        self.isRcloneConfig = isRcloneConfig
        self.plan = plan
        self.arena = arena
    }

    /// Decrypts a file. `output` is the format in which it is shown and written.
    package static func open(
        _ bytes: SecretSlice, from input: DocumentStore, to output: DocumentStore, identities: IdentitySources, order: DecryptionOrder,
        ignoringMAC: Bool, damage: LayoutRestoring.DamagePolicy, asSops: Bool, in arena: SecretArena
    ) throws(EncryptedFileError) -> EditedDocument {
        var former = try FormerDocument.open(bytes, store: input, identities: identities, order: order, ignoringMAC: ignoringMAC, in: arena)
        if input.format == .ini, output.format == .ini {
            let result = try RcloneDecryption.restore(
                former.stored, former.metadata, dataKey: former.dataKey, ignoringMAC: ignoringMAC, damage: damage, asSops: asSops)
            var isRclone = result.outcome != .canonical
            if !isRclone, !asSops, case .rcloneConfig = InputForm.recognise(result.text, as: .ini, in: arena) { isRclone = true }
            return EditedDocument(former, output, result.text, isRcloneConfig: isRclone, in: arena)
        }
        if input.format != output.format { former.change(to: former.metadata) }
        let text: SecretSlice
        do throws(SopsError) { text = try output.write(former.plain) } catch { throw .document(error) }
        return EditedDocument(former, output, text, isRcloneConfig: false, in: arena)
    }

    /// Begins a document that no file has yet, with an example in it.
    package static func new(
        _ example: SecretSlice, _ store: DocumentStore, plan: EncryptionPlan, isRcloneConfig: Bool,
        with keys: MasterKeyAccess, in arena: SecretArena
    ) throws(EncryptedFileError) -> EditedDocument {
        let former = try FormerDocument.new(plan, hasRule: store.format != .binary, store: store, with: keys, in: arena)
        return EditedDocument(former, store, example, isRcloneConfig: isRcloneConfig, plan: isRcloneConfig ? plan : nil, in: arena)
    }

    /// What the person gets, with the metadata where they are to be changed too.
    package func shown(withMetadata: Bool) throws(EncryptedFileError) -> SecretSlice {
        guard withMetadata else { return plain }
        do throws(SopsError) {
            guard isRcloneConfig else { return try store.write(try store.read(plain, in: arena), metadata: former.metadata) }
            var empty = DocumentTree(arena: arena)
            empty.openDocument()
            empty.close()
            var text = SecretBuilder(in: arena, capacity: plain.count + 4096)
            text.append(plain)
            if plain.count > 0, plain[plain.count - 1] != 0x0A { text.append("\n") }
            text.append("\n")
            text.append(try store.write(empty, metadata: former.metadata).trimmingStart())
            return text.finish()
        } catch { throw .document(error) }
    }

    /// The encrypted file for what the person left. Any error is the text's.
    package mutating func encrypt(
        _ text: SecretSlice, withMetadata: Bool, effects: Effects
    ) throws(EncryptedFileError) -> SecretSlice {
        var text = text
        if withMetadata { text = try takeMetadata(from: text, with: effects.keys) }
        guard isRcloneConfig else {
            return try DocumentEncryption.encrypt(text, from: store, to: store, onto: former, effects: effects, in: arena)
        }
        let document = RcloneDocument(parsing: text)
        if let plan { return try RcloneEncryption.encrypt(document, plan: plan, effects: effects, in: arena).bytes }
        return try RcloneEncryption.encrypt(document, onto: former, effects: effects, in: arena).bytes
    }

    private mutating func takeMetadata(from text: SecretSlice, with keys: MasterKeyAccess) throws(EncryptedFileError) -> SecretSlice {
        let edited: SopsMetadata
        let rest: SecretSlice
        do throws(SopsError) {
            if isRcloneConfig {
                // A remote of that name may stand above it.
                let header = Array("[sops]\n".utf8)
                guard let place = text.lastRange(of: header, from: 0), place == 0 || text[place - 1] == 0x0A else { throw .metadataNotFound }
                (_, edited) = try store.readEncrypted(text[place..<text.count], in: arena)
                // The line between was ours.
                rest = text[0..<(place >= 2 && text[place - 2] == 0x0A ? place - 1 : place)]
            } else {
                let tree: DocumentTree
                (tree, edited) = try store.readEncrypted(text, in: arena)
                rest = try store.write(tree)
            }
        } catch { throw .document(error) }
        former.change(to: try MetadataChange.adopt(edited, former: former.metadata, dataKey: former.dataKey, with: keys))
        return rest
    }

    /// A text that could not be saved, encrypted whole to the document's recipients: a binary document, whatever it is.
    package func kept(_ text: SecretSlice, effects: Effects) throws(EncryptedFileError) -> SecretSlice {
        var metadata = former.metadata
        metadata.selector = .standard
        metadata.hasSelector = false
        metadata.macOnlyEncrypted = false
        let store = DocumentStore(.binary)
        do throws(SopsError) {
            let tree = try store.read(text, in: arena)
            let encrypted = try TreeCipher.encrypt(
                tree, metadata: &metadata, dataKey: former.dataKey, unixSeconds: effects.now(), fill: effects.fill)
            return try store.write(encrypted, metadata: metadata)
        } catch { throw .document(error) }
    }
}
