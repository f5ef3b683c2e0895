internal import Cryptography
internal import SecretMemory

/// Wraps a file key for an X25519 recipient (age v1, "The X25519 recipient type").
enum X25519Stanza {
    static func wrap(_ fileKey: borrowing SecretBytes, for recipient: X25519Recipient) throws(AgeError) -> AgeStanza {
        let ephemeral = SecureRandom.secret(X25519.size)
        do throws(CryptographyError) {
            let share = try X25519.publicKey(of: ephemeral)
            let secret = try X25519.sharedSecret(ephemeral, recipient.point)
            let key = try wrappingKey(secret, share: share, recipient: recipient.point)
            return AgeStanza(type: "X25519", arguments: [AgeBase64.encode(share)], body: try SealedFileKey.seal(fileKey, key: key))
        } catch .lowOrderPoint {
            throw .invalidRecipient(reason: "the recipient's point has a low order: nothing can be encrypted to it")
        } catch { throw .cipherFailure }
    }

    /// Nil when the stanza is for somebody else.
    static func unwrap(_ stanza: AgeStanza, with identity: X25519Identity) throws(AgeError) -> SecretBytes? {
        guard stanza.arguments.count == 1, let share = AgeBase64.decode(stanza.arguments[0]), share.count == X25519.size else {
            throw .header(reason: "an X25519 stanza has not one argument of 32 bytes")
        }
        // The size is checked before anything is opened, lest a chosen file tell keys apart.
        guard stanza.body.count == SealedFileKey.size else { throw .header(reason: "an X25519 stanza's body has not 32 bytes") }
        do throws(CryptographyError) {
            let secret = try X25519.sharedSecret(identity.scalar, share)
            let key = try wrappingKey(secret, share: share, recipient: identity.recipient.point)
            return try SealedFileKey.open(stanza.body, key: key)
        } catch .authenticationFailed {
            return nil
        } catch .lowOrderPoint {
            throw .header(reason: "an X25519 stanza has a point of low order")
        } catch { throw .cipherFailure }
    }

    private static func wrappingKey(
        _ secret: borrowing SecretBytes, share: [UInt8], recipient: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        let salt = share + recipient
        let info: StaticString = "age-encryption.org/v1/X25519"
        return try secret.withBytes { (secret) throws(CryptographyError) in
            try salt.withRawBytes { (salt) throws(CryptographyError) in
                try HKDFSHA256.derive(
                    from: secret, salt: salt,
                    info: UnsafeRawBufferPointer(start: info.utf8Start, count: info.utf8CodeUnitCount), count: 32)
            }
        }
    }
}
