package import SecretMemory

/// Base64 with the standard alphabet and padding (RFC 4648 §4), as Go's `StdEncoding` reads it: CR and LF are skipped,
/// padding is required, left-over bits are not looked at.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()

    /// The text of `bytes`.
    package static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let first = bytes[index]
            let second = left > 1 ? bytes[index + 1] : 0
            let third = left > 2 ? bytes[index + 2] : 0
            text.append(alphabet[Int(first >> 2)])
            text.append(alphabet[Int((first & 3) << 4 | second >> 4)])
            text.append(left > 1 ? alphabet[Int((second & 15) << 2 | third >> 6)] : UInt8(ascii: "="))
            text.append(left > 2 ? alphabet[Int(third & 63)] : UInt8(ascii: "="))
            index += 3
        }
        return text
    }

    /// The bytes of a text, or nil when it is not base64.
    package static func decode(_ text: UnsafeRawBufferPointer, into arena: SecretArena) -> SecretSlice? {
        var builder = SecretBuilder(in: arena, capacity: text.count / 4 * 3 + 3)
        var quantum: UInt32 = 0
        var letters = 0
        var padding = 0
        for byte in text where byte != 0x0A && byte != 0x0D {
            if byte == UInt8(ascii: "=") {
                guard letters >= 2, letters + padding < 4 else { return nil }
                padding += 1
                continue
            }
            let value = values[Int(byte)]
            guard value != 0xFF, padding == 0 else { return nil }
            quantum = quantum << 6 | UInt32(value)
            letters += 1
            if letters == 4 {
                builder.append(UInt8(truncatingIfNeeded: quantum >> 16))
                builder.append(UInt8(truncatingIfNeeded: quantum >> 8))
                builder.append(UInt8(truncatingIfNeeded: quantum))
                quantum = 0
                letters = 0
            }
        }
        if letters > 0 {
            guard letters + padding == 4 else { return nil }
            quantum <<= UInt32(6 * (4 - letters))
            builder.append(UInt8(truncatingIfNeeded: quantum >> 16))
            if letters == 3 { builder.append(UInt8(truncatingIfNeeded: quantum >> 8)) }
        } else if padding > 0 {
            return nil
        }
        return builder.finish()
    }
}
