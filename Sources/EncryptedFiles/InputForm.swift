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
    case other(RcloneDocument)

    /// Looks at the bytes.
    package static func recognise(_ source: SecretSlice, in arena: SecretArena) -> InputForm {
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
        let document = RcloneDocument(parsing: source)
        switch RcloneFile.recognise(document) {
        case .encryptedByRclone: return .unusable(.encryptedByRclone)
        case .rcloneConfig: return holdsEncryptedValue(document) ? .unusable(.metadataLost) : .rcloneConfig(document)
        case .other:
            return holdsEncryptedValue(document) ? .unusable(.metadataLost) : .other(document)
        }
    }

    // Cut-off metadata must not turn ciphertext into plaintext.
    private static func holdsEncryptedValue(_ document: RcloneDocument) -> Bool {
        document.reading.sections.contains { $0.entries.contains { ValueCipher.isEncrypted($0.value) } }
    }

    private static func holdsMetadata(_ source: SecretSlice) -> Bool {
        hasLine(of: source) { $0.starts(with: "[sops]".utf8) }
            && hasLine(of: source) { line in
                ["lastmodified", "mac ", "mac=", "age__list_", "key_groups__"].contains { line.starts(with: $0.utf8) }
            }
    }

    private static func manifest(_ source: SecretSlice) -> DocumentFormat? {
        if hasLine(of: source, { $0.starts(with: "apiVersion:".utf8) }), hasLine(of: source, { $0.starts(with: "kind:".utf8) }) {
            return .yaml
        }
        return isJSON(source) && holds("\"apiVersion\"", source) && holds("\"kind\"", source) ? .json : nil
    }

    private static func otherSopsDocument(_ source: SecretSlice) -> DocumentFormat? {
        if isJSON(source) {
            guard holds("\"sops\"", source), holds("\"lastmodified\"", source) else { return nil }
            return .json
        }
        if hasLine(of: source, { $0.starts(with: "sops_lastmodified=".utf8) }) { return .dotenv }
        return hasLine(of: source, { $0.starts(with: "sops:".utf8) }) && holds("lastmodified:", source) ? .yaml : nil
    }

    private static func isJSON(_ source: SecretSlice) -> Bool {
        let text = source.trimmingStart()
        return !text.isEmpty && text[0] == UInt8(ascii: "{")
    }

    private static func holds(_ text: String, _ source: SecretSlice) -> Bool { source.firstRange(of: Array(text.utf8), from: 0) != nil }

    private static func hasLine(of source: SecretSlice, _ matches: (Slice<UnsafeRawBufferPointer>) -> Bool) -> Bool {
        source.withBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                if matches(bytes[start..<end]) { return true }
                start = end + 1
            }
            return false
        }
    }
}
