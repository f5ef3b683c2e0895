package import SecretMemory

/// Whom a file key can be wrapped for: a public key, a passphrase, or a plugin's word for one.
package protocol AgeRecipient: Sendable {
    /// As the user wrote it; empty for a passphrase.
    var text: String { get }
    /// The stanzas that give `fileKey` (16 bytes) to this recipient.
    func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping
}
