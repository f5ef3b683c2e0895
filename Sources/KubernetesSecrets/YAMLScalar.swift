internal import SecretMemory

/// Scalars that YAML 1.1 and 1.2 read alike.
enum YAMLScalar {
    /// One line: plain where that is safe, else quoted. Never folded.
    static func write(_ text: String, into output: inout SecretBuilder) {
        Array(text.utf8).withUnsafeBytes { write($0, into: &output) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, into output: inout SecretBuilder) {
        if isPlain(bytes) { return output.append(bytes) }
        writeQuoted(bytes, into: &output)
    }

    private static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first, bytes.allSatisfy(isSafeInside) else { return false }
        if first == UInt8(ascii: "-"), bytes.count == 1 || bytes.starts(with: Array("---".utf8)) { return false }
        // Of the characters that are safe inside, = alone is a value of its own in YAML 1.1.
        return first != UInt8(ascii: "=") && !ScalarShape.isOtherType(bytes)
    }

    private static func isSafeInside(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "="): true
        default: false
        }
    }

    /// UTF-8 text; a NUL and other characters that are not printable in YAML are escaped.
    static func writeQuoted(_ bytes: UnsafeRawBufferPointer, into output: inout SecretBuilder) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        while start < bytes.count {
            let (scalar, size) = ScalarShape.scalar(in: bytes, at: start)
            let character = UnsafeRawBufferPointer(rebasing: bytes[start..<start + size])
            start += size
            switch scalar {
            case 0x0A: output.append("\\n")
            case 0x0D: output.append("\\r")
            case 0x09: output.append("\\t")
            case 0x22: output.append("\\\"")
            case 0x5C: output.append("\\\\")
            case 0x2028, 0x2029, 0xFEFF: writeEscape(scalar, into: &output)
            case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...: output.append(character)
            default: writeEscape(scalar, into: &output)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func writeEscape(_ scalar: UInt32, into output: inout SecretBuilder) {
        let digits = Array("0123456789abcdef".utf8)
        output.append("\\u")
        for shift in [12, 8, 4, 0] { output.append(digits[Int(scalar >> UInt32(shift)) & 15]) }
    }
}
