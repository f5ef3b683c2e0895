internal import Cryptography
package import SecretMemory

/// An Ed25519 ssh private key.
package final class SSHEd25519Identity: AgeIdentity {
    /// Whom files are encrypted to, to be opened by this.
    package let recipient: SSHEd25519Recipient
    private let scalar: SecretBytes

    package var cost: AgeIdentityCost { .ssh }
    package var recipientText: String? { recipient.text }

    init(seed: borrowing SecretBytes) throws(SSHPublicKey.Refusal) {
        let publicKey: [UInt8]
        do throws(CryptographyError) {
            publicKey = try Ed25519.publicKey(ofSeed: seed)
            scalar = try Ed25519.x25519Scalar(ofSeed: seed)
        } catch { throw SSHPublicKey.Refusal(reason: "has not a seed of 32 bytes") }
        recipient = try SSHEd25519Recipient(SSHPublicKey(ed25519: publicKey))
    }

    /// The `AGE-SECRET-KEY-1…` identity of the same key, by the conversion of ssh-to-age: the scalar that Ed25519 makes of
    /// its seed.
    package var asX25519: X25519Identity {
        get throws(AgeError) { try X25519Identity(scalar: scalar.duplicate()) }
    }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        for stanza in stanzas where try recipient.key.isNamed(by: stanza) {
            return try SSHEd25519Stanza.unwrap(stanza, scalar: scalar, key: recipient.key, point: recipient.point)
        }
        return nil
    }
}
