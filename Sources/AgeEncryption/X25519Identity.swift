internal import Cryptography
package import SecretMemory

/// An X25519 identity, `AGE-SECRET-KEY-1…`: what opens the files of its recipient.
package final class X25519Identity: AgeIdentity {
    let scalar: SecretBytes
    /// Whom files are encrypted to, to be opened by this.
    package let recipient: X25519Recipient

    package var cost: AgeIdentityCost { .native }
    package var recipientText: String? { recipient.text }

    init(scalar: consuming SecretBytes) throws(AgeError) {
        do { recipient = X25519Recipient(point: try X25519.publicKey(of: scalar)) } catch { throw .cipherFailure }
        self.scalar = scalar
    }

    /// A new random identity.
    package static func generate() throws(AgeError) -> X25519Identity { try X25519Identity(scalar: SecureRandom.secret(X25519.size)) }

    /// Reads one identity's text; `line` is for the error, which never shows the text.
    package convenience init(parsing text: UnsafeRawBufferPointer, line: Int) throws(AgeError) {
        guard let decoded = Bech32.decode(text) else {
            throw .invalidIdentity(line: line, reason: "malformed secret key: it is mistyped or cut off")
        }
        guard decoded.prefix == "age-secret-key-", decoded.data.count == X25519.size else {
            throw .invalidIdentity(line: line, reason: "malformed secret key: it has another length")
        }
        try self.init(scalar: decoded.data.duplicate())
    }

    /// Appends the identity's text, upper case, without a line end.
    package func write(into output: inout SecretBuilder) {
        Bech32.write(scalar, prefix: "age-secret-key-", into: &output)
    }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        for stanza in stanzas where stanza.type == "X25519" {
            if let key = try X25519Stanza.unwrap(stanza, with: self) { return key }
        }
        return nil
    }
}
