internal import DocumentTree
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Looking for bytes and trimming as go-ini does, fast where the text is ASCII.
extension TreeText {
    /// The place of the first such byte from `start` on.
    func first(_ byte: UInt8, from start: Int = 0) -> Int? {
        guard let base = self.start, start < count else { return nil }
        guard let found = memchr(base + start, Int32(byte), count - start) else { return nil }
        return base.distance(to: UnsafePointer(found.assumingMemoryBound(to: UInt8.self)))
    }

    /// The place of the last such byte.
    func last(_ byte: UInt8) -> Int? {
        var index = count - 1
        while index >= 0 {
            if self[index] == byte { return index }
            index -= 1
        }
        return nil
    }

    /// The place of the first byte that is one of two.
    func first(_ one: UInt8, or other: UInt8) -> Int? {
        // Twice the library's search is faster than once ours; the second ends where the first has found something.
        let found = first(one)
        return self[0..<(found ?? count)].first(other) ?? found
    }

    /// Without white space at the start (Go `unicode.IsSpace`).
    func trimmingStart() -> TreeText {
        guard let base = start else { return self }
        var index = 0
        while index < count, WhiteSpace.isASCII(base[index]) { index += 1 }
        let rest = self[index..<count]
        guard let next = rest.start, rest.count > 0, next[0] >= 0x80 else { return rest }
        return rest[WhiteSpace.edges(of: rest.buffer).leading..<rest.count]
    }

    /// Without white space at both ends.
    func trimmed() -> TreeText {
        let rest = trimmingStart()
        guard let base = rest.start else { return rest }
        var end = rest.count
        while end > 0, WhiteSpace.isASCII(base[end - 1]) { end -= 1 }
        let text = rest[0..<end]
        guard end > 0, base[end - 1] >= 0x80 else { return text }
        return text[0..<(end - WhiteSpace.edges(of: text.buffer).trailing)]
    }

    /// The place of the first or the last run of `quote` from `start` on.
    func firstRange(of quote: [UInt8], from start: Int) -> Int? {
        var index = start
        while let found = first(quote[0], from: index), found + quote.count <= count {
            if self[found..<found + quote.count].buffer.elementsEqual(quote) { return found }
            index = found + 1
        }
        return nil
    }

    func lastRange(of quote: [UInt8], from start: Int) -> Int? {
        var index = count - quote.count
        while index >= start {
            if self[index] == quote[0], self[index..<index + quote.count].buffer.elementsEqual(quote) { return index }
            index -= 1
        }
        return nil
    }

    /// Both texts as one, when the second follows the first in memory; nil else.
    func joined(with next: TreeText) -> TreeText? {
        guard let start, let other = next.start, start + count == other else { return nil }
        return TreeText(start: start, count: count + next.count)
    }
}

