internal import SecretMemory

/// The text of `rclone config dump`: an object for each section, names sorted, values as rclone has them (Go
/// `encoding/json`, `MarshalIndent`).
enum JSONDump {
    static func write(_ document: RcloneDocument, in arena: SecretArena) throws(ConversionError) -> SecretSlice {
        let effective = EffectiveReading(of: document.reading, in: arena)
        var output = SecretBuilder(in: arena, capacity: 4096)
        output.append("{")
        let sections = document.listedSections
        for (index, section) in sections.enumerated() {
            output.append(index == 0 ? "\n    " : ",\n    ")
            try write(arena.store(section.name.bytes), .nameNotUTF8(section.name), into: &output)
            output.append(": {")
            let entries = section.entries.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
            for (index, entry) in entries.enumerated() {
                output.append(index == 0 ? "\n        " : ",\n        ")
                try write(arena.store(entry.key.bytes), .nameNotUTF8(entry.key), into: &output)
                output.append(": ")
                let value: SecretSlice?
                do throws(EffectiveError) { value = try effective.value(entry.key, of: section.name) } catch { throw .effective(error) }
                try write(value ?? entry.value, .value(section.name, entry.key, .notUTF8), into: &output)
            }
            output.append(entries.isEmpty ? "}" : "\n    }")
        }
        output.append(sections.isEmpty ? "}\n" : "\n}\n")
        return output.finish()
    }

    private static func write(
        _ text: SecretSlice, _ error: @autoclosure () -> ConversionError, into output: inout SecretBuilder
    ) throws(ConversionError) {
        // rclone writes U+FFFD, and the bytes are gone.
        guard text.isValidUTF8 else { throw error() }
        output.append("\"")
        for index in 0..<text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append([UInt8(ascii: "\\"), byte])
            case 0x08: output.append("\\b")
            case 0x09: output.append("\\t")
            case 0x0A: output.append("\\n")
            case 0x0C: output.append("\\f")
            case 0x0D: output.append("\\r")
            case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                let digits = Array("0123456789abcdef".utf8)
                output.append("\\u00")
                output.append([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            // U+2028 and U+2029 end lines in JavaScript.
            case 0xA8, 0xA9:
                if index >= 2, text[index - 2] == 0xE2, text[index - 1] == 0x80 {
                    output.append(byte == 0xA8 ? "\\u2028" : "\\u2029")
                } else {
                    output.append(byte)
                }
            case 0xE2, 0x80:
                let start = byte == 0xE2 ? index : index - 1
                let isSeparator = start >= 0 && start + 2 < text.count && text[start] == 0xE2 && text[start + 1] == 0x80
                    && (text[start + 2] == 0xA8 || text[start + 2] == 0xA9)
                if !isSeparator { output.append(byte) }
            default: output.append(byte)
            }
        }
        output.append("\"")
    }
}
