internal import Crypto
package import SecretMemory

/// SHA3-256 (FIPS 202), by swift-crypto.
package enum SHA3 {
    /// The hash, 32 bytes, of secret parts and public ones in order.
    package static func hash(_ secrets: [UnsafeRawBufferPointer], _ rest: [UInt8]) throws(CryptographyError) -> SecretBytes {
        guard #available(macOS 26, *) else { throw .libraryFailure("SHA-3, which needs macOS 26") }
        var state = SHA3_256()
        for secret in secrets { state.update(bufferPointer: secret) }
        rest.withUnsafeBytes { state.update(bufferPointer: $0) }
        return SecretBytes(count: 32) { output in state.finalize().withUnsafeBytes { output.copyMemory(from: $0) } }
    }
}
