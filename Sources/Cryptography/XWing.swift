internal import CPOSIX
internal import Crypto
package import SecretMemory
#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// X-Wing, the KEM of ML-KEM-768 and X25519 together (draft-connolly-cfrg-xwing-kem), by swift-crypto's BoringSSL: neither
/// OpenSSL 3.0 nor libsodium has ML-KEM.
package enum XWing {
    /// Size of a secret key, which is a seed, in bytes.
    package static let seedSize = 32
    /// Size of a public key, in bytes: ML-KEM's 1184, then X25519's 32.
    package static let publicKeySize = 1216
    /// Size of an encapsulated key, in bytes: ML-KEM's 1088, then X25519's 32.
    package static let encapsulatedSize = 1120
    /// Size of the shared secret, in bytes.
    package static let secretSize = 32

    /// What ``encapsulate(to:)`` gives.
    package struct Encapsulation: ~Copyable {
        package let encapsulated: [UInt8]
        package let secret: SecretBytes
    }

    /// The public key of a seed.
    package static func publicKey(of seed: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        guard seed.count == seedSize else { throw .invalidKeySize(seed.count) }
        return try attempt { try withPrivateKey(seed) { Array($0.publicKey.rawRepresentation) } }
    }

    /// A fresh secret for whoever has the seed. Throws ``CryptographyError/lowOrderPoint`` for an X25519 part that gives the
    /// all-zero secret, ``CryptographyError/invalidParameter(_:)`` for an ML-KEM part that is none (FIPS 203 §7.2).
    package static func encapsulate(to publicKey: [UInt8]) throws(CryptographyError) -> Encapsulation {
        guard publicKey.count == publicKeySize else { throw .invalidKeySize(publicKey.count) }
        try refuseLowOrder(publicKey.suffix(X25519.size))
        guard isReduced(publicKey) else { throw .invalidParameter("ML-KEM public key") }
        return try attempt {
            let result = try XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey).encapsulate()
            return Encapsulation(
                encapsulated: Array(result.encapsulated), secret: secret(result.sharedSecret))
        }
    }

    /// The secret that was encapsulated; another, pseudo-random one when it was for another seed (implicit rejection).
    package static func decapsulate(_ encapsulated: [UInt8], seed: borrowing SecretBytes) throws(CryptographyError) -> SecretBytes {
        guard seed.count == seedSize else { throw .invalidKeySize(seed.count) }
        guard encapsulated.count == encapsulatedSize else { throw .invalidParameter("X-Wing encapsulated key") }
        try refuseLowOrder(encapsulated.suffix(X25519.size))
        return try attempt { try withPrivateKey(seed) { secret(try $0.decapsulate(Data(encapsulated))) } }
    }

    /// True when every coefficient of the ML-KEM part is below its modulus (FIPS 203 §7.2), of 12 bits each.
    package static func isReduced(_ publicKey: [UInt8]) -> Bool {
        stride(from: 0, to: 1152, by: 3).allSatisfy { place in
            let (one, two, three) = (Int(publicKey[place]), Int(publicKey[place + 1]), Int(publicKey[place + 2]))
            return one | (two & 15) << 8 < 3329 && two >> 4 | three << 4 < 3329
        }
    }

    /// Clamped scalars are multiples of 8, so any of them takes a point of low order to zero.
    private static func refuseLowOrder(_ point: ArraySlice<UInt8>) throws(CryptographyError) {
        _ = try X25519.sharedSecret(SecureRandom.secret(X25519.size), Array(point))
    }

    /// swift-crypto frees the object that has the seed and the key made of it without wiping it (4.5 `XWing_boring.swift`), so it
    /// is wiped here before.
    private static func withPrivateKey<R: ~Copyable>(
        _ seed: borrowing SecretBytes, _ body: (XWingMLKEM768X25519.PrivateKey) throws -> R
    ) throws -> R {
        let key = try seed.withBytes { try XWingMLKEM768X25519.PrivateKey(seedRepresentation: $0, publicKey: nil) }
        defer { wipe(key) }
        return try body(key)
    }

    private static func wipe(_ key: XWingMLKEM768X25519.PrivateKey) {
        // The key is its object and nothing else, as a test finds out; after the head that Swift gives each object all is the key.
        guard MemoryLayout.size(ofValue: key) == MemoryLayout<AnyObject>.size else { return }
        let object = unsafeBitCast(key, to: AnyObject.self)
        let head = 2 * MemoryLayout<Int>.size
        withExtendedLifetime(object) {
            let start = Unmanaged.passUnretained(object).toOpaque()
            let size = rcsops_heap_block_size(start)
            guard size > head else { return }
            ConstantTime.wipe(UnsafeMutableRawBufferPointer(start: start + head, count: size - head))
        }
    }

    static func secret(_ key: SymmetricKey) -> SecretBytes {
        SecretBytes(count: key.bitCount / 8) { output in key.withUnsafeBytes { output.copyMemory(from: $0) } }
    }

    private static func attempt<R: ~Copyable>(_ body: () throws -> R) throws(CryptographyError) -> R {
        do { return try body() } catch { throw .libraryFailure("X-Wing") }
    }
}
