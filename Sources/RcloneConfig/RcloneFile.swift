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

    // rclone skips blank and comment lines before its marker (rclone 1.75 `fs/config/crypt.go`).
    private static func isEncryptedByRclone(_ source: SecretSlice) -> Bool {
        var start = 0
        while start < source.count {
            let end = source[start..<source.count].firstIndex { $0 == 0x0A }.map { $0 + start } ?? source.count
            let line = source[start..<end].trimmed()
            start = end + 1
            if line.isEmpty || line[0] == UInt8(ascii: "#") || line[0] == UInt8(ascii: ";") { continue }
            return line.equals("RCLONE_ENCRYPT_V0:")
        }
        return false
    }
}
