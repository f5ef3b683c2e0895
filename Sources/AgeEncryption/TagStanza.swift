internal import Cryptography
package import SecretMemory

/// A file key for a key of a hardware token, by its tag (age v1.3 "tag recipients": `p256tag`). The tag lets the token's
/// plugin pick its stanza without asking anybody for a touch.
package enum TagStanza {
    package static let type = "p256tag"
    static let info: StaticString = "age-encryption.org/p256tag"
    private static let tagSize = 4

    static func wrap(_ fileKey: borrowing SecretBytes, for point: [UInt8]) throws(AgeError) -> AgeStanza {
        do throws(CryptographyError) {
            let encapsulation = try DHKEMP256.encapsulate(to: point)
            let tag = try tag(of: encapsulation.sent, for: point)
            let body = try HPKEMessage.seal(
                fileKey, kem: DHKEMP256.number, sharedSecret: encapsulation.sharedSecret, info: info)
            return AgeStanza(type: type, arguments: [AgeBase64.encode(tag), AgeBase64.encode(encapsulation.sent)], body: body)
        } catch { throw .cipherFailure }
    }

    /// Opens a stanza with the scalar itself, where it is no token's; nil when it is for somebody else. Tokens do this in
    /// their plugins, so it serves tests, and keys that were moved out of a token.
    package static func unwrap(_ stanza: AgeStanza, with scalar: borrowing SecretBytes) throws(AgeError) -> SecretBytes? {
        guard stanza.type == type else { return nil }
        guard stanza.arguments.count == 2, let tag = AgeBase64.decode(stanza.arguments[0]), tag.count == tagSize,
            let sent = AgeBase64.decode(stanza.arguments[1]), sent.count == P256.pointSize, stanza.body.count == SealedFileKey.size
        else { throw .header(reason: "a p256tag stanza has not a tag, a point and a body of their sizes") }
        do throws(CryptographyError) {
            let point = try P256.publicKey(of: scalar)
            guard try self.tag(of: sent, for: point) == tag else { return nil }
            let shared = try DHKEMP256.decapsulate(sent, with: scalar)
            return try HPKEMessage.open(stanza.body, kem: DHKEMP256.number, sharedSecret: shared, info: info)
        } catch .authenticationFailed {
            return nil
        } catch .invalidParameter {
            throw .header(reason: "a p256tag stanza has a point that is not on the curve")
        } catch { throw .cipherFailure }
    }

    private static func tag(of sent: [UInt8], for point: [UInt8]) throws(CryptographyError) -> [UInt8] {
        tag(of: sent, for: try P256.compressed(point).withRawBytes { SHA256.hash($0) }, salt: info)
    }

    /// Four bytes that only somebody who knows the recipient can connect with it; `recipient` is its hash.
    static func tag(of sent: [UInt8], for recipient: [UInt8], salt: StaticString) -> [UInt8] {
        let salt = UnsafeRawBufferPointer(start: salt.utf8Start, count: salt.utf8CodeUnitCount)
        return (sent + recipient.prefix(4)).withRawBytes { material in
            HKDFSHA256.extract(from: [material], salt: salt).withBytes { Array($0.prefix(tagSize)) }
        }
    }
}
