internal import CLibSodium
package import SecretMemory

/// Base64 of secrets (RFC 4648 §4), by libsodium, whose time does not depend on them.
package enum SecretBase64 {
    /// With padding.
    package static func encoded(_ bytes: UnsafeRawBufferPointer) -> SecretBytes {
        let count = (bytes.count + 2) / 3 * 4
        return SecretBytes(count: count) { output in
            // sodium_bin2base64 ends its text with a zero byte, which has no place in the result.
            var text = SecretBytes(count: count + 1)
            text.withMutableBytes { text in
                guard let start = bytes.baseAddress, let place = text.baseAddress else { return }
                _ = sodium_bin2base64(
                    place.assumingMemoryBound(to: CChar.self), count + 1, start.assumingMemoryBound(to: UInt8.self), bytes.count,
                    sodium_base64_VARIANT_ORIGINAL)
                output.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text).prefix(count)))
            }
        }
    }

    /// Nil for what is no base64, or lacks the padding.
    package static func decoded(_ text: UnsafeRawBufferPointer) -> SecretBytes? {
        var output = SecretBytes(count: text.count / 4 * 3)
        var written = 0
        let isDone = output.withMutableBytes { output in
            guard let start = text.baseAddress?.assumingMemoryBound(to: CChar.self), let place = output.baseAddress else { return false }
            return sodium_base642bin(
                place.assumingMemoryBound(to: UInt8.self), output.count, start, text.count, nil, &written, nil,
                sodium_base64_VARIANT_ORIGINAL) == 0
        }
        guard isDone else { return nil }
        return output.withBytes { SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0.prefix(written))) }
    }
}
