/// Reads ASN.1 in DER (X.690 §10), as far as private keys need it. Each reading gives nil when the bytes don't hold it.
struct DERReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }
    var nextTag: UInt8? { isAtEnd ? nil : bytes[offset] }

    /// The content of the next value, when it has this tag.
    mutating func value(_ tag: UInt8) -> UnsafeRawBufferPointer? {
        guard nextTag == tag, bytes.count - offset >= 2 else { return nil }
        var start = offset + 2
        var count = Int(bytes[offset + 1])
        if count >= 0x80 {
            // The indefinite form, and lengths above 64 KiB, are no key's.
            let size = count & 0x7F
            guard (1...2).contains(size), bytes.count - start >= size else { return nil }
            count = bytes[start..<start + size].reduce(0) { $0 << 8 | Int($1) }
            guard count >= (size == 1 ? 0x80 : 0x100) else { return nil }
            start += size
        }
        guard count <= bytes.count - start else { return nil }
        offset = start + count
        return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }

    mutating func sequence() -> DERReader? { value(0x30).map { DERReader($0) } }
    mutating func octets() -> UnsafeRawBufferPointer? { value(0x04) }
    mutating func objectIdentifier() -> [UInt8]? { value(0x06).map { Array($0) } }
    mutating func null() -> Bool { value(0x05)?.isEmpty == true }

    /// A positive INTEGER's big-endian digits without leading zeros; empty for zero.
    mutating func digits() -> UnsafeRawBufferPointer? {
        guard let digits = value(0x02), let first = digits.first, first < 0x80 else { return nil }
        guard first == 0 else { return digits }
        guard digits.count == 1 || digits[1] >= 0x80 else { return nil }
        return UnsafeRawBufferPointer(rebasing: digits[1...])
    }

    /// An INTEGER below 2^32.
    mutating func number() -> Int? {
        guard let digits = digits(), digits.count <= 4 else { return nil }
        return digits.reduce(0) { $0 << 8 | Int($1) }
    }
}
