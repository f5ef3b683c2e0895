/// age's base64: standard alphabet, canonical, with or without padding. Anything that has a second spelling is refused.
enum AgeBase64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: some Collection<UInt8>, isPadded: Bool = false) -> [UInt8] {
        var text: [UInt8] = []
        encode(bytes) { text.append($0) }
        while isPadded, text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return text
    }

    /// The same, without padding, for what is secret and must not lie in an array.
    static func encode(_ bytes: some Collection<UInt8>, each: (UInt8) -> Void) {
        var held: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            held = (held << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                each(alphabet[Int(held >> bits & 63)])
            }
        }
        if bits > 0 { each(alphabet[Int(held << (6 - bits) & 63)]) }
    }

    /// Nil for anything but the one canonical spelling without padding.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        return decode(text) { bytes.append($0) } ? bytes : nil
    }

    /// The same for what may be secret; false for anything but the canonical spelling, when some bytes may have been given.
    static func decode(_ text: some Collection<UInt8>, each: (UInt8) -> Void) -> Bool {
        guard text.count % 4 != 1 else { return false }
        var held: UInt32 = 0
        var bits: UInt32 = 0
        for letter in text {
            guard let value = value(of: letter) else { return false }
            held = (held << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                each(UInt8(held >> bits & 0xFF))
            }
        }
        return held & ((1 << bits) - 1) == 0
    }

    /// The six bits that a letter stands for.
    static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case 0x41...0x5A: UInt32(letter) - 0x41
        case 0x61...0x7A: UInt32(letter) - 0x61 + 26
        case 0x30...0x39: UInt32(letter) - 0x30 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
