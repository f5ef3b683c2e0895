package import SecretMemory

/// HKDF with SHA-256 (RFC 5869), composed of libsodium's HMAC: libsodium 1.0.18 has no HKDF, and libcrypto's would cost
/// its start-up in commands that need nothing else of it.
package enum HKDFSHA256 {
    /// `count` bytes of key, at most 8,160. An empty salt counts as 32 zero bytes (RFC 5869 §2.2).
    package static func derive(
        from keyMaterial: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, info: UnsafeRawBufferPointer, count: Int
    ) throws(CryptographyError) -> SecretBytes {
        guard count >= 0, count <= 255 * HMACSHA256.size else { throw .invalidParameter("HKDF output size") }
        let pseudoRandomKey = SecretBytes(count: HMACSHA256.size) { HMACSHA256.write(into: $0, key: salt, [keyMaterial]) }
        var block = SecretBytes(count: HMACSHA256.size)
        var result = SecretBytes(count: count)
        var written = 0
        var counter: UInt8 = 0
        while written < count {
            counter += 1
            let next = SecretBytes(count: HMACSHA256.size) { output in
                pseudoRandomKey.withBytes { key in
                    block.withBytes { previous in
                        withUnsafeBytes(of: counter) { counter in
                            let before = counter[0] == 1 ? UnsafeRawBufferPointer(start: nil, count: 0) : previous
                            HMACSHA256.write(into: output, key: key, [before, info, counter])
                        }
                    }
                }
            }
            let taken = min(HMACSHA256.size, count - written)
            result.withMutableBytes { result in
                next.withBytes { next in
                    UnsafeMutableRawBufferPointer(rebasing: result[written..<written + taken])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: next[..<taken]))
                }
            }
            written += taken
            block = next
        }
        return result
    }
}
