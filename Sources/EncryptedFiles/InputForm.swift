package import DocumentTree
internal import KubernetesSecrets
package import RcloneConfig
package import SecretMemory
package import SopsDocument

/// What an input is, told by its content. Every command takes every form that it can use.
package enum InputForm {
    case rcloneConfig(RcloneDocument)
    /// A sops document in INI.
    case sopsINI(DocumentTree)
    /// A sops document in another format.
    case sopsDocument(DocumentFormat)
    /// Kubernetes manifests, plain.
    case manifest(DocumentFormat, Secrets)
    /// Something that is known, and that no command can use.
    case unusable(EncryptedFileError)
    case other

    /// How many of some manifests are Secrets.
    package enum Secrets: Sendable { case none, some, all }

    /// Looks at the bytes; of a file whose name or user says what it is, only as far as that leaves open.
    package static func recognise(_ source: SecretSlice, as known: DocumentFormat? = nil, in arena: SecretArena) -> InputForm {
        switch known {
        case .yaml, .json: return manifest(source, in: arena) ?? .other
        case .dotenv: return .other
        case .ini, .binary, nil: return recogniseAll(source, in: arena)
        }
    }

    private static func recogniseAll(_ source: SecretSlice, in arena: SecretArena) -> InputForm {
        if source.firstRange(of: Array("[sops]".utf8), from: 0) != nil {
            do throws(SopsError) {
                var tree = DocumentTree(arena: arena)
                try source.withBytes { (bytes) throws(SopsError) in try INIReader.read(TreeText(bytes), into: &tree) }
                if INIStore.isEncrypted(tree) { return .sopsINI(tree) }
            } catch {
                // go-ini refuses many an rclone.conf; with metadata in it the file is no such thing.
                if holdsMetadata(source) { return .unusable(.document(error)) }
            }
        }
        // rclone would read the lines of YAML as keys with : between them.
        if let format = otherSopsDocument(source), holdsMetadata(source, format, in: arena) { return .sopsDocument(format) }
        if let form = manifest(source, in: arena) { return form }
        // Without the word in it no section has a type; the lines need not be read to see that.
        guard holds("type", source) || holds("RCLONE_ENCRYPT_V0", source) else { return .other }
        let document = RcloneDocument(parsing: source)
        switch RcloneFile.recognise(document) {
        case .encryptedByRclone: return .unusable(.encryptedByRclone)
        case .rcloneConfig: return holdsEncryptedValue(document) ? .unusable(.metadataLost) : .rcloneConfig(document)
        case .other:
            return holdsEncryptedValue(document) ? .unusable(.metadataLost) : .other
        }
    }

    // Cut-off metadata must not turn ciphertext into plaintext.
    private static func holdsEncryptedValue(_ document: RcloneDocument) -> Bool {
        document.reading.sections.contains { $0.entries.contains { ValueCipher.isEncrypted($0.value) } }
    }

    private static func holdsMetadata(_ source: SecretSlice) -> Bool {
        hasLine(source, ["[sops]"]) && hasLine(source, ["lastmodified", "mac ", "mac=", "age__list_", "key_groups__"])
    }

    // The words may stand anywhere in any text: what a manifest is, its tree says.
    private static func manifest(_ source: SecretSlice, in arena: SecretArena) -> InputForm? {
        let format: DocumentFormat
        if hasLine(source, ["apiVersion:"]), hasLine(source, ["kind:"]) { format = .yaml } else {
            guard isJSON(source), holds("\"apiVersion\"", source), holds("\"kind\"", source) else { return nil }
            format = .json
        }
        guard let tree = try? DocumentStore(format).read(source, in: arena),
            tree.roots.contains(where: { tree.item("apiVersion", in: $0) != nil && tree.item("kind", in: $0) != nil })
        else { return nil }
        let areSecrets = tree.roots.map { SecretManifestConfig.isSecret(tree, at: $0) }
        return .manifest(format, !areSecrets.contains(true) ? .none : areSecrets.contains(false) ? .some : .all)
    }

    private static func holdsMetadata(_ source: SecretSlice, _ format: DocumentFormat, in arena: SecretArena) -> Bool {
        guard let tree = try? DocumentStore(format).read(source, in: arena), let root = tree.roots.first else { return false }
        if format == .dotenv { return tree.item("sops_lastmodified", in: root) != nil && tree.item("sops_mac", in: root) != nil }
        return tree.item("sops", in: root).map { tree.item("lastmodified", in: $0) != nil } ?? false
    }

    private static func otherSopsDocument(_ source: SecretSlice) -> DocumentFormat? {
        if isJSON(source) { return holds("\"sops\"", source) && holds("\"lastmodified\"", source) ? .json : nil }
        guard holds("lastmodified", source) else { return nil }
        if hasLine(source, ["sops_lastmodified="]) { return .dotenv }
        return hasLine(source, ["sops:"]) ? .yaml : nil
    }

    private static func isJSON(_ source: SecretSlice) -> Bool {
        let text = source.trimmingStart()
        return !text.isEmpty && text[0] == UInt8(ascii: "{")
    }

    private static func holds(_ text: String, _ source: SecretSlice) -> Bool { source.firstRange(of: Array(text.utf8), from: 0) != nil }

    private static func hasLine(_ source: SecretSlice, _ starts: [StaticString]) -> Bool {
        guard starts.contains(where: { holds($0.description, source) }) else { return false }
        return source.hasLine { line in starts.contains { TreeText(line).hasPrefix($0) } }
    }
}
