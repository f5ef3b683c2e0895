internal import SecretMemory

/// Steps through the JSON of a layout; white space between tokens is allowed.
struct LayoutScanner {
    private let text: SecretSlice
    private let arena: SecretArena
    private var offset = 0

    init(text: SecretSlice, arena: SecretArena) {
        self.text = text
        self.arena = arena
    }

    private mutating func skipBlanks() {
        while offset < text.count, WhiteSpace.isASCII(text[offset]) { offset += 1 }
    }

    mutating func accept(_ token: Character) -> Bool {
        skipBlanks()
        guard offset < text.count, text[offset] == token.asciiValue else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ token: Character) throws(LayoutError) {
        guard accept(token) else { throw .malformed }
    }

    mutating func expectEnd() throws(LayoutError) {
        skipBlanks()
        guard offset == text.count else { throw .malformed }
    }

    /// A string whose characters are bytes.
    mutating func string() throws(LayoutError) -> SecretSlice {
        try expect("\"")
        var output = SecretBuilder(in: arena, capacity: 128)
        while offset < text.count {
            let byte = text[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return output.finish()
            case UInt8(ascii: "\\"): output.append(try escape())
            case 0x20..<0x80: output.append(byte)
            case 0xC2, 0xC3:
                guard offset < text.count, text[offset] & 0xC0 == 0x80 else { throw .malformed }
                output.append(byte << 6 | text[offset] & 0x3F)
                offset += 1
            default: throw .malformed
            }
        }
        throw .malformed
    }

    private mutating func escape() throws(LayoutError) -> UInt8 {
        guard offset < text.count else { throw .malformed }
        let letter = text[offset]
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return letter
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            guard offset + 4 <= text.count else { throw .malformed }
            var value = 0
            for _ in 0..<4 {
                let digit = text[offset]
                offset += 1
                switch digit {
                case 0x30...0x39: value = value << 4 | Int(digit - 0x30)
                case 0x41...0x46: value = value << 4 | Int(digit - 0x41 + 10)
                case 0x61...0x66: value = value << 4 | Int(digit - 0x61 + 10)
                default: throw .malformed
                }
            }
            guard value <= 0xFF else { throw .malformed }
            return UInt8(value)
        default: throw .malformed
        }
    }
}
