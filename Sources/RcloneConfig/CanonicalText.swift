package import SecretMemory

/// The text of a reading without a layout: what rclone itself would save, except where rclone's own save would damage a
/// value.
package enum CanonicalText {
    /// `DEFAULT` first without a header; a blank line after every section, LF.
    package static func write(_ reading: RcloneReading, in arena: SecretArena) -> SecretSlice {
        var output = SecretBuilder(in: arena, capacity: 4096)
        for section in reading.sectionsDefaultFirst { write(section, comments: { _ in nil }, into: &output) }
        return output.finish()
    }

    /// One section; `comments` gives the text above the header (nil) or above a key, as whole lines.
    package static func write(
        _ section: RcloneSection, comments: (ConfigName?) -> SecretSlice?, into output: inout SecretBuilder
    ) {
        if let above = comments(nil) { output.append(above) }
        if section.name != .defaultSection {
            output.append("[")
            output.append(section.name.bytes)
            output.append("]\n")
        }
        var autoNumber = 1
        for entry in section.entries {
            if let above = comments(entry.key) { output.append(above) }
            write(entry, autoNumber: &autoNumber, into: &output)
        }
        output.append("\n")
    }

    /// One line `KEY = VALUE`.
    package static func write(_ entry: RcloneEntry, autoNumber: inout Int, into output: inout SecretBuilder) {
        if entry.key.bytes == Array("#".utf8) + Array(String(autoNumber).utf8) {
            autoNumber += 1
            output.append("-")
        } else {
            output.append(spelled(entry.key.bytes))
        }
        output.append(" = ")
        let quote = isBareSafe(entry.value) ? [] : RcloneLine.Quote.backtick.bytes
        output.append(quote)
        output.append(entry.value)
        output.append(quote)
        output.append("\n")
    }

    /// True when rclone reads the value as it is without quotes; else one pair of backticks carries it, since the last
    /// backtick of a line closes.
    package static func isBareSafe(_ value: SecretSlice) -> Bool {
        guard !value.isEmpty else { return true }
        return value.trimmed().count == value.count && !(value.count >= 2 && value[0] == UInt8(ascii: "`"))
            && !(value.count >= 6 && value.hasTripleQuote(at: 0)) && !value.contains(0x0A)
    }

    static func spelled(_ key: [UInt8]) -> [UInt8] {
        let marks = Array("\"`#;[".utf8)
        let needsQuotes = key.contains(UInt8(ascii: "=")) || key.contains(UInt8(ascii: ":")) || key == [UInt8(ascii: "-")]
            || key.first.map { marks.contains($0) || WhiteSpace.isASCII($0) } ?? true || key.last.map(WhiteSpace.isASCII) ?? true
        guard needsQuotes else { return key }
        for quote in [RcloneLine.Quote.backtick.bytes, RcloneLine.Quote.triple.bytes, [UInt8(ascii: "\"")]] {
            let contains = key.indices.contains { key[$0...].starts(with: quote) }
            if !contains { return quote + key + quote }
        }
        return key
    }
}
