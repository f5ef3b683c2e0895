internal import Cryptography
internal import SecretMemory

/// DHKEM(P-256, HKDF-SHA256) (RFC 9180 §4.1, KEM 0x0010).
enum DHKEMP256 {
    static let number: UInt16 = 0x0010

    /// What is sent, an uncompressed point, and the secret that it gives to the holder of `recipient`'s scalar.
    struct Encapsulation: ~Copyable {
        let sent: [UInt8]
        let sharedSecret: SecretBytes
    }

    /// `recipient` is an uncompressed point.
    static func encapsulate(to recipient: [UInt8]) throws(CryptographyError) -> Encapsulation {
        let ephemeral = try P256.generate()
        let sent = try P256.publicKey(of: ephemeral)
        let shared = try P256.sharedSecret(ephemeral, recipient)
        return Encapsulation(sent: sent, sharedSecret: try extractAndExpand(shared, sent: sent, recipient: recipient))
    }

    /// The same secret, for the holder of `scalar`.
    static func decapsulate(_ sent: [UInt8], with scalar: borrowing SecretBytes) throws(CryptographyError) -> SecretBytes {
        let shared = try P256.sharedSecret(scalar, sent)
        return try extractAndExpand(shared, sent: sent, recipient: try P256.publicKey(of: scalar))
    }

    private static func extractAndExpand(
        _ shared: borrowing SecretBytes, sent: [UInt8], recipient: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        let labels = LabeledHKDF(suite: Array("KEM".utf8) + LabeledHKDF.twoBytes(number))
        let key = shared.withBytes { labels.extract(salt: UnsafeRawBufferPointer(start: nil, count: 0), "eae_prk", $0) }
        return try labels.expand(key, "shared_secret", sent + recipient, count: 32)
    }
}
