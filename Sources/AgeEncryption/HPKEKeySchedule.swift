internal import Cryptography
package import SecretMemory

/// Key and nonce of HPKE's base mode for one message (RFC 9180 §5.1), with HKDF-SHA256 and ChaCha20-Poly1305, the only ones
/// that age takes. The KEM gives the shared secret.
package struct HPKEKeySchedule: ~Copyable {
    /// 32 bytes.
    package let key: SecretBytes
    /// 12 bytes, for the first message, which in age is the only one.
    package let nonce: [UInt8]

    private static let hkdfSHA256: UInt16 = 0x0001
    private static let chaCha20Poly1305: UInt16 = 0x0003

    /// `kem` is the KEM's number in IANA's registry, `info` names what the key is for.
    package static func derive(
        kem: UInt16, sharedSecret: borrowing SecretBytes, info: StaticString
    ) throws(AgeError) -> HPKEKeySchedule {
        let labels = LabeledHKDF(suite: Array("HPKE".utf8) + [kem, hkdfSHA256, chaCha20Poly1305].flatMap(LabeledHKDF.twoBytes))
        let info = Array(UnsafeBufferPointer(start: info.utf8Start, count: info.utf8CodeUnitCount))
        // Mode 0, without a pre-shared key: its identifier and itself are empty.
        let context = [0] + labels.publicExtract("psk_id_hash", []) + labels.publicExtract("info_hash", info)
        let secret = sharedSecret.withBytes { labels.extract(salt: $0, "secret", UnsafeRawBufferPointer(start: nil, count: 0)) }
        do throws(CryptographyError) {
            let key = try labels.expand(secret, "key", context, count: ChaCha20Poly1305.keySize)
            let nonce = try labels.expand(secret, "base_nonce", context, count: ChaCha20Poly1305.nonceSize)
            return HPKEKeySchedule(key: key, nonce: nonce.withBytes { Array($0) })
        } catch { throw .cipherFailure }
    }
}
