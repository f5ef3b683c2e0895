internal import CredentialRotation
internal import DocumentTree
internal import EncryptedFiles
internal import MasterKeys
internal import SecretMemory
internal import SopsDocument

/// The journal's bytes: a sops document in JSON in which only `secret_*` is encrypted, with a MAC over all (§2.3).
enum JournalText {
    static let rule = "^secret_"
    static let store = DocumentStore(.json)

    /// What is under a journal's own data key.
    struct Opened: ~Copyable {
        let journal: RotationJournal
        let secrets: RotationSecrets
        let metadata: SopsMetadata
        let dataKey: SecretBytes
    }

    static func write(
        _ journal: RotationJournal, _ secrets: RotationSecrets, dataKey: borrowing SecretBytes, groups: [KeyGroup], threshold: Int, effects: Effects
    ) throws(SopsError) -> SecretSlice {
        let tree = JournalWriting.tree(of: journal, secrets, in: SecretArena())
        var metadata = SopsMetadata(keyGroups: groups, selector: try EncryptionSelector(.encryptedRegex, rule))
        metadata.shamirThreshold = threshold
        let encrypted = try TreeCipher.encrypt(tree, metadata: &metadata, dataKey: dataKey, unixSeconds: effects.now(), fill: effects.fill)
        return try store.write(encrypted, metadata: metadata)
    }

    /// Without secrets, and without encryption: what is kept of an ended rotation.
    static func plain(_ journal: RotationJournal) throws(SopsError) -> SecretSlice {
        try store.write(JournalWriting.tree(of: journal, nil, in: SecretArena()))
    }

    /// What can be read without any key; nobody vouches for it.
    static func read(_ bytes: SecretSlice, path: String) throws(RotationFileError) -> RotationJournal {
        let (tree, isEncrypted) = try tree(bytes, path)
        do throws(JournalReading.Malformed) {
            for node in JournalReading.secretNodes(of: tree) {
                guard isEncrypted, ValueCipher.isEncrypted(tree.arena.slice(of: tree.nodes[node].text.buffer)) else { throw .init() }
            }
            return try JournalReading.journal(in: tree)
        } catch { throw .malformedJournal(path: path) }
    }

    /// The journal with its secrets, its MAC checked.
    static func open(_ bytes: SecretSlice, path: String, identities: IdentitySources) throws(RotationFileError) -> Opened {
        _ = try read(bytes, path: path)
        let (stored, metadata) = try encrypted(bytes, path)
        let dataKey: SecretBytes
        do throws(RecoveryFailure) { dataKey = try DataKeyRecovery.recover(metadata, with: identities) } catch {
            throw .closedJournal(path: path, recipients: metadata.keyGroups.flatMap { $0.keys.map(\.displayName) })
        }
        return try open(stored, metadata, dataKey: dataKey, path: path)
    }

    /// The same with the data key at hand; true when it says `tree`.
    static func holds(_ tree: DocumentTree, _ bytes: SecretSlice, dataKey: borrowing SecretBytes) -> Bool {
        guard let (stored, metadata) = try? encrypted(bytes, ""),
            let clear = try? TreeCipher.decrypt(stored, metadata: metadata, dataKey: dataKey, ignoringMAC: false),
            (try? JournalReading.journal(in: clear)) != nil, clear.nodes.count == tree.nodes.count
        else { return false }
        return zip(tree.nodes, clear.nodes).allSatisfy { JournalReading.areSame($0, $1) }
    }

    private static func open(
        _ stored: DocumentTree, _ metadata: SopsMetadata, dataKey: consuming SecretBytes, path: String
    ) throws(RotationFileError) -> Opened {
        let tree: DocumentTree
        do throws(SopsError) { tree = try TreeCipher.decrypt(stored, metadata: metadata, dataKey: dataKey, ignoringMAC: false) } catch {
            throw .tamperedJournal(path: path)
        }
        do throws(JournalReading.Malformed) {
            return Opened(
                journal: try JournalReading.journal(in: tree), secrets: try JournalReading.secrets(in: tree), metadata: metadata, dataKey: dataKey)
        } catch { throw .malformedJournal(path: path) }
    }

    private static func encrypted(_ bytes: SecretSlice, _ path: String) throws(RotationFileError) -> (DocumentTree, SopsMetadata) {
        guard let (tree, metadata) = try? store.readEncrypted(bytes, in: SecretArena()), metadata.selector.kind == .encryptedRegex,
            metadata.selector.text == rule, !metadata.macOnlyEncrypted
        else { throw .malformedJournal(path: path) }
        return (tree, metadata)
    }

    private static func tree(_ bytes: SecretSlice, _ path: String) throws(RotationFileError) -> (DocumentTree, isEncrypted: Bool) {
        let arena = SecretArena()
        guard let plain = try? store.read(bytes, in: arena), let root = plain.roots.first else { throw .malformedJournal(path: path) }
        if plain.item("sops", in: root) == nil { return (plain, false) }
        return (try encrypted(bytes, path).0, true)
    }
}
