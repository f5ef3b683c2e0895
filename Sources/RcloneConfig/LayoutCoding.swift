internal import SecretMemory

/// The layout's JSON: `[1, DIGEST, RECORDS]`, each byte of a text one character U+0000 to U+00FF.
enum LayoutCoding {
    /// Nil when there would be more than `limit` bytes.
    static func write(digest: [UInt8], records: [LayoutRecord], limit: Int, in arena: SecretArena) -> SecretSlice? {
        var output = SecretBuilder(in: arena, capacity: 4096)
        output.append("[1,")
        append(arena.store(digest), to: &output)
        output.append(",[")
        for (index, record) in records.enumerated() {
            if index > 0 { output.append(",") }
            switch record {
            case .literal(let bytes):
                output.append("[\"x\",")
                append(bytes, to: &output)
            case .header(let bytes, let section):
                output.append("[\"h\",")
                append(bytes, to: &output)
                output.append(",")
                append(arena.store(section.bytes), to: &output)
            case .entry(let before, let section, let key, let quote, let after, let fragile):
                output.append("[\"e\",")
                let parts = [before, arena.store(section.bytes), arena.store(key.bytes), quote, after, fragile]
                for (index, part) in parts.enumerated() {
                    if index > 0 { output.append(",") }
                    append(part, to: &output)
                }
            }
            output.append("]")
            guard output.count <= limit else { return nil }
        }
        output.append("]]")
        return output.finish()
    }

    private static func append(_ bytes: SecretSlice, to output: inout SecretBuilder) {
        let digits = Array("0123456789abcdef".utf8)
        output.append("\"")
        bytes.withBytes { bytes in
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    output.append(UInt8(ascii: "\\"))
                    output.append(byte)
                case 0..<0x20:
                    output.append("\\u00")
                    output.append(digits[Int(byte >> 4)])
                    output.append(digits[Int(byte & 15)])
                case 0x80...:
                    output.append(0xC0 | byte >> 6)
                    output.append(0x80 | byte & 0x3F)
                default: output.append(byte)
                }
            }
        }
        output.append("\"")
    }

    static func read(_ text: SecretSlice, in arena: SecretArena) throws(LayoutError) -> (digest: [UInt8], records: [LayoutRecord]) {
        var scanner = LayoutScanner(text: text, arena: arena)
        try scanner.expect("[")
        try scanner.expect("1")
        try scanner.expect(",")
        let digest = try scanner.string().bytes
        try scanner.expect(",")
        try scanner.expect("[")
        var records: [LayoutRecord] = []
        if !scanner.accept("]") {
            repeat { records.append(try record(&scanner)) } while scanner.accept(",")
            try scanner.expect("]")
        }
        try scanner.expect("]")
        try scanner.expectEnd()
        return (digest, records)
    }

    private static func record(_ scanner: inout LayoutScanner) throws(LayoutError) -> LayoutRecord {
        try scanner.expect("[")
        var parts = [try scanner.string()]
        while scanner.accept(",") { parts.append(try scanner.string()) }
        try scanner.expect("]")
        if parts.count == 2, parts[0].equals("x") { return .literal(parts[1]) }
        if parts.count == 3, parts[0].equals("h") { return .header(parts[1], section: ConfigName(parts[2].bytes)) }
        guard parts.count == 7, parts[0].equals("e"),
            parts[4].isEmpty || parts[4].equals("`") || parts[4].equals("\"\"\"")
        else { throw .malformed }
        return .entry(
            before: parts[1], section: ConfigName(parts[2].bytes), key: ConfigName(parts[3].bytes), quote: parts[4],
            after: parts[5], fragile: parts[6])
    }
}
