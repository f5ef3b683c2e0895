package import SecretMemory

/// Reads INI as go-ini 1.67 does with the settings of sops 3.11 (`stores/ini`): this is not rclone's dialect. `#` and
/// `;` cut a value, quotes are removed, a backslash at the end joins the next line.
package struct INIReader {
    private let source: SecretSlice
    private let arena: SecretArena
    private var offset = 0
    private var line = 0
    private var pending: [SecretSlice] = []
    private var sections: [INISection]
    private var autoNumber = 1
    /// Where the keys of the last section stand.
    private var places: [[UInt8]: Int] = [:]

    /// The sections of a text; the first is always `DEFAULT`, often empty.
    package static func read(_ source: SecretSlice, into arena: SecretArena) throws(SopsError) -> [INISection] {
        var reader = INIReader(source: source, arena: arena)
        try reader.readAll()
        return reader.sections
    }

    private init(source: SecretSlice, arena: SecretArena) {
        self.source = source
        self.arena = arena
        sections = [INISection(name: Array("DEFAULT".utf8))]
        if source.count >= 3, source[0] == 0xEF, source[1] == 0xBB, source[2] == 0xBF { offset = 3 }
    }

    private mutating func readAll() throws(SopsError) {
        while let raw = nextLine() {
            let text = raw.trimmingStart()
            guard !text.trimmed().isEmpty else { continue }
            switch text[0] {
            case UInt8(ascii: "#"), UInt8(ascii: ";"): pending.append(text)
            case UInt8(ascii: "["): try readHeader(text)
            default: try readEntry(text)
            }
        }
    }

    /// Up to and with the next LF.
    private mutating func nextLine() -> SecretSlice? {
        guard offset < source.count else { return nil }
        let start = offset
        let end = source.withBytes { bytes in
            bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        }
        offset = end
        line += 1
        return source[start..<end]
    }

    private mutating func takeComment() -> SecretSlice? {
        guard !pending.isEmpty else { return nil }
        var block = SecretBuilder(in: arena)
        for part in pending { block.append(part) }
        pending = []
        return block.finish().trimmed()
    }

    private mutating func readHeader(_ text: SecretSlice) throws(SopsError) {
        guard let close = text.lastIndex(of: UInt8(ascii: "]")) else {
            throw .malformedINI(line: line, reason: "a section header has no ]")
        }
        guard close > 1 else { throw .malformedINI(line: line, reason: "a section has no name") }
        let tail = text[(close + 1)..<text.count].trimmed()
        if !tail.isEmpty, tail[0] == UInt8(ascii: "#") || tail[0] == UInt8(ascii: ";") { pending.append(tail) }
        sections.append(INISection(name: text[1..<close].bytes, comment: takeComment()))
        autoNumber = 1
        places = [:]
    }

    private mutating func readEntry(_ text: SecretSlice) throws(SopsError) {
        var (key, valueStart) = try readKey(text)
        if key == [UInt8(ascii: "-")] {
            key = Array("#".utf8) + Array(String(autoNumber).utf8)
            autoNumber += 1
        }
        let value = try readValue(text[valueStart..<text.count])
        let comment = takeComment()
        let last = sections.count - 1
        if let index = places[key] {
            sections[last].entries[index].value = value
            sections[last].entries[index].comment = comment
        } else {
            places[key] = sections[last].entries.count
            sections[last].entries.append(INIEntry(key: key, value: value, comment: comment))
        }
    }

    private func readKey(_ text: SecretSlice) throws(SopsError) -> ([UInt8], Int) {
        var quote: [UInt8] = []
        if text[0] == UInt8(ascii: "\"") {
            quote = text.count > 6 && text.hasTripleQuote(at: 0) ? Array("\"\"\"".utf8) : [UInt8(ascii: "\"")]
        } else if text[0] == UInt8(ascii: "`") {
            quote = [UInt8(ascii: "`")]
        }
        func separator(from start: Int) -> Int? {
            var index = start
            while index < text.count {
                if text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: ":") { return index }
                index += 1
            }
            return nil
        }
        guard !quote.isEmpty else {
            guard let at = separator(from: 0) else { throw .malformedINI(line: line, reason: "a line has neither = nor :") }
            guard at > 0 else { throw .malformedINI(line: line, reason: "a key has no name") }
            return (text[0..<at].trimmed().bytes, at + 1)
        }
        guard let close = text.firstRange(of: quote, from: quote.count) else {
            throw .malformedINI(line: line, reason: "a quoted key is not closed")
        }
        guard let at = separator(from: close + quote.count) else {
            throw .malformedINI(line: line, reason: "a line has neither = nor :")
        }
        return (text[quote.count..<close].trimmed().bytes, at + 1)
    }

    private mutating func readValue(_ input: SecretSlice) throws(SopsError) -> SecretSlice {
        var text = input.trimmingStart()
        guard !text.isEmpty else { return text }
        var quote: [UInt8] = []
        if text.count > 3, text.hasTripleQuote(at: 0) {
            quote = Array("\"\"\"".utf8)
        } else if text[0] == UInt8(ascii: "`") {
            quote = [UInt8(ascii: "`")]
        }
        if !quote.isEmpty {
            if let close = text.lastRange(of: quote, from: quote.count) { return text[quote.count..<close] }
            return try readLines(after: text[quote.count..<text.count], until: quote)
        }
        text = text.trimmed()
        guard !text.isEmpty else { return text }
        if text[text.count - 1] == UInt8(ascii: "\\") { return readContinuation(after: text[0..<(text.count - 1)]) }
        if let mark = text.firstIndex(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ";") }) {
            pending.append(text[mark..<text.count])
            text = text[0..<mark].trimmed()
        }
        for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] where text.count >= 2 && text[0] == quote {
            let inner = text[1..<text.count]
            if inner.firstIndex(where: { $0 == quote }) == inner.count - 1 { return text[1..<(text.count - 1)] }
        }
        return text
    }

    private mutating func readLines(after first: SecretSlice, until quote: [UInt8]) throws(SopsError) -> SecretSlice {
        let opened = line
        var value = SecretBuilder(in: arena)
        value.append(first)
        while let next = nextLine() {
            if let close = next.lastRange(of: quote, from: 0) {
                value.append(next[0..<close])
                return value.finish()
            }
            value.append(next)
        }
        throw .malformedINI(line: opened, reason: "a quoted value is not closed")
    }

    private mutating func readContinuation(after first: SecretSlice) -> SecretSlice {
        var value = SecretBuilder(in: arena)
        value.append(first)
        while let next = nextLine()?.trimmed(), !next.isEmpty {
            guard next[next.count - 1] == UInt8(ascii: "\\") else {
                value.append(next)
                break
            }
            value.append(next[0..<(next.count - 1)])
        }
        return value.finish()
    }
}
