internal import Cryptography
internal import SecretMemory

/// A file key under a passphrase (age v1, "The scrypt recipient type").
enum ScryptStanza {
    static let type = "scrypt"
    private static let saltSize = 16
    private static let label = Array("age-encryption.org/v1/scrypt".utf8)

    static func wrap(
        _ fileKey: borrowing SecretBytes, passphrase: borrowing SecretBytes, workFactor: Int
    ) throws(AgeError) -> AgeStanza {
        let salt = SecureRandom.bytes(saltSize)
        let key = try wrappingKey(passphrase, salt: salt, workFactor: workFactor)
        do throws(CryptographyError) {
            return AgeStanza(
                type: type, arguments: [AgeBase64.encode(salt), Array(String(workFactor).utf8)],
                body: try SealedFileKey.seal(fileKey, key: key))
        } catch { throw .cipherFailure }
    }

    /// Nil when the passphrase is another.
    static func unwrap(
        _ stanza: AgeStanza, passphrase: borrowing SecretBytes, workFactorLimit: Int
    ) throws(AgeError) -> SecretBytes? {
        guard stanza.arguments.count == 2, let salt = AgeBase64.decode(stanza.arguments[0]), salt.count == saltSize else {
            throw .header(reason: "a scrypt stanza has not a salt of 16 bytes and a work factor")
        }
        let digits = stanza.arguments[1]
        guard !digits.isEmpty, digits[0] != 0x30, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .header(reason: "a scrypt stanza's work factor is no plain number")
        }
        // More than three digits are no cost that anybody can pay, whatever the number.
        let workFactor = digits.count > 3 ? 1000 : Int(String(decoding: digits, as: UTF8.self)) ?? 1000
        guard workFactor <= workFactorLimit else {
            throw .header(
                reason: "its passphrase costs too much: a scrypt work factor of " + (digits.count > 3 ? "1000 or more" : String(workFactor))
                    + " (2 to this power KiB of memory), the limit is " + String(workFactorLimit))
        }
        // The size is checked before anything is opened, lest a chosen file tell keys apart.
        guard stanza.body.count == SealedFileKey.size else { throw .header(reason: "a scrypt stanza's body has not 32 bytes") }
        let key = try wrappingKey(passphrase, salt: salt, workFactor: workFactor)
        do throws(CryptographyError) { return try SealedFileKey.open(stanza.body, key: key) } catch .authenticationFailed {
            return nil
        } catch { throw .cipherFailure }
    }

    private static func wrappingKey(
        _ passphrase: borrowing SecretBytes, salt: [UInt8], workFactor: Int
    ) throws(AgeError) -> SecretBytes {
        let salt = label + salt
        do throws(CryptographyError) {
            return try passphrase.withBytes { (passphrase) throws(CryptographyError) in
                try salt.withRawBytes { (salt) throws(CryptographyError) in
                    try Scrypt.derive(passphrase: passphrase, salt: salt, logN: workFactor, r: 8, p: 1, count: 32)
                }
            }
        } catch {
            throw .passphrase(reason: "the passphrase's key needs " + String(1 << max(0, workFactor - 10)) + " MiB of memory, which can't be had")
        }
    }
}
