internal import CLibSodium
package import SecretMemory

/// HMAC with SHA-256 (RFC 2104), by libsodium; keys of any length.
package enum HMACSHA256 {
    /// Code size, in bytes.
    package static let size = 32

    /// The code of a message given in parts, 32 bytes. Compare it in constant time.
    package static func code(key: UnsafeRawBufferPointer, _ parts: UnsafeRawBufferPointer...) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: size)
        code.withUnsafeMutableBytes { write(into: $0, key: key, parts) }
        return code
    }

    /// The same code as a secret, for those that are keys themselves.
    package static func secret(key: UnsafeRawBufferPointer, _ parts: UnsafeRawBufferPointer...) -> SecretBytes {
        SecretBytes(count: size) { write(into: $0, key: key, parts) }
    }

    static func write(
        into output: UnsafeMutableRawBufferPointer, key: UnsafeRawBufferPointer, _ parts: [UnsafeRawBufferPointer]
    ) {
        var state = crypto_auth_hmacsha256_state()
        var none: UInt8 = 0
        // libsodium wants an address also for an empty key.
        if let start = key.baseAddress {
            crypto_auth_hmacsha256_init(&state, start.assumingMemoryBound(to: UInt8.self), key.count)
        } else {
            crypto_auth_hmacsha256_init(&state, &none, 0)
        }
        for part in parts {
            guard let start = part.baseAddress else { continue }
            crypto_auth_hmacsha256_update(&state, start.assumingMemoryBound(to: UInt8.self), UInt64(part.count))
        }
        crypto_auth_hmacsha256_final(&state, output.baseAddress!.assumingMemoryBound(to: UInt8.self))
        sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size)
    }
}
