internal import SopsDocument

/// OpenPGP's ASCII armor of a message (RFC 4880 §6.2): strict, with its checksum where there is one.
enum OpenPGPArmor {
    private static let begin = Array("-----BEGIN PGP MESSAGE-----".utf8)
    private static let end = Array("-----END PGP MESSAGE-----".utf8)
    /// No wrapped data key is larger; in bytes.
    static let limit = 32 << 10

    /// The bytes; nil when this is no such text.
    static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count <= limit else { return nil }
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(withoutTrailingBlanks)[...]
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.popFirst()?.elementsEqual(begin) == true, lines.popLast()?.elementsEqual(end) == true else { return nil }
        // Headers, such as Version and Comment, end at an empty line.
        while let line = lines.popFirst(), !line.isEmpty {
            guard line.contains(UInt8(ascii: ":")) else { return nil }
        }
        var sum: [UInt8]?
        if let last = lines.last, last.first == UInt8(ascii: "=") {
            guard let bytes = decoded(Array(last.dropFirst())), bytes.count == 3 else { return nil }
            sum = bytes
            lines.removeLast()
        }
        // §6.3: at most 76 characters a line.
        guard !lines.isEmpty, lines.allSatisfy({ (1...76).contains($0.count) }) else { return nil }
        guard let bytes = decoded(Array(lines.joined())) else { return nil }
        if let sum, checksum(bytes) != sum { return nil }
        return bytes
    }

    private static func withoutTrailingBlanks(_ line: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var line = line
        while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line.removeLast() }
        return line
    }

    private static func decoded(_ letters: [UInt8]) -> [UInt8]? {
        var size: Int?
        let bytes = [UInt8](unsafeUninitializedCapacity: letters.count) { room, count in
            size = room.baseAddress.flatMap { start in letters.withUnsafeBytes { Base64.decode($0, into: start) } }
            count = size ?? 0
        }
        return size == nil ? nil : bytes
    }

    /// CRC-24 (§6.1).
    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        var sum: UInt32 = 0xB7_04CE
        for byte in bytes {
            sum ^= UInt32(byte) << 16
            for _ in 0..<8 {
                sum <<= 1
                if sum & 0x100_0000 != 0 { sum ^= 0x186_4CFB }
            }
        }
        return [UInt8(truncatingIfNeeded: sum >> 16), UInt8(truncatingIfNeeded: sum >> 8), UInt8(truncatingIfNeeded: sum)]
    }
}
