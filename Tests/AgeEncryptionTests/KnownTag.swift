import AgeEncryption
import SecretMemory
import TestVectors

/// A hardware tag's key whose private part is known.
struct KnownTag: AgeIdentity {
    let scalar: [UInt8]
    let recipient: String
    var cost: AgeIdentityCost { .native }
    var recipientText: String? { recipient }

    /// That of the published files.
    static func ofVectors() throws -> KnownTag {
        let lines = String(decoding: try VectorFolder.bytes("age/peer/tag_keys.txt"), as: UTF8.self).split(separator: "\n")
        let letters = Array(lines[1])
        let scalar = stride(from: 0, to: letters.count, by: 2).map { UInt8(String(letters[$0...$0 + 1]), radix: 16)! }
        return KnownTag(scalar: scalar, recipient: String(lines[2]))
    }

    func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        for stanza in stanzas {
            if let key = try TagStanza.unwrap(stanza, with: SecretBytes(copying: scalar)) { return key }
        }
        return nil
    }
}
