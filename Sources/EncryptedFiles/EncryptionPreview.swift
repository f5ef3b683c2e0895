internal import DocumentTree
internal import RcloneConfig
package import SecretMemory
package import SopsDocument

/// What of a file would be encrypted under a rule, and what would stay readable: names, never values, and no key is needed.
package struct EncryptionPreview {
    /// Names from the root to a value, with ` / ` between them, in the file's order; each once.
    package private(set) var encrypted: [String] = []
    package private(set) var clear: [String] = []
    /// Those of ``clear`` that hold a secret of an rclone.conf, or the data of a Kubernetes Secret.
    package private(set) var secretsInClear: [String] = []
    /// The rule that was held against the file: the given one, or the one that holds when none is given.
    package let selector: EncryptionSelector
    /// The rule of the file as it is, where it is encrypted.
    package var present: EncryptionSelector?
    package let isRcloneConfig: Bool
    /// Binary documents are one value, for which no rule is asked.
    package var isWhole = false
    private var seen: Set<String> = []

    /// What of a Secret is secret: everything else is for kubectl, kustomize and people.
    package static let manifestSelector = try? EncryptionSelector(.encryptedRegex, "^(data|stringData)$")

    /// `format` is what the file's name or its user says.
    package static func make(
        of source: SecretSlice, format: DocumentFormat, selector chosen: EncryptionSelector?, in arena: SecretArena
    ) throws(EncryptedFileError) -> EncryptionPreview {
        let form = InputForm.recognise(source, as: format, in: arena)
        if case .unusable(let error) = form { throw error }
        do throws(SopsError) {
            switch form {
            case .rcloneConfig(let document): return try rclone(document.reading, chosen, present: nil)
            case .sopsINI(let tree):
                var stored = tree
                let present = try INIStore.takeMetadata(from: &stored).selector
                if let visible = try? VisibleDocument(source, tree: tree), visible.reading.sections.contains(where: { $0.value("type") != nil }) {
                    return try rclone(visible.reading, chosen ?? present, present: present)
                }
                return try document(stored, chosen ?? present, present: present)
            case .sopsDocument(let found): return try encrypted(source, format == .binary && found == .json ? .binary : found, chosen, in: arena)
            case .manifest(let found, let secrets):
                if let preview = try? encrypted(source, found, chosen, in: arena, holdsSecrets: secrets != .none) { return preview }
                let tree = try DocumentStore(found).read(source, in: arena)
                return try document(
                    tree, chosen ?? (secrets == .all ? manifestSelector : nil) ?? .standard, present: nil, holdsSecrets: secrets != .none)
            case .unusable, .other: return try other(source, format, chosen, in: arena)
            }
        } catch { throw .document(error) }
    }

    private static func other(
        _ source: SecretSlice, _ format: DocumentFormat, _ chosen: EncryptionSelector?, in arena: SecretArena
    ) throws(SopsError) -> EncryptionPreview {
        if let preview = try? encrypted(source, format, chosen, in: arena) { return preview }
        if format == .binary {
            var preview = EncryptionPreview(selector: .standard, present: nil, isRcloneConfig: false)
            preview.isWhole = true
            preview.add("the whole file", isEncrypted: true, isSecret: false)
            return preview
        }
        return try document(try DocumentStore(format).read(source, in: arena), chosen ?? .standard, present: nil)
    }

    private static func encrypted(
        _ source: SecretSlice, _ format: DocumentFormat, _ chosen: EncryptionSelector?, in arena: SecretArena, holdsSecrets: Bool = false
    ) throws(SopsError) -> EncryptionPreview {
        let (tree, metadata) = try DocumentStore(format).readEncrypted(source, in: arena)
        if format == .binary {
            var preview = EncryptionPreview(selector: .standard, present: nil, isRcloneConfig: false)
            preview.isWhole = true
            preview.add("the whole file", isEncrypted: true, isSecret: false)
            return preview
        }
        return try document(tree, chosen ?? metadata.selector, present: metadata.selector, holdsSecrets: holdsSecrets)
    }

    private static func rclone(
        _ reading: RcloneReading, _ chosen: EncryptionSelector?, present: EncryptionSelector?
    ) throws(SopsError) -> EncryptionPreview {
        let selector: EncryptionSelector
        if let chosen { selector = chosen } else { selector = try RcloneEncryption.defaultSelector(for: reading) }
        var preview = EncryptionPreview(selector: selector, present: present, isRcloneConfig: true)
        let names = selector.storedNames
        for section in reading.sections {
            let backend = section.value("type").flatMap { ValueCipher.isEncrypted($0) ? nil : String(decoding: $0.bytes.prefix(64), as: UTF8.self) }
            let stored = (try? names.encode(section: section.name)) ?? section.name.bytes
            for entry in section.entries where !entry.value.isEmpty {
                let path = section.name.text + " / " + entry.key.text
                let isEncrypted = selector.encrypts(path: [stored, names.encode(key: entry.key)])
                preview.add(path, isEncrypted: isEncrypted, isSecret: isSecret(backend, entry))
            }
        }
        return preview
    }

    // Of a value that is encrypted now, only its name tells.
    private static func isSecret(_ backend: String?, _ entry: RcloneEntry) -> Bool {
        SecretOption.isKnownSecret(backend: backend, key: entry.key, value: entry.value)
    }

    private static func document(
        _ tree: DocumentTree, _ selector: EncryptionSelector, present: EncryptionSelector?, holdsSecrets: Bool = false
    ) throws(SopsError) -> EncryptionPreview {
        var preview = EncryptionPreview(selector: selector, present: present, isRcloneConfig: false)
        for leaf in try LeafSelection.leaves(of: tree, by: selector) where !leaf.isComment {
            preview.add(leaf.path, isEncrypted: leaf.isSelected, isSecret: holdsSecrets && isData(leaf.path))
        }
        return preview
    }

    private static func isData(_ path: String) -> Bool { path.hasPrefix("data / ") || path.hasPrefix("stringData / ") }

    private init(selector: EncryptionSelector, present: EncryptionSelector?, isRcloneConfig: Bool) {
        self.selector = selector
        self.present = present
        self.isRcloneConfig = isRcloneConfig
    }

    private mutating func add(_ path: String, isEncrypted: Bool, isSecret: Bool) {
        guard seen.insert((isEncrypted ? "e" : "c") + path).inserted else { return }
        if isEncrypted { encrypted.append(path) } else { clear.append(path) }
        if isSecret, !isEncrypted { secretsInClear.append(path) }
    }
}
