package import AgeEncryption
package import SopsDocument

/// To whom, and how, a new document is encrypted.
package struct EncryptionPlan: Sendable {
    /// One list: each recipient opens the document. Several: a share for each.
    package var groups: [[X25519Recipient]]
    package var shamirThreshold = 0
    /// Nil: the harmless options of an rclone.conf stay readable.
    package var selector: EncryptionSelector?
    package var macOnlyEncrypted = false

    package init(groups: [[X25519Recipient]]) { self.groups = groups }
}
