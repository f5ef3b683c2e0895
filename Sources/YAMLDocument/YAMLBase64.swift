internal import DocumentTree
internal import SecretMemory

/// Base64 as Go's standard encoding reads it: padded, line breaks passed over.
enum YAMLBase64 {
    /// The bytes in the arena, nil for anything else.
    static func decoded(_ text: TreeText, arena: SecretArena) -> TreeText? {
        let room = arena.allocate(count: text.count / 4 * 3 + 3)
        var length = 0
        var bits: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text.buffer where byte != 0x0A && byte != 0x0D {
            if byte == UInt8(ascii: "=") {
                padding += 1
                guard digits >= 2, digits + padding <= 4 else { return nil }
                continue
            }
            guard padding == 0, let value = value(of: byte) else { return nil }
            bits = bits << 6 | value
            digits += 1
            guard digits == 4 else { continue }
            for shift: UInt32 in [16, 8, 0] {
                room[length] = UInt8(truncatingIfNeeded: bits >> shift)
                length += 1
            }
            (bits, digits) = (0, 0)
        }
        guard digits == 0 && padding == 0 || digits + padding == 4 else { return nil }
        if digits >= 2 {
            room[length] = UInt8(truncatingIfNeeded: digits == 2 ? bits >> 4 : bits >> 10)
            length += 1
        }
        if digits == 3 {
            room[length] = UInt8(truncatingIfNeeded: bits >> 2)
            length += 1
        }
        return TreeText(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<length]))
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
