internal import DocumentTree
internal import SecretMemory

/// The text that a JSON string stands for, as Go's `encoding/json` decodes it: escapes replaced; each lone surrogate and
/// each byte that is no UTF-8 becomes U+FFFD.
enum JSONStringDecoding {
    /// Decodes the raw bytes between the quotes, whose escapes are known to be well-formed; `replaced` of them, or more,
    /// are no UTF-8.
    static func decode(_ raw: UnsafeBufferPointer<UInt8>, replaced: Int, in arena: SecretArena) -> TreeText {
        // An escape never grows; a stray byte becomes three.
        let room = arena.allocate(count: raw.count + 2 * replaced)
        guard let start = raw.baseAddress, let output = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { return .constant("") }
        var count = 0
        var at = 0
        while at < raw.count {
            let run = ByteScan.pastPlainSource(start, from: at, to: raw.count)
            (output + count).update(from: start + at, count: run - at)
            count += run - at
            at = run
            guard at < raw.count else { break }
            if start[at] == 0x5C {
                at += writeEscape(start + at, left: raw.count - at, to: output, &count)
            } else {
                let length = ByteScan.characterLength(start, at: at, to: raw.count)
                if length == 0 {
                    write(scalar: 0xFFFD, to: output, &count)
                } else {
                    (output + count).update(from: start + at, count: length)
                    count += length
                }
                at += max(length, 1)
            }
        }
        assert(count <= room.count)
        return TreeText(start: output, count: count)
    }

    /// Writes what the escape at `escape` stands for; the number of bytes that it takes.
    private static func writeEscape(
        _ escape: UnsafePointer<UInt8>, left: Int, to output: UnsafeMutablePointer<UInt8>, _ count: inout Int
    ) -> Int {
        let byte: UInt8
        switch escape[1] {
        case UInt8(ascii: "b"): byte = 0x08
        case UInt8(ascii: "f"): byte = 0x0C
        case UInt8(ascii: "n"): byte = 0x0A
        case UInt8(ascii: "r"): byte = 0x0D
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "u"):
            let unit = hex(escape + 2)
            guard (0xD800...0xDFFF).contains(unit) else {
                write(scalar: unit, to: output, &count)
                return 6
            }
            if unit < 0xDC00, left >= 12, escape[6] == 0x5C, escape[7] == UInt8(ascii: "u") {
                let low = hex(escape + 8)
                if (0xDC00...0xDFFF).contains(low) {
                    write(scalar: 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), to: output, &count)
                    return 12
                }
            }
            write(scalar: 0xFFFD, to: output, &count)
            return 6
        default: byte = escape[1]
        }
        output[count] = byte
        count += 1
        return 2
    }

    private static func hex(_ digits: UnsafePointer<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        for index in 0..<4 { value = value << 4 | UInt32(digit(digits[index]) ?? 0) }
        return value
    }

    /// The value of a hexadecimal digit.
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func write(scalar: UInt32, to output: UnsafeMutablePointer<UInt8>, _ count: inout Int) {
        func put(_ byte: UInt32) {
            output[count] = UInt8(truncatingIfNeeded: byte)
            count += 1
        }
        switch scalar {
        case ..<0x80: put(scalar)
        case ..<0x800:
            put(0xC0 | scalar >> 6)
            put(0x80 | scalar & 0x3F)
        case ..<0x10000:
            put(0xE0 | scalar >> 12)
            put(0x80 | scalar >> 6 & 0x3F)
            put(0x80 | scalar & 0x3F)
        default:
            put(0xF0 | scalar >> 18)
            put(0x80 | scalar >> 12 & 0x3F)
            put(0x80 | scalar >> 6 & 0x3F)
            put(0x80 | scalar & 0x3F)
        }
    }
}
