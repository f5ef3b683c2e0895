internal import SecretMemory

/// Reads the texts of recipients and identities of every kind (age v1, "Recipients and identities").
package struct AgeKeyReader: Sendable {
    let surroundings: AgeSurroundings

    /// `surroundings` go to the keys that may have to start a program or to ask somebody.
    package init(_ surroundings: AgeSurroundings = .none) { self.surroundings = surroundings }

    /// Reads one recipient. The kind is told by how the text begins, in this order: hardware tags, post-quantum, plugins (a
    /// second `1`, which Bech32 data never has), X25519, ssh.
    package func recipient(_ text: String) throws(AgeError) -> any AgeRecipient {
        // Anywhere in it: a whole key file given for a recipient must not be shown.
        if text.uppercased().contains("AGE-SECRET-KEY-") || text.uppercased().hasPrefix("AGE-PLUGIN-") {
            throw .invalidRecipient(
                reason: "that is an identity (a secret key), not a recipient; give its public key, which begins with age1")
        }
        if text.hasPrefix("AGE1") { throw .invalidRecipient(reason: "the recipient is in upper case; write it in lower case") }
        if text.hasPrefix("ssh-") { return try sshRecipient(text) }
        guard text.hasPrefix("age1") else {
            throw .invalidRecipient(reason: "failed to parse input, unknown recipient type: " + Self.shown(text))
        }
        if text.hasPrefix("age1pq1") { return try HybridRecipient(parsing: text) }
        if text.hasPrefix(TagRecipient.start) { return try TagRecipient(parsing: text) }
        if text.hasPrefix(HybridTagRecipient.start) { return try HybridTagRecipient(parsing: text) }
        if PluginRecipient.isText(text) { return try PluginRecipient(parsing: text, surroundings) }
        return try X25519Recipient(parsing: text)
    }

    /// What may be shown of a text that is no recipient: all of it when it has a recipient's letters and length, else
    /// only its size, since anything may have been given by mistake.
    static func shown(_ text: String) -> String {
        let isHarmless = text.utf8.count <= 80 && (text.hasPrefix("age1") || text.utf8.count < 12)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        return isHarmless || text.isEmpty ? "\"" + text + "\"" : "a text of " + String(text.utf8.count) + " bytes"
    }

    /// Reads one identity's text; `line`, 1-based, is for the error, which never shows the text.
    package func identity(_ text: UnsafeRawBufferPointer, line: Int) throws(AgeError) -> any AgeIdentity {
        if PluginIdentity.isText(text) { return try PluginIdentity(parsing: text, line: line, surroundings) }
        if text.starts(with: "AGE-SECRET-KEY-PQ-1".utf8) { return try HybridIdentity(parsing: text, line: line) }
        if text.starts(with: "AGE-SECRET-KEY-1".utf8) { return try X25519Identity(parsing: text, line: line) }
        if text.starts(with: "age1".utf8) {
            throw .invalidIdentity(line: line, reason: "that is a recipient (a public key), not an identity")
        }
        if text.starts(with: "age-secret-key-".utf8) || text.starts(with: "age-plugin-".utf8) {
            throw .invalidIdentity(line: line, reason: "the identity is in lower case; age writes it in upper case")
        }
        throw .invalidIdentity(line: line, reason: "unknown identity type")
    }

    /// The identities of a file: one a line, blank lines and lines that begin with `#` skipped (age-keygen's files); empty
    /// when there is none. `splittingAtBlanks` takes several on a line, as sops does for `SOPS_AGE_KEY`. `name` is for
    /// the question when the file is encrypted with a passphrase, which is asked for when a file needs it.
    package func identities(
        _ file: UnsafeRawBufferPointer, name: String, splittingAtBlanks: Bool = false
    ) throws(AgeError) -> [any AgeIdentity] {
        if isSSHKey(file) { return [try sshIdentity(file, name: name)] }
        return try AgeIdentityFile.parse(file, with: self, name: name, splittingAtBlanks: splittingAtBlanks)
    }
}
