internal import SecretMemory

/// A value as text that people can review: a block literal where YAML holds the bytes in one, else one quoted line.
enum YAMLTextBlock {
    /// The offset of the first byte that no YAML text can hold: not UTF-8, or NUL, which most readers refuse.
    static func firstUnreadable(in value: SecretSlice) -> Int? {
        let (null, invalid) = (value.first(0), value.offsetOfInvalidUTF8)
        guard let null, let invalid else { return null ?? invalid }
        return min(null, invalid)
    }

    /// What follows the `:` of the key, to the end of the line; `indent` is that of the key.
    static func write(_ value: SecretSlice, indent: Int, into output: inout SecretBuilder) {
        value.withBytes { bytes in
            if !bytes.contains(0x0A) {
                output.append(UInt8(ascii: " "))
                YAMLScalar.write(bytes, into: &output)
                output.append(UInt8(ascii: "\n"))
            } else if isLiteral(bytes) {
                writeLiteral(bytes, indent: indent, into: &output)
            } else {
                output.append(UInt8(ascii: " "))
                YAMLScalar.writeQuoted(bytes, into: &output)
                output.append(UInt8(ascii: "\n"))
            }
        }
    }

    /// Blanks at the end of a line would be seen by nobody, and taken away by many an editor; a tab looks like them.
    private static func isLiteral(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var hasText = false
        var last: UInt8 = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x0A: if last == 0x20 { return false }
            case 0x20: break
            case 0x21...0x7E: hasText = true
            case 0x80...:
                // NEL, line and paragraph separators end a YAML 1.1 line; C1 controls, a BOM and the two
                // non-characters U+FFFE and U+FFFF are not printable in YAML.
                hasText = true
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                let third = index + 2 < bytes.count ? bytes[index + 2] : 0
                if byte == 0xC2, next < 0xA0 { return false }
                if byte == 0xE2, next == 0x80, third == 0xA8 || third == 0xA9 { return false }
                if byte == 0xEF, (next == 0xBB && third == 0xBF) || (next == 0xBF && third >= 0xBE) { return false }
            default: return false
            }
            last = byte
        }
        return hasText && last != 0x20
    }

    private static func writeLiteral(_ bytes: UnsafeRawBufferPointer, indent: Int, into output: inout SecretBuilder) {
        output.append(" |")
        // Leading blanks of the first line that has text would be taken for indentation (YAML 1.2 §8.1.1.1).
        if bytes[0] == 0x20 || bytes[0] == 0x0A { output.append("2") }
        if bytes[bytes.count - 1] != 0x0A { output.append("-") } else if bytes.count >= 2, bytes[bytes.count - 2] == 0x0A { output.append("+") }
        output.append("\n")
        let margin = [UInt8](repeating: 0x20, count: indent + 2)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            if end > start { output.append(margin) }
            output.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            output.append("\n")
            start = end + 1
        }
    }
}
