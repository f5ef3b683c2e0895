/// The X25519 key that belongs to an ssh-ed25519 key (RFC 7748 §4.1, the map between the curves), as ssh-to-age gives it.
package enum SSHCounterpart {
    /// Why there is none.
    package enum Fault: Error, Equatable, Sendable {
        /// RSA, which is no key of a curve.
        case rsa
        /// Another kind of key, or nothing of ssh; in words that don't show the text.
        case none(reason: String)
        /// The private key can't be opened.
        case locked(AgeError)
    }

    /// Of a line as it stands in a .pub file: kind, base64, perhaps a comment.
    package static func recipient(ofLine line: String) throws(Fault) -> X25519Recipient {
        let recipient: any AgeRecipient
        do throws(AgeError) { recipient = try AgeKeyReader().sshRecipient(line) } catch { throw .none(reason: error.message) }
        guard let recipient = recipient as? SSHEd25519Recipient else { throw .rsa }
        return recipient.asX25519
    }

    /// Of a private key, whose passphrase is asked for where it has one.
    package static func identity(of key: any AgeIdentity) throws(Fault) -> X25519Identity {
        do throws(AgeError) {
            let opened = if let locked = key as? LockedSSHIdentity { try locked.opened() } else { key }
            if let identity = opened as? SSHEd25519Identity { return try identity.asX25519 }
        } catch { throw .locked(error) }
        throw .rsa
    }
}
