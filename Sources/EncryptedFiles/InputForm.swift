package import RcloneConfig
package import SecretMemory
package import SopsDocument

/// What an input is, told by its content. Every command takes every form that it can use.
package enum InputForm: Sendable {
    case rcloneConfig(RcloneDocument)
    case encryptedByRclone
    /// A sops document in INI.
    case sopsINI([INISection])
    /// A Kubernetes Secret, plain or encrypted by sops: the seam for the YAML reader.
    case manifest
    /// A sops document in another format.
    case otherSopsDocument
    case other(RcloneDocument)

    /// Looks at the bytes.
    package static func recognise(_ source: SecretSlice, in arena: SecretArena) -> InputForm {
        if source.firstRange(of: Array("[sops]".utf8), from: 0) != nil,
            let sections = try? INIReader.read(source, into: arena), INIStore.isEncrypted(sections)
        {
            return .sopsINI(sections)
        }
        let document = RcloneDocument(parsing: source)
        switch RcloneFile.recognise(document) {
        case .rcloneConfig: return .rcloneConfig(document)
        case .encryptedByRclone: return .encryptedByRclone
        case .other:
            if isManifest(source) { return .manifest }
            return isOtherSopsDocument(source) ? .otherSopsDocument : .other(document)
        }
    }

    private static func isManifest(_ source: SecretSlice) -> Bool {
        source.withBytes { bytes in
            let lines = bytes.split(separator: 0x0A)
            return lines.contains { $0.starts(with: "apiVersion:".utf8) } && lines.contains { $0.starts(with: "kind:".utf8) }
        }
    }

    private static func isOtherSopsDocument(_ source: SecretSlice) -> Bool {
        source.withBytes { bytes in
            bytes.split(separator: 0x0A).contains { line in
                let text = line.drop { $0 == 0x20 || $0 == 0x09 }
                return line.starts(with: "sops:".utf8) || line.starts(with: "sops_mac=".utf8) || text.starts(with: "\"sops\":".utf8)
            }
        }
    }
}
