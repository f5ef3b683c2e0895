internal import Cryptography
package import SecretMemory

/// A hardware token's recipient, `age1tag1…`: a point on P-256. What is encrypted to it, the token's plugin decrypts.
package struct TagRecipient: AgeRecipient, Hashable {
    /// How the text of every such recipient begins.
    package static let start = "age1tag1"
    /// As it was given.
    package let text: String
    /// Uncompressed.
    private let point: [UInt8]

    /// Reads the Bech32 text, which must be in lower case.
    package init(parsing text: String) throws(AgeError) {
        guard let decoded = Bech32.publicKey(in: text, prefix: "age1tag") else {
            throw .invalidRecipient(reason: "a recipient that begins with age1tag1 is mistyped or cut off")
        }
        guard decoded.count == P256.compressedPointSize else {
            throw .invalidRecipient(reason: "a recipient that begins with age1tag1 has not the length of a P-256 key")
        }
        do throws(CryptographyError) { point = try P256.uncompressed(decoded) } catch {
            throw .invalidRecipient(reason: "a recipient that begins with age1tag1 holds no point of P-256: nothing can be encrypted to it")
        }
        self.text = text
    }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        AgeWrapping([try TagStanza.wrap(fileKey, for: point)])
    }
}
