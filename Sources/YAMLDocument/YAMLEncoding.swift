internal import DocumentTree
internal import SecretMemory

/// The encodings that yaml.v3 reads: UTF-8, with or without a byte order mark, and UTF-16 with one.
enum YAMLEncoding {
    /// The text as UTF-8 without the mark; a part of `source`, or a copy in the arena.
    static func utf8(of source: TreeText, arena: SecretArena) throws(YAMLError) -> TreeText {
        if source.count >= 3, source[0] == 0xEF, source[1] == 0xBB, source[2] == 0xBF { return source[3..<source.count] }
        guard source.count >= 2 else { return source }
        switch (source[0], source[1]) {
        case (0xFF, 0xFE): return try converted(source[2..<source.count], highByte: 1, arena: arena)
        case (0xFE, 0xFF): return try converted(source[2..<source.count], highByte: 0, arena: arena)
        default: return source
        }
    }

    private static func converted(
        _ source: TreeText, highByte: Int, arena: SecretArena
    ) throws(YAMLError) -> TreeText {
        let incomplete = YAMLError.malformed(line: 1, column: 1, reason: "the UTF-16 text is not well formed")
        guard source.count % 2 == 0, source.count < Int(Int32.max) / 2 else { throw incomplete }
        func unit(_ index: Int) -> UInt32 {
            UInt32(source[2 * index + highByte]) << 8 | UInt32(source[2 * index + 1 - highByte])
        }
        // A unit becomes three bytes at most.
        let room = arena.allocate(count: source.count / 2 * 3)
        var length = 0
        func put(_ byte: UInt32) {
            room[length] = UInt8(truncatingIfNeeded: byte)
            length += 1
        }
        var index = 0
        while index < source.count / 2 {
            var value = unit(index)
            index += 1
            if (0xD800...0xDFFF).contains(value) {
                guard value < 0xDC00, index < source.count / 2, (0xDC00...0xDFFF).contains(unit(index)) else { throw incomplete }
                value = 0x10000 + (value - 0xD800) << 10 + (unit(index) - 0xDC00)
                index += 1
            }
            switch value {
            case ..<0x80: put(value)
            case ..<0x800:
                put(0xC0 | value >> 6)
                put(0x80 | value & 0x3F)
            case ..<0x10000:
                put(0xE0 | value >> 12)
                put(0x80 | value >> 6 & 0x3F)
                put(0x80 | value & 0x3F)
            default:
                put(0xF0 | value >> 18)
                put(0x80 | value >> 12 & 0x3F)
                put(0x80 | value >> 6 & 0x3F)
                put(0x80 | value & 0x3F)
            }
        }
        return TreeText(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<length]))
    }
}
