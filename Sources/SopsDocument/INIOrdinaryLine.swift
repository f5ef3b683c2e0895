internal import DocumentTree
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A line `key = value` without anything that go-ini treats in a way of its own. Nearly all lines of large documents are
/// such, and are taken apart in one go; ``INIReader`` reads every other.
struct INIOrdinaryLine {
    let key: TreeText
    let value: TreeText

    /// Nil for any line that is not plainly an entry. `line` may end in LF.
    @inline(__always)
    init?(_ line: TreeText) {
        guard let base = line.start else { return nil }
        var (start, end) = (0, line.count)
        while start < end, Self.isBlank(base[start]) { start += 1 }
        while end > start, Self.isBlank(base[end - 1]) { end -= 1 }
        guard start < end, Self.isOrdinary(base[start]), base[start] != UInt8(ascii: "["), base[start] != UInt8(ascii: "#"),
            base[start] != UInt8(ascii: ";")
        else { return nil }
        var mark = start
        while base[mark] != UInt8(ascii: "="), base[mark] != UInt8(ascii: ":") {
            guard base[mark] < 0x80 else { return nil }
            mark += 1
            guard mark < end else { return nil }
        }
        var keyEnd = mark
        while keyEnd > start, Self.isBlank(base[keyEnd - 1]) { keyEnd -= 1 }
        // `-` is a key that go-ini numbers.
        guard keyEnd > start, keyEnd - start > 1 || base[start] != UInt8(ascii: "-") else { return nil }
        var valueStart = mark + 1
        while valueStart < end, Self.isBlank(base[valueStart]) { valueStart += 1 }
        if valueStart < end {
            let last = base[end - 1]
            guard Self.isOrdinary(base[valueStart]), last < 0x80, last != UInt8(ascii: "\\"),
                memchr(base + valueStart, Int32(UInt8(ascii: "#")), end - valueStart) == nil,
                memchr(base + valueStart, Int32(UInt8(ascii: ";")), end - valueStart) == nil
            else { return nil }
        }
        key = TreeText(start: base + start, count: keyEnd - start)
        value = TreeText(start: base + valueStart, count: end - valueStart)
    }

    // Go's `unicode.IsSpace` within ASCII.
    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }

    // No quote, and no part of a longer character, which may be white space too.
    @inline(__always)
    private static func isOrdinary(_ byte: UInt8) -> Bool {
        byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "`")
    }
}
