internal import Cryptography
internal import SecretMemory

/// Wraps a file key for an Ed25519 key (age v1.1 `agessh`): as for X25519, with the key's X25519 counterpart, and the shared
/// secret tweaked by the ssh key itself.
enum SSHEd25519Stanza {
    private static let label: StaticString = "age-encryption.org/v1/ssh-ed25519"

    static func wrap(_ fileKey: borrowing SecretBytes, for key: SSHPublicKey, point: [UInt8]) throws(AgeError) -> AgeStanza {
        let ephemeral = SecureRandom.secret(X25519.size)
        do throws(CryptographyError) {
            let share = try X25519.publicKey(of: ephemeral)
            let secret = try X25519.sharedSecret(ephemeral, point)
            let wrapping = try wrappingKey(secret, share: share, point: point, wire: key.wire)
            return AgeStanza(type: key.type, arguments: [AgeBase64.encode(key.tag), AgeBase64.encode(share)], body: try SealedFileKey.seal(fileKey, key: wrapping))
        } catch { throw .cipherFailure }
    }

    /// `stanza` is one that names `key`.
    static func unwrap(
        _ stanza: AgeStanza, scalar: borrowing SecretBytes, key: SSHPublicKey, point: [UInt8]
    ) throws(AgeError) -> SecretBytes {
        guard stanza.body.count == SealedFileKey.size else { throw .header(reason: "an ssh-ed25519 stanza's body has not 32 bytes") }
        guard stanza.arguments.count == 2, let share = AgeBase64.decode(stanza.arguments[1]) else { throw .cipherFailure }
        do throws(CryptographyError) {
            let secret = try X25519.sharedSecret(scalar, share)
            let wrapping = try wrappingKey(secret, share: share, point: point, wire: key.wire)
            return try SealedFileKey.open(stanza.body, key: wrapping)
        } catch .authenticationFailed {
            // The tag named this key, so it isn't for another one.
            throw .header(reason: "an ssh-ed25519 stanza names this key and does not open with it")
        } catch .lowOrderPoint {
            throw .header(reason: "an ssh-ed25519 stanza has a point of low order")
        } catch { throw .cipherFailure }
    }

    private static func wrappingKey(
        _ secret: borrowing SecretBytes, share: [UInt8], point: [UInt8], wire: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        let info = UnsafeRawBufferPointer(start: label.utf8Start, count: label.utf8CodeUnitCount)
        let tweak = try wire.withRawBytes { (wire) throws(CryptographyError) in
            try HKDFSHA256.derive(from: .init(start: nil, count: 0), salt: wire, info: info, count: X25519.size)
        }
        let tweaked = try X25519.sharedSecret(tweak, secret)
        let salt = share + point
        return try tweaked.withBytes { (tweaked) throws(CryptographyError) in
            try salt.withRawBytes { (salt) throws(CryptographyError) in
                try HKDFSHA256.derive(from: tweaked, salt: salt, info: info, count: 32)
            }
        }
    }
}
