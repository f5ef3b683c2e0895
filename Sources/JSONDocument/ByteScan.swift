/// Looks at eight bytes at a time for the few that need attention in a JSON string.
enum ByteScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    // Each mask may be wrong above its lowest hit (the subtraction borrows), never at it; only the lowest is used.
    @inline(__always) private static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let other = word ^ (ones &* UInt64(byte))
        return (other &- ones) & ~other
    }

    @inline(__always) private static func less(_ word: UInt64, _ bound: UInt8) -> UInt64 {
        (word &- ones &* UInt64(bound)) & ~word
    }

    @inline(__always) private static func word(at start: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
    }

    /// Where a JSON string in the source needs attention: a quote, a backslash, a control character, a byte beyond ASCII.
    @inline(__always) static func pastPlainSource(_ start: UnsafePointer<UInt8>, from: Int, to end: Int) -> Int {
        var at = from
        while end &- at >= 8 {
            let word = word(at: start + at)
            let hits = (equal(word, 0x22) | equal(word, 0x5C) | less(word, 0x20) | word) & tops
            if hits != 0 { return at &+ hits.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < end {
            let byte = start[at]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 || byte >= 0x80 { break }
            at &+= 1
        }
        return at
    }

    /// Where a text needs an escape in Go's JSON: as in the source, and `<`, `>`, `&`.
    @inline(__always) static func pastPlainText(_ start: UnsafePointer<UInt8>, from: Int, to end: Int) -> Int {
        var at = from
        while end &- at >= 8 {
            let word = word(at: start + at)
            // < and > differ in one bit.
            let hits = (equal(word, 0x22) | equal(word, 0x5C) | equal(word | ones &* 2, 0x3E) | equal(word, 0x26)
                | less(word, 0x20) | word) & tops
            if hits != 0 { return at &+ hits.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < end, start[at] < 0x80, !needsEscape(start[at]) { at &+= 1 }
        return at
    }

    /// True for the ASCII characters that Go escapes in JSON.
    @inline(__always) static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C || byte | 2 == 0x3E || byte == 0x26
    }

    /// Length of the well-formed UTF-8 character at `at`, which begins beyond ASCII; 0 where Go's `utf8.DecodeRune` finds
    /// none.
    @inline(__always) static func characterLength(_ start: UnsafePointer<UInt8>, at: Int, to end: Int) -> Int {
        func isTail(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            end &- at > offset && range.contains(start[at &+ offset])
        }
        switch start[at] {
        case 0xC2...0xDF: return isTail(1) ? 2 : 0
        case 0xE0: return isTail(1, 0xA0...0xBF) && isTail(2) ? 3 : 0
        case 0xED: return isTail(1, 0x80...0x9F) && isTail(2) ? 3 : 0
        case 0xE1...0xEF: return isTail(1) && isTail(2) ? 3 : 0
        case 0xF0: return isTail(1, 0x90...0xBF) && isTail(2) && isTail(3) ? 4 : 0
        case 0xF4: return isTail(1, 0x80...0x8F) && isTail(2) && isTail(3) ? 4 : 0
        case 0xF1...0xF3: return isTail(1) && isTail(2) && isTail(3) ? 4 : 0
        default: return 0
        }
    }
}
