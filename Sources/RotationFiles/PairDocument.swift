package import AWSSigning
package import CredentialRotation
internal import DocumentTree
package import EncryptedFiles
internal import KubernetesSecrets
package import MasterKeys
internal import RcloneConfig
package import SecretMemory
internal import SopsDocument

/// A file that holds the pair of a remote, opened in the form in which it is kept.
package struct PairDocument: ~Copyable {
    /// What it takes to open and to write documents.
    package struct Access: Sendable {
        package var identities: IdentitySources
        package var effects: Effects
        /// Files that anybody can read who can read the file.
        package var allowsPlaintext = false
        /// A new data key with the new pair.
        package var rotatesDataKey = false
        /// A file with several names gets one of its own.
        package var breaksLinks = false

        package init(identities: IdentitySources, effects: Effects) {
            self.identities = identities
            self.effects = effects
        }
    }

    static let noConfig = "it holds no rclone.conf"

    private enum Form {
        case plain
        /// A Secret manifest.
        case plainManifest(DocumentStore, EmbeddedConfig)
        case encrypted(DocumentFormat)
    }

    private let bytes: SecretSlice
    private let form: Form
    /// Of an encrypted document.
    private let opened: OpenedConfig?
    let config: RcloneDocument
    /// The rclone.conf in its document; nil where the file is the rclone.conf itself.
    let embedded: EmbeddedConfig?
    private let path: String
    private let access: Access
    private let arena: SecretArena

    /// Reads and decrypts it. `path` is for messages.
    package static func open(_ bytes: SecretSlice, path: String, access: Access, in arena: SecretArena) throws(RotationDocumentError) -> PairDocument {
        try open(bytes, path: path, access: access, in: arena) { _ in }
    }

    /// The same; `look` gets what a document holds that holds no rclone.conf.
    static func open(
        _ bytes: SecretSlice, path: String, access: Access, in arena: SecretArena, withoutConfig look: (DocumentTree) -> Void
    ) throws(RotationDocumentError) -> PairDocument {
        func refuse(_ reason: String) -> RotationDocumentError { .unreadable(path: path, reason: reason) }
        func allowPlaintext() throws(RotationDocumentError) {
            guard access.allowsPlaintext else { throw refuse("it is not encrypted: encrypt it, or allow it with --allow-plaintext") }
        }
        let form: Form
        let text: SecretSlice
        var opened: OpenedConfig?
        var embedded: EmbeddedConfig?
        let known = InputForm.recognise(bytes, in: arena)
        switch known {
        case .rcloneConfig:
            try allowPlaintext()
            form = .plain
            text = bytes
        case .sopsINI, .sopsDocument:
            var format = DocumentFormat.ini
            if case .sopsDocument(let found) = known { format = found }
            guard let found = try open(bytes, as: format, path, access, arena, look) else { throw refuse(Self.noConfig) }
            text = found.text
            form = .encrypted(format)
            embedded = found.embedded
            opened = consume found
        case .manifest(let format, _):
            try allowPlaintext()
            let store = DocumentStore(format)
            guard let tree = try? store.read(bytes, in: arena) else { throw refuse(Self.noConfig) }
            guard let found = EmbeddedConfig(in: tree), found.isConfig else {
                look(tree)
                throw refuse(Self.noConfig)
            }
            form = .plainManifest(store, found)
            text = found.text
            embedded = found
        case .unusable(.encryptedByRclone):
            throw refuse("rclone's own encryption is around it, which only its password opens: rcsops encrypt takes its place")
        case .unusable(let error): throw refuse(PairDocumentFault.words(error))
        case .other: throw refuse(Self.noConfig)
        }
        if case .unusable(.encryptedByRclone) = InputForm.recognise(text, as: .ini, in: arena) {
            throw refuse("rclone's own encryption is around the rclone.conf in it, which only its password opens")
        }
        let config = RcloneDocument(parsing: text)
        if let line = config.unreadable.first?.line { throw refuse("rclone refuses line \(line) of the rclone.conf in it") }
        return PairDocument(bytes: bytes, form: form, opened: opened, config: config, embedded: embedded, path: path, access: access, arena: arena)
    }

    private init(
        bytes: SecretSlice, form: Form, opened: consuming OpenedConfig?, config: RcloneDocument, embedded: EmbeddedConfig?, path: String, access: Access,
        arena: SecretArena
    ) {
        self.bytes = bytes
        self.form = form
        self.opened = opened
        self.config = config
        self.embedded = embedded
        self.path = path
        self.access = access
        self.arena = arena
    }

    private static func open(
        _ bytes: SecretSlice, as format: DocumentFormat, _ path: String, _ access: Access, _ arena: SecretArena, _ look: (DocumentTree) -> Void
    ) throws(RotationDocumentError) -> OpenedConfig? {
        do throws(EncryptedFileError) {
            return try OpenedConfig.open(bytes, as: format, identities: access.identities, in: arena, withoutConfig: look)
        } catch { throw .unreadable(path: path, reason: PairDocumentFault.words(error)) }
    }

    /// Whoever can read the file can read the pair.
    var isPlaintext: Bool { opened == nil }

    /// Which service a remote's key belongs to, for ``KeyUseSearch``; nil where there is no such remote.
    package func place(of remote: String) -> String? {
        if case .found(let found) = reading.remote(named: remote) { found.place } else { nil }
    }

    var reading: PairReading { PairReading(config, in: arena) }

    /// The pair of a remote. `ids` are those that are looked for where the remote is gone.
    package func pair(of remote: String, ids: [String]) throws(RotationDocumentError) -> AWSCredentials {
        switch reading.remote(named: remote) {
        case .found(let found): return found.credentials
        case .refused(let reason): throw .unreadable(path: path, reason: "[" + ConfigName(remote).text + "]: " + reason)
        case .missing:
            let others = reading.remotes.filter { other in ids.contains { other.has(id: $0) } }
            throw .missing(path: path, remote: remote, candidates: others.map(\.name.text))
        }
    }

    /// The file with another pair in that remote, and nothing else changed.
    package func replacing(_ pair: AWSCredentials, in remote: String) throws(RotationDocumentError) -> SecretSlice {
        let section = ConfigName(remote)
        let id = arena.store(Array(pair.accessKeyID.utf8))
        let secret = pair.secretAccessKey.withBytes { arena.store($0) }
        var editing = RcloneEditing(config, in: arena)
        do throws(EditingError) {
            try editing.set(ConfigName("access_key_id"), to: id, in: section)
            try editing.set(ConfigName("secret_access_key"), to: secret, in: section)
        } catch { throw .unreadable(path: path, reason: "the pair can't be put into its lines") }
        let changed = editing.document
        switch form {
        case .plain: return changed.source
        case .plainManifest(let store, let embedded):
            guard let text = embedded.spliced(changed.source, into: bytes, in: arena), let tree = try? store.read(text, in: arena),
                let again = EmbeddedConfig(in: tree), again.text.equals(changed.source)
            else { throw .unreadable(path: path, reason: "its rclone.conf stands in a form that can't be changed without the rest: encrypt it") }
            return text
        case .encrypted(let format):
            let values = [
                OpenedConfig.Value(section: section, key: ConfigName("access_key_id"), value: id),
                OpenedConfig.Value(section: section, key: ConfigName("secret_access_key"), value: secret),
            ]
            do throws(EncryptedFileError) {
                let text = try opened?.changed(to: changed, values: values, effects: access.effects) ?? bytes
                guard access.rotatesDataKey, let again = try OpenedConfig.open(text, as: format, identities: access.identities, in: arena)
                else { return text }
                return try again.withNewDataKey(effects: access.effects)
            } catch { throw .unreadable(path: path, reason: PairDocumentFault.words(error)) }
        }
    }

    /// True when `text`, read anew, has the pair in that remote, and every other option as this file has it.
    package func isSame(_ text: SecretSlice, but pair: AWSCredentials, in remote: String) -> Bool {
        guard let other = try? PairDocument.open(text, path: path, access: access, in: arena),
            let found = try? other.pair(of: remote, ids: []), found.isSamePair(as: pair)
        else { return false }
        let name = ConfigName(remote)
        let (mine, others) = (config.reading, other.config.reading)
        return mine.sections.count == others.sections.count
            && mine.sections.allSatisfy { section in
                guard let match = others[section.name], match.entries.count == section.entries.count else { return false }
                return section.entries.allSatisfy { entry in
                    guard let value = match[entry.key]?.value else { return false }
                    let isOfPair = section.name == name && (entry.key.isEqual("access_key_id") || entry.key.isEqual("secret_access_key"))
                    return isOfPair || value.equals(entry.value)
                }
            }
    }
}

extension PairReading.Remote {
    var credentials: AWSCredentials {
        AWSCredentials(
            accessKeyID: String(decoding: id.bytes, as: UTF8.self), secretAccessKey: secret.withBytes { SecretBytes(copying: $0) })
    }

    func has(id other: String) -> Bool { id.bytes.elementsEqual(other.utf8) }
}
