/// Reads OpenSSH's binary forms (RFC 4251 §5). Each reading gives nil when the bytes don't hold it; lengths are compared with
/// what is left, so that none can overflow.
struct SSHWireReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    /// All that is left.
    var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[offset...]) }

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= bytes.count - offset else { return nil }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    mutating func number() -> Int? {
        take(4).map { Int(UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self))) }
    }

    mutating func string() -> UnsafeRawBufferPointer? {
        guard let count = number() else { return nil }
        return take(count)
    }

    /// A string that is no secret, such as a name.
    mutating func text() -> String? { string().map { String(decoding: $0, as: UTF8.self) } }

    /// A positive mpint, without its leading zero; nil too when it isn't written in the shortest form.
    mutating func positiveNumber() -> UnsafeRawBufferPointer? {
        guard let digits = string(), let first = digits.first, first < 0x80 else { return nil }
        guard first == 0 else { return digits }
        guard digits.count > 1, digits[1] >= 0x80 else { return nil }
        return UnsafeRawBufferPointer(rebasing: digits[1...])
    }

    static func string(_ bytes: some Collection<UInt8>) -> [UInt8] {
        withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
    }

    /// An mpint of big-endian digits without leading zeros.
    static func positiveNumber(_ digits: [UInt8]) -> [UInt8] {
        string(digits.first.map { $0 >= 0x80 } == true ? [0] + digits : digits)
    }
}
