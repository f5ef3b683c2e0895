/// Turns libyaml's places, which count characters, into byte offsets. Goes forward only.
struct YAMLCharacterIndex {
    private let text: UnsafePointer<UInt8>
    private let count: Int
    private let isASCII: Bool
    private var character = 0
    private var byte = 0

    init(text: UnsafePointer<UInt8>, count: Int, isASCII: Bool) {
        self.text = text
        self.count = count
        self.isASCII = isASCII
    }

    /// The byte offset of a character at or behind the last one that was asked for.
    @inline(__always) mutating func offset(of index: Int) -> Int {
        isASCII ? min(index, count) : walk(to: index)
    }

    private mutating func walk(to index: Int) -> Int {
        while character < index, byte < count {
            let lead = text[byte]
            byte += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            character += 1
        }
        byte = min(byte, count)
        return byte
    }
}
