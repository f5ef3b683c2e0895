internal import Cryptography
internal import SecretMemory

/// The derivations that age makes of its keys, each HKDF-SHA-256 with 32 bytes of output.
enum AgeKeys {
    /// Size of a file key, in bytes.
    static let fileKeySize = 16

    static func derive(
        _ material: borrowing SecretBytes, salt: [UInt8], info: StaticString
    ) throws(AgeError) -> SecretBytes {
        let info = UnsafeRawBufferPointer(start: info.utf8Start, count: info.utf8CodeUnitCount)
        do throws(CryptographyError) {
            return try material.withBytes { (material) throws(CryptographyError) in
                try salt.withRawBytes { (salt) throws(CryptographyError) in
                    try HKDFSHA256.derive(from: material, salt: salt, info: info, count: 32)
                }
            }
        } catch { throw .cipherFailure }
    }
}
