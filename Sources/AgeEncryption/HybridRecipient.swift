internal import Cryptography
package import SecretMemory

/// A recipient against quantum computers, `age1pq1…`: ML-KEM-768 and X25519 together (age v1.3).
package struct HybridRecipient: AgeRecipient {
    package let text: String
    private let publicKey: [UInt8]
    private static let prefix = "age1pq"

    package init(parsing text: String) throws(AgeError) {
        guard let key = Bech32.publicKey(in: text, prefix: Self.prefix), key.count == XWing.publicKeySize else {
            throw .invalidRecipient(reason: "the post-quantum recipient (age1pq1…) is mistyped or cut off: it has about 1960 letters")
        }
        guard XWing.isReduced(key) else {
            throw .invalidRecipient(reason: "the post-quantum recipient (age1pq1…) is no key of ML-KEM-768 (FIPS 203 §7.2)")
        }
        self.text = text
        publicKey = key
    }

    init(publicKey: [UInt8]) {
        self.publicKey = publicKey
        text = Bech32.text(of: publicKey, prefix: Self.prefix)
    }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        AgeWrapping([try HybridStanza.wrap(fileKey, for: publicKey)], labels: ["postquantum"])
    }
}
