internal import SecretMemory

/// What a file is, told by its content and not by its name.
package enum RcloneFile {
    package enum Recognition: Sendable, Equatable {
        /// An rclone.conf: every line readable, and a remote with a type in it.
        case rcloneConfig
        /// rclone's own encrypted configuration (`rclone config encryption set`).
        case encryptedByRclone
        case other
    }

    /// Looks at a parsed file.
    package static func recognise(_ document: RcloneDocument) -> Recognition {
        if isEncryptedByRclone(document.source) { return .encryptedByRclone }
        guard document.unreadable.isEmpty else { return .other }
        return document.reading.sections.contains { $0.value("type") != nil } ? .rcloneConfig : .other
    }

    // Of a version that is unknown too: there is nothing else to be read in it.
    private static func isEncryptedByRclone(_ source: SecretSlice) -> Bool {
        do throws(EncryptedConfigError) { return try EncryptedConfig(recognising: source) != nil } catch { return true }
    }
}
