internal import Cryptography
internal import SecretMemory

/// The one message of HPKE's base mode that age's stanzas hold: a file key, without additional data.
enum HPKEMessage {
    static func seal(
        _ fileKey: borrowing SecretBytes, kem: UInt16, sharedSecret: borrowing SecretBytes, info: StaticString
    ) throws(CryptographyError) -> [UInt8] {
        let schedule = try schedule(kem, sharedSecret, info)
        return try SealedFileKey.seal(fileKey, key: schedule.key, nonce: schedule.nonce)
    }

    /// Throws ``CryptographyError/authenticationFailed`` when the message is for another key.
    static func open(
        _ body: [UInt8], kem: UInt16, sharedSecret: borrowing SecretBytes, info: StaticString
    ) throws(CryptographyError) -> SecretBytes {
        let schedule = try schedule(kem, sharedSecret, info)
        return try SealedFileKey.open(body, key: schedule.key, nonce: schedule.nonce)
    }

    private static func schedule(
        _ kem: UInt16, _ sharedSecret: borrowing SecretBytes, _ info: StaticString
    ) throws(CryptographyError) -> HPKEKeySchedule {
        do throws(AgeError) { return try HPKEKeySchedule.derive(kem: kem, sharedSecret: sharedSecret, info: info) } catch {
            throw .libraryFailure("HKDF")
        }
    }
}
