/// Why a file that rclone encrypted can't be opened. Places are those of the file.
package enum EncryptedConfigError: Error, Equatable, Sendable {
    /// The marker is of a form that no rclone up to 1.75 writes.
    case unsupportedVersion(line: Int)
    /// A byte that is no base64; a space, a comment, or text behind the padding.
    case invalidBase64(line: Int, column: Int, byte: Int)
    /// The base64 ends within a group of four letters.
    case cutOff
    /// Fewer bytes than a nonce and a tag have.
    case tooShort(byteCount: Int)
    /// The tag doesn't fit: another password, or other bytes.
    case authenticationFailed
    /// The library failed where it should not; says in which call.
    case libraryFailure(String)
}
