package import DocumentTree
package import RcloneConfig
package import SecretMemory
internal import SopsDocument

/// What an input is, told by its content. Every command takes every form that it can use.
package enum InputForm {
    case rcloneConfig(RcloneDocument)
    /// A sops document in INI.
    case sopsINI(DocumentTree)
    /// Something that is known, and that no command can use; among it Secret manifests, until a reader of YAML is there.
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
        // rclone would read a manifest's lines as keys with : between them.
        if isManifest(source) { return .unusable(.manifest) }
        let document = RcloneDocument(parsing: source)
        switch RcloneFile.recognise(document) {
        case .encryptedByRclone: return .unusable(.encryptedByRclone)
        case .rcloneConfig: return holdsEncryptedValue(document) ? .unusable(.metadataLost) : .rcloneConfig(document)
        case .other:
            if isOtherSopsDocument(source) { return .unusable(.otherSopsDocument) }
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

    private static func isManifest(_ source: SecretSlice) -> Bool {
        if hasLine(of: source, { $0.starts(with: "apiVersion:".utf8) }), hasLine(of: source, { $0.starts(with: "kind:".utf8) }) {
            return true
        }
        let text = source.trimmingStart()
        return !text.isEmpty && text[0] == UInt8(ascii: "{") && text.firstRange(of: Array("\"apiVersion\"".utf8), from: 0) != nil
            && text.firstRange(of: Array("\"kind\"".utf8), from: 0) != nil
    }

    private static func isOtherSopsDocument(_ source: SecretSlice) -> Bool {
        hasLine(of: source) { line in
            line.starts(with: "sops:".utf8) || line.starts(with: "sops_mac=".utf8)
                || line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "\"sops\":".utf8)
        }
    }

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
