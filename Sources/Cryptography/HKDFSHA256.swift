package import SecretMemory

/// HKDF with SHA-256 (RFC 5869), composed of libsodium's HMAC: libsodium 1.0.18 has no HKDF, and libcrypto's would cost
/// its start-up in commands that need nothing else of it.
package enum HKDFSHA256 {
    /// `count` bytes of key, at most 8,160. An empty salt counts as 32 zero bytes (RFC 5869 §2.2).
    package static func derive(
        from keyMaterial: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, info: UnsafeRawBufferPointer, count: Int
    ) throws(CryptographyError) -> SecretBytes {
        try expand(extract(from: [keyMaterial], salt: salt), info: [info], count: count)
    }

    /// The first half (RFC 5869 §2.2): a pseudo-random key of 32 bytes, of key material given in parts.
    package static func extract(from keyMaterial: [UnsafeRawBufferPointer], salt: UnsafeRawBufferPointer) -> SecretBytes {
        SecretBytes(count: HMACSHA256.size) { HMACSHA256.write(into: $0, key: salt, keyMaterial) }
    }

    /// The second half (RFC 5869 §2.3): `count` bytes, at most 8,160, for an info given in parts.
    package static func expand(
        _ pseudoRandomKey: borrowing SecretBytes, info: [UnsafeRawBufferPointer], count: Int
    ) throws(CryptographyError) -> SecretBytes {
        guard count >= 0, count <= 255 * HMACSHA256.size else { throw .invalidParameter("HKDF output size") }
        var block = SecretBytes(count: HMACSHA256.size)
        var result = SecretBytes(count: count)
        var written = 0
        var counter: UInt8 = 0
        while written < count {
            counter += 1
            var next = SecretBytes(count: HMACSHA256.size)
            pseudoRandomKey.withBytes { key in
                block.withBytes { previous in
                    next.withMutableBytes { output in
                        withUnsafeBytes(of: counter) { counter in
                            HMACSHA256.write(into: output, key: key, (counter[0] == 1 ? [] : [previous]) + info + [counter])
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
