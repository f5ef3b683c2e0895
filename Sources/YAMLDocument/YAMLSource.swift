internal import DocumentTree
internal import SecretMemory

/// The text that is read: UTF-8 without a byte order mark, and a copy for the scanner where that must see other bytes than
/// the author wrote (``YAMLRemedy``). Both have the same length, so a place is the same in both.
struct YAMLSource {
    let bytes: UnsafePointer<UInt8>
    let count: Int
    let arena: SecretArena
    /// Of what the scanner sees.
    private(set) var isASCII: Bool
    /// What the scanner sees.
    private(set) var scanned: UnsafePointer<UInt8>
    private var copy: UnsafeMutablePointer<UInt8>?
    /// Stands for an escaped single quote in double quotes.
    var quoteMark: [UInt8] = []
    /// Stands for U+FEFF at the start of a line.
    var orderMark: [UInt8] = []

    init(_ source: TreeText, arena: SecretArena) throws(YAMLError) {
        guard source.count < Int(Int32.max) else { throw .tooLarge }
        let text = try YAMLEncoding.utf8(of: source, arena: arena)
        guard let start = text.start, text.count > 0 else { throw .onlyComments }
        bytes = start
        count = text.count
        self.arena = arena
        scanned = start
        var bits: UInt8 = 0
        for offset in 0..<count { bits |= bytes[offset] }
        isASCII = bits < 0x80
    }

    var isPatched: Bool { copy != nil }

    /// Gives the scanner other bytes at `offset`.
    mutating func patch(_ replacement: [UInt8], at offset: Int) {
        guard offset >= 0, offset <= count - replacement.count else { return }
        let target: UnsafeMutablePointer<UInt8>
        if let copy {
            target = copy
        } else {
            let room = arena.allocate(count: count)
            room.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: count))
            guard let start = room.bindMemory(to: UInt8.self).baseAddress else { return }
            target = start
            copy = start
            scanned = UnsafePointer(start)
        }
        for (index, byte) in replacement.enumerated() {
            target[offset + index] = byte
            if byte >= 0x80 { isASCII = false }
        }
    }

    /// The byte at `offset`, 0 behind the end.
    @inline(__always) subscript(offset: Int) -> UInt8 { offset < count ? bytes[offset] : 0 }

    /// True for a space or a TAB.
    @inline(__always) func isBlank(at offset: Int) -> Bool {
        let byte = self[offset]
        return byte == 0x20 || byte == 0x09
    }

    /// The length of the line break at `offset`, 0 when none is there. CRLF is one; so are NEL, U+2028, U+2029.
    @inline(__always) func breakLength(at offset: Int) -> Int {
        switch self[offset] {
        case 0x0A: 1
        case 0x0D: self[offset + 1] == 0x0A ? 2 : 1
        case 0xC2: self[offset + 1] == 0x85 ? 2 : 0
        case 0xE2: self[offset + 1] == 0x80 && (self[offset + 2] == 0xA8 || self[offset + 2] == 0xA9) ? 3 : 0
        default: 0
        }
    }

    /// The length of the line break that ends at `offset`.
    func breakLength(before offset: Int) -> Int {
        guard offset > 0, offset <= count else { return 0 }
        switch bytes[offset - 1] {
        case 0x0A: return offset > 1 && bytes[offset - 2] == 0x0D ? 2 : 1
        case 0x0D: return 1
        case 0x85: return offset > 1 && bytes[offset - 2] == 0xC2 ? 2 : 0
        case 0xA8, 0xA9: return offset > 2 && bytes[offset - 2] == 0x80 && bytes[offset - 3] == 0xE2 ? 3 : 0
        default: return 0
        }
    }

    /// Where the line that holds `offset` ends.
    func endOfLine(from offset: Int) -> Int {
        var place = offset
        while place < count, breakLength(at: place) == 0 { place += 1 }
        return place
    }

    /// Where the line that holds `offset` begins.
    func startOfLine(before offset: Int) -> Int {
        var place = min(offset, count)
        while place > 0, breakLength(before: place) == 0 { place -= 1 }
        return place
    }

    /// The characters between two places.
    func characters(in range: Range<Int>) -> Int {
        var number = 0
        for offset in range where self[offset] & 0xC0 != 0x80 { number += 1 }
        return number
    }

    /// A part of the author's text.
    func text(_ range: Range<Int>) -> TreeText { TreeText(start: bytes + range.lowerBound, count: range.count) }
}
