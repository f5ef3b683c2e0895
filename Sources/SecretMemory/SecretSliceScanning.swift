#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Looking for bytes in a slice, and trimming it, by Go's rules.
extension SecretSlice {
    /// A copy of the bytes, for names, which are no secrets.
    package var bytes: [UInt8] { withBytes { Array($0) } }

    /// Without the white space at both ends (Go's `strings.TrimSpace`).
    package func trimmed() -> SecretSlice {
        let start = trimmingStart()
        let end = start.withBytes { bytes in
            var end = bytes.count
            while end > 0, let width = WhiteSpace.widthEnding(at: end, of: bytes) { end -= width }
            return end
        }
        return start[0..<end]
    }

    /// Without the white space at the start.
    package func trimmingStart() -> SecretSlice {
        let start = withBytes { bytes in
            var start = 0
            while start < bytes.count, let width = WhiteSpace.widthStarting(at: start, of: bytes) { start += width }
            return start
        }
        return self[start..<count]
    }

    /// True when the bytes are UTF-8 throughout; no String is made of them.
    package var isValidUTF8: Bool { offsetOfInvalidUTF8 == nil }

    /// The place of the first byte that is in no character; nil for UTF-8.
    package var offsetOfInvalidUTF8: Int? {
        withBytes { bytes in
            guard var offset = bytes.firstIndex(where: { $0 >= 0x80 }) else { return nil }
            var rest = bytes[offset...].makeIterator()
            var parser = UTF8.ForwardParser()
            while true {
                switch parser.parseScalar(from: &rest) {
                case .valid(let scalar): offset += scalar.count
                case .emptyInput: return nil
                case .error: return offset
                }
            }
        }
    }

    /// The place of the first such byte from `start` on.
    package func first(_ byte: UInt8, from start: Int = 0) -> Int? {
        withBytes { bytes in
            guard let base = bytes.baseAddress, start < bytes.count else { return nil }
            return memchr(base + start, Int32(byte), bytes.count - start).map { base.distance(to: UnsafeRawPointer($0)) }
        }
    }

    package func firstIndex(where matches: (UInt8) -> Bool) -> Int? { withBytes { $0.firstIndex(where: matches) } }
    package func lastIndex(of byte: UInt8) -> Int? { withBytes { $0.lastIndex(of: byte) } }
    package func contains(_ byte: UInt8) -> Bool { withBytes { $0.contains(byte) } }

    package func hasTripleQuote(at index: Int) -> Bool {
        count >= index + 3 && self[index] == 0x22 && self[index + 1] == 0x22 && self[index + 2] == 0x22
    }

    package func firstRange(of wanted: [UInt8], from start: Int) -> Int? {
        guard let first = wanted.first, let last = wanted.last else { return start <= count ? start : nil }
        return withBytes { bytes in
            var index = start
            // Most bytes are neither the first nor, so much behind, the last of what is wanted: seen for many at once.
            let (firsts, lasts) = (SIMD32(repeating: first), SIMD32(repeating: last))
            while index + wanted.count + 31 <= bytes.count {
                let isFirst = bytes.loadUnaligned(fromByteOffset: index, as: SIMD32<UInt8>.self) .== firsts
                let isLast = bytes.loadUnaligned(fromByteOffset: index + wanted.count - 1, as: SIMD32<UInt8>.self) .== lasts
                if any(isFirst .& isLast) {
                    for place in index..<(index + 32) where bytes[place] == first {
                        if bytes[place..<(place + wanted.count)].elementsEqual(wanted) { return place }
                    }
                }
                index += 32
            }
            while index + wanted.count <= bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + index, Int32(first), bytes.count - index)
            {
                index = base.distance(to: UnsafeRawPointer(found))
                if index + wanted.count <= bytes.count, memcmp(found, wanted, wanted.count) == 0 { return index }
                index += 1
            }
            return nil
        }
    }

    /// Calls `body` with each line, without its LF, until it gives true; false when none did.
    package func hasLine(_ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        withBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            var start = 0
            while start < bytes.count {
                let end = memchr(base + start, 0x0A, bytes.count - start).map { base.distance(to: UnsafeRawPointer($0)) } ?? bytes.count
                if body(UnsafeRawBufferPointer(start: base + start, count: end - start)) { return true }
                start = end + 1
            }
            return false
        }
    }

    package func lastRange(of wanted: [UInt8], from start: Int) -> Int? {
        withBytes { bytes in
            var index = bytes.count - wanted.count
            while index >= start {
                if bytes[index..<index + wanted.count].elementsEqual(wanted) { return index }
                index -= 1
            }
            return nil
        }
    }
}

/// Unicode's White_Space in UTF-8, which is Go's `unicode.IsSpace`.
package enum WhiteSpace {
    /// White space of one byte.
    package static func isASCII(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// How many bytes of white space stand at the start and at the end of `bytes`.
    package static func edges(of bytes: UnsafeRawBufferPointer) -> (leading: Int, trailing: Int) {
        var start = 0
        while start < bytes.count, let width = widthStarting(at: start, of: bytes) { start += width }
        var end = bytes.count
        while end > start, let width = widthEnding(at: end, of: bytes) { end -= width }
        return (start, bytes.count - end)
    }

    static func widthStarting(at index: Int, of bytes: UnsafeRawBufferPointer) -> Int? {
        let left = bytes.count - index
        return width(bytes[index], left > 1 ? bytes[index + 1] : 0, left > 2 ? bytes[index + 2] : 0)
    }

    static func widthEnding(at end: Int, of bytes: UnsafeRawBufferPointer) -> Int? {
        if width(bytes[end - 1], 0, 0) == 1 { return 1 }
        if end >= 2, width(bytes[end - 2], bytes[end - 1], 0) == 2 { return 2 }
        if end >= 3, width(bytes[end - 3], bytes[end - 2], bytes[end - 1]) == 3 { return 3 }
        return nil
    }

    private static func width(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int? {
        switch (first, second, third) {
        case (0x09...0x0D, _, _), (0x20, _, _): 1
        case (0xC2, 0x85, _), (0xC2, 0xA0, _): 2
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF),
            (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
            3
        default: nil
        }
    }
}
