internal import Cryptography
internal import SecretMemory

/// A file key under X-Wing, by HPKE's base mode (age v1.3, "mlkem768x25519").
enum HybridStanza {
    static let type = "mlkem768x25519"
    /// X-Wing's number in the registry of KEMs.
    private static let kem: UInt16 = 0x647A
    private static let info: StaticString = "age-encryption.org/mlkem768x25519"

    static func wrap(_ fileKey: borrowing SecretBytes, for publicKey: [UInt8]) throws(AgeError) -> AgeStanza {
        do throws(CryptographyError) {
            let encapsulation = try XWing.encapsulate(to: publicKey)
            return AgeStanza(
                type: type, arguments: [AgeBase64.encode(encapsulation.encapsulated)],
                body: try HPKEMessage.seal(fileKey, kem: kem, sharedSecret: encapsulation.secret, info: info))
        } catch .lowOrderPoint {
            throw .invalidRecipient(reason: "the recipient's point has a low order: nothing can be encrypted to it")
        } catch { throw .cipherFailure }
    }

    /// Nil when the stanza is for somebody else.
    static func unwrap(_ stanza: AgeStanza, seed: borrowing SecretBytes) throws(AgeError) -> SecretBytes? {
        guard stanza.arguments.count == 1, let encapsulated = AgeBase64.decode(stanza.arguments[0]),
            encapsulated.count == XWing.encapsulatedSize
        else { throw .header(reason: "an mlkem768x25519 stanza has not one argument of 1120 bytes") }
        guard stanza.body.count == SealedFileKey.size else { throw .header(reason: "an mlkem768x25519 stanza's body has not 32 bytes") }
        do throws(CryptographyError) {
            let secret = try XWing.decapsulate(encapsulated, seed: seed)
            return try HPKEMessage.open(stanza.body, kem: kem, sharedSecret: secret, info: info)
        } catch .authenticationFailed {
            return nil
        } catch .lowOrderPoint {
            throw .header(reason: "an mlkem768x25519 stanza has a point of low order")
        } catch { throw .cipherFailure }
    }
}
