internal import Cryptography
package import SecretMemory

/// An X25519 recipient, `age1…`: who a file is encrypted to.
package struct X25519Recipient: AgeRecipient, Hashable {
    /// As it was given.
    package let text: String
    /// The u-coordinate, 32 bytes.
    let point: [UInt8]

    /// Reads the Bech32 text, which must be in lower case.
    package init(parsing text: String) throws(AgeError) {
        guard let point = Bech32.publicKey(in: text, prefix: "age"), point.count == X25519.size else {
            throw .invalidRecipient(
                reason: "failed to parse input as Bech32-encoded age public key: " + AgeKeyReader.shown(text) + " is mistyped or cut off")
        }
        self.text = text
        self.point = point
    }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        AgeWrapping([try X25519Stanza.wrap(fileKey, for: self)])
    }

    init(point: [UInt8]) {
        self.point = point
        text = Bech32.text(of: point, prefix: "age")
    }
}
