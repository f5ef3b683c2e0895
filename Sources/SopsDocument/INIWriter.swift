package import SecretMemory

/// Writes INI as go-ini 1.67 does for sops 3.11, so that any sops reads the same sections, keys and values back.
package enum INIWriter {
    /// `isAligned` pads keys to the longest of their section, as sops does. One blank line between sections, none at
    /// the end; the first section has no header when it is `DEFAULT`.
    package static func write(_ sections: [INISection], isAligned: Bool, into output: inout SecretBuilder) {
        var isFirst = true
        for (index, section) in sections.enumerated() {
            let isHeadless = index == 0 && section.name.elementsEqual("DEFAULT".utf8)
            if isHeadless, section.entries.isEmpty, section.comment == nil { continue }
            if !isFirst { output.append("\n") }
            isFirst = false
            if let comment = section.comment { write(comment: comment, isTrimmed: false, into: &output) }
            if !isHeadless {
                output.append("[")
                output.append(section.name)
                output.append("]\n")
            }
            let width = isAligned ? section.entries.map { spelled(key: $0.key).count }.max() ?? 0 : 0
            for entry in section.entries {
                if let comment = entry.comment { write(comment: comment, isTrimmed: true, into: &output) }
                let key = spelled(key: entry.key)
                output.append(key)
                output.append([UInt8](repeating: 0x20, count: max(0, width - key.count)))
                output.append(" = ")
                write(value: entry.value, into: &output)
                output.append("\n")
            }
        }
    }

    private static func spelled(key: [UInt8]) -> [UInt8] {
        if key.first == UInt8(ascii: "#"), key.count > 1, key.dropFirst().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            return [UInt8(ascii: "-")]
        }
        if key.contains(UInt8(ascii: "`")) { return Array("\"\"\"".utf8) + key + Array("\"\"\"".utf8) }
        if key.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) {
            return [UInt8(ascii: "`")] + key + [UInt8(ascii: "`")]
        }
        return key
    }

    private static func write(value: SecretSlice, into output: inout SecretBuilder) {
        if value.contains(0x0A) || value.contains(UInt8(ascii: "`")) {
            output.append("\"\"\"")
            output.append(value)
            output.append("\"\"\"")
        } else if value.contains(UInt8(ascii: "#")) || value.contains(UInt8(ascii: ";")) {
            output.append("`")
            output.append(value)
            output.append("`")
        } else if value.trimmed().count != value.count {
            output.append("\"")
            output.append(value)
            output.append("\"")
        } else {
            output.append(value)
        }
    }

    private static func write(comment: SecretSlice, isTrimmed: Bool, into output: inout SecretBuilder) {
        var start = 0
        while start <= comment.count {
            let end = comment[start..<comment.count].firstIndex { $0 == 0x0A }.map { $0 + start } ?? comment.count
            let line = comment[start..<end]
            let body = line.trimmed()
            if !body.isEmpty, body[0] == UInt8(ascii: "#") || body[0] == UInt8(ascii: ";") {
                output.append(body[0])
                output.append(" ")
                output.append(body[1..<body.count].trimmed())
            } else {
                output.append("; ")
                output.append(isTrimmed ? body : line)
            }
            output.append("\n")
            start = end + 1
        }
    }
}
