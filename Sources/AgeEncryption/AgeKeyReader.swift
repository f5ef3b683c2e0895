internal import SecretMemory

/// Reads the texts of recipients and identities of every kind (age v1, "Recipients and identities").
package struct AgeKeyReader: Sendable {
    let surroundings: AgeSurroundings

    /// `surroundings` go to the keys that may have to start a program or to ask somebody.
    package init(_ surroundings: AgeSurroundings = .none) { self.surroundings = surroundings }

    /// Reads one recipient. The kind is told by how the text begins, in this order: hardware tags, post-quantum, plugins (a
    /// second `1`, which Bech32 data never has), X25519, ssh.
    package func recipient(_ text: String) throws(AgeError) -> any AgeRecipient {
        if text.hasPrefix(TagRecipient.start) { return try TagRecipient(parsing: text) }
        if PluginRecipient.isText(text) { return try PluginRecipient(parsing: text, surroundings) }
        return try X25519Recipient(parsing: text)
    }

    /// Reads one identity's text; `line`, 1-based, is for the error, which never shows the text.
    package func identity(_ text: UnsafeRawBufferPointer, line: Int) throws(AgeError) -> any AgeIdentity {
        if PluginIdentity.isText(text) { return try PluginIdentity(parsing: text, line: line, surroundings) }
        return try X25519Identity(parsing: text, line: line)
    }

    /// The identities of a file: one a line, blank lines and lines that begin with `#` skipped (age-keygen's files); empty
    /// when there is none. `splittingAtBlanks` takes several on a line, as sops does for `SOPS_AGE_KEY`. `name` is for
    /// the question when the file is encrypted with a passphrase, which is asked for when a file needs it.
    package func identities(
        _ file: UnsafeRawBufferPointer, name: String, splittingAtBlanks: Bool = false
    ) throws(AgeError) -> [any AgeIdentity] {
        try AgeIdentityFile.parse(file, with: self, splittingAtBlanks: splittingAtBlanks)
    }
}
