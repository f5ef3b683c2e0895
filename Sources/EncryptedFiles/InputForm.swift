package import DocumentTree
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
    /// A Kubernetes manifest, plain.
    case manifest(DocumentFormat)
    /// Something that is known, and that no command can use.
    case unusable(EncryptedFileError)
    case other

    /// Looks at the bytes; of a file whose name or user says what it is, only as far as that leaves open.
    package static func recognise(_ source: SecretSlice, as known: DocumentFormat? = nil, in arena: SecretArena) -> InputForm {
        switch known {
        case .yaml, .json: return manifest(source).map { .manifest($0) } ?? .other
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
        if let format = otherSopsDocument(source) { return .sopsDocument(format) }
        if let format = manifest(source) { return .manifest(format) }
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

    private static func manifest(_ source: SecretSlice) -> DocumentFormat? {
        if hasLine(source, ["apiVersion:"]), hasLine(source, ["kind:"]) { return .yaml }
        return isJSON(source) && holds("\"apiVersion\"", source) && holds("\"kind\"", source) ? .json : nil
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
