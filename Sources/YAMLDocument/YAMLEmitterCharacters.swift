/// The kinds of characters that a text holds, as far as they decide on its style.
struct YAMLEmitterCharacters: OptionSet {
    let rawValue: UInt16

    static let colonAndSpace = Self(rawValue: 1)
    static let spaceAndHash = Self(rawValue: 2)
    static let spaceAndBreak = Self(rawValue: 4)
    static let tab = Self(rawValue: 8)
    static let lineFeed = Self(rawValue: 16)
    /// CR, not printable for YAML and a line break.
    static let carriageReturn = Self(rawValue: 32)
    /// C0 but for TAB, LF and CR; DEL, C1, U+FEFF, and all that is beyond U+FFFD.
    static let special = Self(rawValue: 64)
    /// U+0085, U+2028, U+2029. yaml.v3 3.0.4 writes the last two raw, where they end a line.
    static let unicodeBreak = Self(rawValue: 128)
    private static let nonASCII = Self(rawValue: 256)
    private static let invalid = Self(rawValue: 512)

    static let breaks: Self = [.lineFeed, .carriageReturn, .unicodeBreak]
    /// Only double quotes can hold these.
    static let escaped: Self = [.carriageReturn, .special, .unicodeBreak]

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.init(rawValue: 0)
        let bytes = UnsafeRawBufferPointer(text)
        let lows: UInt64 = 0x0101_0101_0101_0101
        let highs = lows << 7
        // Not zero when a byte is zero. Which one it is, is less exact.
        func zero(_ word: UInt64) -> UInt64 { (word &- lows) & ~word & highs }
        var marks: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
        var place = 0
        // Each byte and the next one, eight at a time.
        while place + 8 < bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let next = word >> 8 | UInt64(bytes[place + 8]) << 56
            let space = word ^ (lows &* 0x20)
            marks.0 |= zero((word ^ (lows &* 0x3A)) | (next ^ (lows &* 0x20)))
            marks.1 |= zero(space | (next ^ (lows &* 0x23)))
            marks.2 |= zero(space | (next ^ (lows &* 0x0A)))
            marks.3 |= (word &- (lows &* 0x20)) & ~word & highs | zero(word ^ (lows &* 0x7F))
            marks.4 |= word & highs
            place += 8
        }
        if marks.0 != 0 { formUnion(.colonAndSpace) }
        if marks.1 != 0 { formUnion(.spaceAndHash) }
        if marks.2 != 0 { formUnion(.spaceAndBreak) }
        if marks.3 != 0 { formUnion(.special) }
        if marks.4 != 0 { formUnion(.nonASCII) }
        for index in place..<text.count {
            let next = index + 1 < text.count ? text[index + 1] : 0
            switch text[index] {
            case UInt8(ascii: ":") where next == UInt8(ascii: " "): formUnion(.colonAndSpace)
            case UInt8(ascii: " ") where next == UInt8(ascii: "#"): formUnion(.spaceAndHash)
            case UInt8(ascii: " ") where next == UInt8(ascii: "\n"): formUnion(.spaceAndBreak)
            case 0..<0x20, 0x7F: formUnion(.special)
            case 0x80...: formUnion(.nonASCII)
            default: break
            }
        }
        if contains(.special) { self = subtracting(.special).union(Self.controls(in: text)) }
        if contains(.nonASCII) { formUnion(Self.beyondASCII(in: text)) }
    }

    /// False when the bytes are no UTF-8.
    var isValid: Bool { !contains(.invalid) }

    private static func controls(in text: UnsafeBufferPointer<UInt8>) -> Self {
        var found: Self = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "\t"): found.formUnion(.tab)
            case UInt8(ascii: "\n"): found.formUnion(.lineFeed)
            case UInt8(ascii: "\r"): found.formUnion(.carriageReturn)
            case 0..<0x20, 0x7F: found.formUnion(.special)
            default: break
            }
        }
        return found
    }

    private static func beyondASCII(in text: UnsafeBufferPointer<UInt8>) -> Self {
        var found: Self = []
        var place = 0
        while place < text.count {
            guard text[place] >= 0x80 else {
                place += 1
                continue
            }
            guard let (scalar, width) = scalar(in: text, at: place) else { return .invalid }
            switch scalar {
            case 0x85, 0x2028, 0x2029: found.formUnion(.unicodeBreak)
            case 0x80...0x9F, 0xFEFF, 0xFFFE...: found.formUnion(.special)
            default: break
            }
            place += width
        }
        return found
    }

    /// The character that begins at `place`, which is in the text; nil for what is no UTF-8 (overlong forms and
    /// surrogates among it).
    static func scalar(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> (scalar: UInt32, width: Int)? {
        let lead = text[place]
        let width: Int
        let least: UInt32
        var value: UInt32
        switch lead {
        case 0..<0x80: return (UInt32(lead), 1)
        case 0xC2...0xDF: (width, least, value) = (2, 0x80, UInt32(lead & 0x1F))
        case 0xE0...0xEF: (width, least, value) = (3, 0x800, UInt32(lead & 0x0F))
        case 0xF0...0xF4: (width, least, value) = (4, 0x1_0000, UInt32(lead & 0x07))
        default: return nil
        }
        guard text.count - place >= width else { return nil }
        for offset in 1..<width {
            let byte = text[place + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= least, value <= 0x10_FFFF, !(0xD800...0xDFFF).contains(value) else { return nil }
        return (value, width)
    }
}
