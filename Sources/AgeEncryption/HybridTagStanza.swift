internal import Cryptography
internal import SecretMemory

/// A file key for a hardware token's post-quantum key, by its tag (age v1.3: `mlkem768p256tag`).
enum HybridTagStanza {
    static let type = "mlkem768p256tag"
    /// MLKEM768-P256's number in the registry of KEMs.
    private static let kem: UInt16 = 0x0050
    private static let info: StaticString = "age-encryption.org/mlkem768p256tag"

    /// `recipient` is ML-KEM's key, then the uncompressed point.
    static func wrap(_ fileKey: borrowing SecretBytes, for recipient: [UInt8]) throws(AgeError) -> AgeStanza {
        let point = Array(recipient[MLKEM.publicKeySize...])
        do throws(CryptographyError) {
            let quantum = try MLKEM.encapsulate(to: Array(recipient[..<MLKEM.publicKeySize]))
            let ephemeral = try P256.generate()
            let sent = try P256.publicKey(of: ephemeral)
            let classic = try P256.sharedSecret(ephemeral, point)
            let secret = try sharedSecret(quantum.secret, classic, sent: sent, point: point)
            let encapsulated = quantum.encapsulated + sent
            let body = try HPKEMessage.seal(fileKey, kem: kem, sharedSecret: secret, info: info)
            let tag = TagStanza.tag(of: encapsulated, for: point.withRawBytes { SHA256.hash($0) }, salt: info)
            return AgeStanza(type: type, arguments: [AgeBase64.encode(tag), AgeBase64.encode(encapsulated)], body: body)
        } catch { throw .cipherFailure }
    }

    /// The file key for whoever knows ML-KEM's seed (64 bytes) and the scalar: a token's plugin does, and tests.
    static func unwrap(
        _ stanza: AgeStanza, seed: borrowing SecretBytes, scalar: borrowing SecretBytes
    ) throws(CryptographyError) -> SecretBytes? {
        guard stanza.type == type, stanza.arguments.count == 2, let encapsulated = AgeBase64.decode(stanza.arguments[1]),
            encapsulated.count == MLKEM.encapsulatedSize + P256.pointSize, stanza.body.count == SealedFileKey.size
        else { return nil }
        let point = try P256.publicKey(of: scalar)
        guard TagStanza.tag(of: encapsulated, for: point.withRawBytes { SHA256.hash($0) }, salt: info) == AgeBase64.decode(stanza.arguments[0]) else {
            return nil
        }
        let sent = Array(encapsulated[MLKEM.encapsulatedSize...])
        let quantum = try MLKEM.decapsulate(Array(encapsulated[..<MLKEM.encapsulatedSize]), seed: seed)
        let secret = try sharedSecret(quantum, try P256.sharedSecret(scalar, sent), sent: sent, point: point)
        return try HPKEMessage.open(stanza.body, kem: kem, sharedSecret: secret, info: info)
    }

    private static func sharedSecret(
        _ quantum: borrowing SecretBytes, _ classic: borrowing SecretBytes, sent: [UInt8], point: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        try quantum.withBytes { (quantum) throws(CryptographyError) in
            try classic.withBytes { (classic) throws(CryptographyError) in
                try SHA3.hash([quantum, classic], sent + point + Array("MLKEM768-P256".utf8))
            }
        }
    }
}
