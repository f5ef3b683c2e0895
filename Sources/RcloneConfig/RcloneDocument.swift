package import SecretMemory

/// An rclone.conf as it stands, every byte of it, read by rclone's rules (goconfig 1.0 `read.go`, rclone 1.75). Lines that
/// rclone refuses are kept too, so that all of them can be told.
package struct RcloneDocument: Sendable {
    /// The file's bytes.
    package let source: SecretSlice
    package let lines: [RcloneLine]
    /// What the file means: sections merged, the last value of a key, at the place of its first.
    package let reading: RcloneReading

    /// Reads the lines; never fails.
    package init(parsing source: SecretSlice) {
        self.source = source
        var lines: [RcloneLine] = []
        var offset = 0
        if source.count >= 3, source[0] == 0xEF, source[1] == 0xBB, source[2] == 0xBF {
            lines.append(RcloneLine(number: 1, range: 0..<3, content: .byteOrderMark))
            offset = 3
        }
        var state = LineReading(source: source)
        var number = 0
        while offset < source.count {
            let end = source.first(0x0A, from: offset).map { $0 + 1 } ?? source.count
            number += 1
            lines.append(RcloneLine(number: number, range: offset..<end, content: state.read(offset..<end)))
            offset = end
        }
        self.lines = lines
        reading = Self.reading(of: lines, in: source)
    }

    /// The lines for which rclone refuses the whole file.
    package var unreadable: [(line: Int, column: Int, refusal: RcloneLine.Refusal)] {
        lines.compactMap { line in
            guard case .unreadable(let refusal, let column) = line.content else { return nil }
            return (line.number, column, refusal)
        }
    }

    /// The sections as rclone lists them, by name: a header makes `DEFAULT` one of them also without keys.
    var listedSections: [RcloneSection] {
        var sections = reading.sections
        let hasHeader = lines.contains { if case .header(.defaultSection) = $0.content { true } else { false } }
        if hasHeader, reading[.defaultSection] == nil { sections.append(RcloneSection(name: .defaultSection)) }
        return sections.sorted { $0.name.bytes.lexicographicallyPrecedes($1.name.bytes) }
    }

    private static func reading(of lines: [RcloneLine], in source: SecretSlice) -> RcloneReading {
        var reading = RcloneReading()
        for line in lines {
            switch line.content {
            case .header(let name): if name != .defaultSection { reading.addSection(name, line: line.number) }
            case .entry(let entry):
                reading.set(
                    RcloneEntry(key: entry.key, value: source[entry.value], line: line.number, column: entry.column),
                    in: entry.section)
            case .byteOrderMark, .blank, .comment, .dropped, .unreadable: continue
            }
        }
        return reading
    }
}

/// What must be known of the lines before, to read the next.
private struct LineReading {
    let source: SecretSlice
    var section: ConfigName? = .defaultSection
    var autoNumber = 1
    /// The keys of the section before, and of this one: most remotes of a large file have the same in the same order.
    var formerKeys: [ConfigName] = []
    var keys: [ConfigName] = []

    mutating func read(_ range: Range<Int>) -> RcloneLine.Content {
        let line = source[range]
        let start = range.lowerBound + line.count - line.trimmingStart().count
        let text = line.trimmed()
        guard !text.isEmpty else { return .blank }
        if text[0] == UInt8(ascii: "#") || text[0] == UInt8(ascii: ";") { return .comment }
        if text[0] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]") {
            // A lone [ is both ends at once; Go's slice of it is empty.
            let inner = text.count < 2 ? text[0..<0] : text[1..<(text.count - 1)].trimmed()
            autoNumber = 1
            (formerKeys, keys) = (keys, [])
            section = inner.isEmpty ? nil : ConfigName(inner.bytes)
            return .header(section ?? .defaultSection)
        }
        let column = start - range.lowerBound + 1
        guard let section else { return .unreadable(.keyInUnnamedSection, column: column) }
        return readEntry(text, at: start, section: section, column: column)
    }

    private mutating func readEntry(
        _ text: SecretSlice, at start: Int, section: ConfigName, column: Int
    ) -> RcloneLine.Content {
        var key: ConfigName
        let separator: Int
        var quote: [UInt8] = []
        if text.count >= 6, text.hasTripleQuote(at: 0) { quote = RcloneLine.Quote.triple.bytes }
        else if text[0] == UInt8(ascii: "\"") || text[0] == UInt8(ascii: "`") { quote = [text[0]] }
        if quote.isEmpty {
            guard let found = text.firstIndex(where: isSeparator) else { return .unreadable(.noSeparator, column: column) }
            let name = text[0..<found].trimmed()
            guard !name.isEmpty else { return .unreadable(.emptyKey, column: column) }
            key = self.name(name)
            separator = found
        } else {
            guard let close = text.firstRange(of: quote, from: quote.count) else {
                return .unreadable(.unclosedKeyQuote, column: column)
            }
            let tail = text[(close + quote.count)..<text.count]
            guard let found = tail.firstIndex(where: isSeparator) else { return .unreadable(.noSeparator, column: column) }
            key = ConfigName(text[quote.count..<close].bytes)
            separator = close + quote.count + found
        }
        let afterSeparator = text[(separator + 1)..<text.count]
        let valueStart = start + text.count - afterSeparator.trimmingStart().count
        let value = afterSeparator.trimmed()
        var inner = 0..<value.count
        var valueQuote = RcloneLine.Quote.none
        if value.count >= 2, value[0] == UInt8(ascii: "`") { valueQuote = .backtick }
        else if value.count >= 6, value.hasTripleQuote(at: 0) { valueQuote = .triple }
        if valueQuote != .none {
            let mark = valueQuote.bytes
            guard let close = value.lastRange(of: mark, from: mark.count) else {
                return .unreadable(.unclosedValueQuote, column: column)
            }
            inner = mark.count..<close
        }
        if key.bytes.isEmpty || key.bytes == [0x20] { return .dropped }
        if key.bytes == [UInt8(ascii: "-")] {
            key = ConfigName("#" + String(autoNumber))
            autoNumber += 1
        }
        return .entry(
            RcloneLine.Entry(
                section: section, key: key, quote: valueQuote,
                value: (valueStart + inner.lowerBound)..<(valueStart + inner.upperBound), column: column))
    }

    private mutating func name(_ text: SecretSlice) -> ConfigName {
        let place = keys.count
        let isFormer = place < formerKeys.count && text.withBytes { $0.elementsEqual(formerKeys[place].bytes) }
        let name = isFormer ? formerKeys[place] : ConfigName(text.bytes)
        keys.append(name)
        return name
    }

    private func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") }
}
