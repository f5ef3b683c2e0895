internal import Cryptography
package import SecretMemory

/// A hardware token's recipient against quantum computers, `age1tagpq1…`: ML-KEM-768 and P-256 together. What is encrypted to
/// it, the token's plugin decrypts.
package struct HybridTagRecipient: AgeRecipient {
    /// How the text of every such recipient begins.
    package static let start = "age1tagpq1"
    package let text: String
    private let key: [UInt8]

    package init(parsing text: String) throws(AgeError) {
        guard let key = Bech32.publicKey(in: text, prefix: "age1tagpq"), key.count == MLKEM.publicKeySize + P256.pointSize else {
            throw .invalidRecipient(reason: "a recipient that begins with age1tagpq1 is mistyped or cut off")
        }
        guard XWing.isReduced(key), (try? P256.uncompressed(Array(key[MLKEM.publicKeySize...]))) != nil else {
            throw .invalidRecipient(reason: "a recipient that begins with age1tagpq1 holds no keys of ML-KEM-768 and P-256")
        }
        self.text = text
        self.key = key
    }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        AgeWrapping([try HybridTagStanza.wrap(fileKey, for: key)], labels: ["postquantum"])
    }
}
