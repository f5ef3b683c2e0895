internal import Crypto
package import SecretMemory
#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// ML-KEM-768 (FIPS 203), by swift-crypto's BoringSSL.
package enum MLKEM {
    /// Size of an encapsulation key, in bytes.
    package static let publicKeySize = 1184
    /// Size of a ciphertext, in bytes.
    package static let encapsulatedSize = 1088

    /// A fresh secret of 32 bytes for whoever has the key's seed. Throws ``CryptographyError/invalidParameter(_:)`` for what is
    /// no key of ML-KEM (FIPS 203 §7.2).
    package static func encapsulate(to publicKey: [UInt8]) throws(CryptographyError) -> XWing.Encapsulation {
        guard publicKey.count == publicKeySize, XWing.isReduced(publicKey) else { throw .invalidParameter("ML-KEM public key") }
        guard #available(macOS 26, *) else { throw .libraryFailure("ML-KEM, which needs macOS 26") }
        do {
            let result = try MLKEM768.PublicKey(rawRepresentation: publicKey).encapsulate()
            return XWing.Encapsulation(encapsulated: Array(result.encapsulated), secret: XWing.secret(result.sharedSecret))
        } catch { throw .libraryFailure("ML-KEM") }
    }

    /// The key of a seed of 64 bytes (d, then z).
    package static func publicKey(of seed: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        guard #available(macOS 26, *) else { throw .libraryFailure("ML-KEM, which needs macOS 26") }
        do { return Array(try privateKey(seed).publicKey.rawRepresentation) } catch { throw .libraryFailure("ML-KEM") }
    }

    /// The secret that was encapsulated; another, pseudo-random one when it was for another seed (implicit rejection).
    package static func decapsulate(_ encapsulated: [UInt8], seed: borrowing SecretBytes) throws(CryptographyError) -> SecretBytes {
        guard encapsulated.count == encapsulatedSize else { throw .invalidParameter("ML-KEM ciphertext") }
        guard #available(macOS 26, *) else { throw .libraryFailure("ML-KEM, which needs macOS 26") }
        do { return XWing.secret(try privateKey(seed).decapsulate(encapsulated)) } catch { throw .libraryFailure("ML-KEM") }
    }

    @available(macOS 26, *)
    private static func privateKey(_ seed: borrowing SecretBytes) throws -> MLKEM768.PrivateKey {
        try seed.withBytes { try MLKEM768.PrivateKey(seedRepresentation: $0, publicKey: nil) }
    }
}
