internal import SecretMemory

/// Base64 with the URL alphabet and no padding (RFC 4648 §5).
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func encode(_ bytes: SecretSlice, into output: inout SecretBuilder) {
        var held: UInt32 = 0
        var bits: UInt32 = 0
        bytes.withBytes { bytes in
            for byte in bytes {
                held = (held << 8 | UInt32(byte)) & 0xFFFF
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    output.append(alphabet[Int(held >> bits & 63)])
                }
            }
        }
        if bits > 0 { output.append(alphabet[Int(held << (6 - bits) & 63)]) }
    }

    static func decode(_ text: SecretSlice, into arena: SecretArena) -> SecretSlice? {
        var output = SecretBuilder(in: arena, capacity: text.count * 3 / 4 + 4)
        var held: UInt32 = 0
        var bits: UInt32 = 0
        let isValid = text.withBytes { text in
            for letter in text {
                let value: UInt32
                switch letter {
                case 0x41...0x5A: value = UInt32(letter) - 0x41
                case 0x61...0x7A: value = UInt32(letter) - 0x61 + 26
                case 0x30...0x39: value = UInt32(letter) - 0x30 + 52
                case UInt8(ascii: "-"): value = 62
                case UInt8(ascii: "_"): value = 63
                default: return false
                }
                held = (held << 6 | value) & 0xFFFF
                bits += 6
                if bits >= 8 {
                    bits -= 8
                    output.append(UInt8(held >> bits & 0xFF))
                }
            }
            return true
        }
        return isValid ? output.finish() : nil
    }
}
