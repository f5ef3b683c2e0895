internal import Cryptography
package import SecretMemory

/// An Ed25519 ssh key to encrypt to, `ssh-ed25519 AAAA…`.
package struct SSHEd25519Recipient: AgeRecipient, Hashable {
    /// As it was given.
    package let text: String
    let key: SSHPublicKey
    /// The u-coordinate of the key's X25519 counterpart.
    let point: [UInt8]

    init(_ key: SSHPublicKey, text: String? = nil) throws(SSHPublicKey.Refusal) {
        guard case .ed25519(let publicKey) = key.kind else { throw SSHPublicKey.Refusal(reason: "is not an Ed25519 key") }
        do throws(CryptographyError) { point = try Ed25519.x25519Point(of: publicKey) } catch {
            throw SSHPublicKey.Refusal(reason: "has a point of low order, or none: nothing can be encrypted to it")
        }
        self.key = key
        self.text = text ?? key.text
    }

    /// The `age1…` recipient of the same key, by the conversion of ssh-to-age. Files for it open with
    /// ``SSHEd25519Identity/asX25519``, and with the ssh key itself only after that conversion.
    package var asX25519: X25519Recipient { X25519Recipient(point: point) }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        AgeWrapping([try SSHEd25519Stanza.wrap(fileKey, for: key, point: point)])
    }
}
