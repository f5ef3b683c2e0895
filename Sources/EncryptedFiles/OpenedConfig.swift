package import DocumentTree
package import MasterKeys
package import RcloneConfig
package import SecretMemory
package import SopsDocument

/// The rclone.conf that an encrypted document is or holds, opened so that values of it are changed and nothing else: what stays
/// keeps its ciphertext, its place and its spacing.
package struct OpenedConfig: ~Copyable {
    /// What rclone would be given.
    package let text: SecretSlice
    private let former: FormerDocument
    private let bytes: SecretSlice
    /// The item of a Secret manifest or a binary document; nil where the document is the file.
    package let embedded: EmbeddedConfig?
    /// The text is what sops prints, so that its spelling is nobody's choice.
    private let isCanonical: Bool
    private let arena: SecretArena

    /// An option's new value.
    package struct Value {
        let section: ConfigName
        let key: ConfigName
        let value: SecretSlice

        package init(section: ConfigName, key: ConfigName, value: SecretSlice) {
            self.section = section
            self.key = key
            self.value = value
        }
    }

    /// Decrypts it, and verifies its MAC. Nil when a document of another format than INI holds no rclone.conf; `look` gets what it holds then, so
    /// that it need not be decrypted twice.
    package static func open(
        _ bytes: SecretSlice, as format: DocumentFormat, identities: IdentitySources, in arena: SecretArena, withoutConfig look: (DocumentTree) -> Void = { _ in }
    ) throws(EncryptedFileError) -> OpenedConfig? {
        // sops keeps a binary file as JSON with one item.
        let store = DocumentStore(format == .binary ? .json : format)
        let former = try FormerDocument.open(bytes, store: store, identities: identities, in: arena)
        guard format != .ini else {
            let result = try RcloneDecryption.restore(
                former.stored, former.metadata, dataKey: former.dataKey, ignoringMAC: false, damage: .stop, asSops: false)
            return OpenedConfig(
                text: result.text, former: former, bytes: bytes, embedded: nil, isCanonical: result.outcome == .canonical, arena: arena)
        }
        let tree = former.editable
        guard let embedded = EmbeddedConfig(in: tree), embedded.isConfig else {
            look(tree)
            return nil
        }
        return OpenedConfig(text: embedded.text, former: former, bytes: bytes, embedded: embedded, isCanonical: false, arena: arena)
    }

    private init(
        text: SecretSlice, former: consuming FormerDocument, bytes: SecretSlice, embedded: EmbeddedConfig?, isCanonical: Bool, arena: SecretArena
    ) {
        self.text = text
        self.former = former
        self.bytes = bytes
        self.embedded = embedded
        self.isCanonical = isCanonical
        self.arena = arena
    }

    package var metadata: SopsMetadata { former.metadata }

    /// The document for `changed`, which ``text`` became by these values. The data key stays.
    package func changed(to changed: RcloneDocument, values: [Value], effects: Effects) throws(EncryptedFileError) -> SecretSlice {
        if let embedded {
            let made = try DocumentChange.values(embedded.replacing(changed.source), of: former, to: former.store, effects: effects)
            return keepingText(made)
        }
        if let made = try? DocumentChange.values(tree(with: values), of: former, to: former.store, effects: effects) {
            let kept = keepingText(made)
            if let restored = try? restored(kept), restored.equals(changed.source) || isCanonical && hasContent(restored, of: changed) { return kept }
        }
        // A layout that would not give the file back as it is to be: then with a new one.
        return keepingText(try RcloneEncryption.encrypt(changed, onto: former, effects: effects, in: arena).bytes)
    }

    /// The document with a new data key for the same master keys.
    package func withNewDataKey(effects: Effects) throws(EncryptedFileError) -> SecretSlice {
        try DocumentChange.dataKey(of: former, for: former.metadata.keyGroups, to: former.store, effects: effects)
    }

    private func keepingText(_ made: SecretSlice) -> SecretSlice {
        FormerText.keeping(bytes, of: former.stored, former.metadata, with: made, in: former.store, arena: arena) ?? made
    }

    private func hasContent(_ text: SecretSlice, of other: RcloneDocument) -> Bool {
        let document = RcloneDocument(parsing: text)
        return document.unreadable.isEmpty && document.reading.hasSameContent(as: other.reading)
    }

    private func restored(_ text: SecretSlice) throws(EncryptedFileError) -> SecretSlice {
        let (tree, metadata): (DocumentTree, SopsMetadata)
        do throws(SopsError) { (tree, metadata) = try former.store.readEncrypted(text, in: arena) } catch { throw .document(error) }
        return try RcloneDecryption.restore(tree, metadata, dataKey: former.dataKey, ignoringMAC: false, damage: .stop, asSops: false).text
    }

    /// Of an option that a document has more than once the last counts.
    private func tree(with values: [Value]) -> DocumentTree {
        var tree = former.editable
        let names = former.metadata.selector.storedNames
        guard let root = tree.roots.first else { return tree }
        for value in values {
            var place: Int?
            for section in tree.members(of: root)
            where tree.nodes[section].kind == .branch && names.decode(section: tree.nodes[section].key.bytes) == value.section {
                for item in tree.members(of: section)
                where tree.nodes[item].kind != .comment && names.decode(key: tree.nodes[item].key.bytes) == value.key { place = item }
            }
            guard let place else { continue }
            tree.nodes[place].kind = .string
            tree.nodes[place].text = value.value.withBytes { TreeText($0) }
        }
        return tree
    }
}
