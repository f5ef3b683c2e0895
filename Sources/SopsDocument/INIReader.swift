package import DocumentTree
internal import SecretMemory

/// Reads INI as go-ini 1.67 does with the settings of sops 3.11 (`stores/ini`): this is not rclone's dialect. `#` and
/// `;` cut a value, quotes are removed, a backslash at the end joins the next line.
package struct INIReader {
    private struct Entry {
        var key: TreeText
        var value: TreeText
        var comment: TreeText?
    }

    private let source: TreeText
    private var takesOrdinaryLines = true
    /// Of an author's text nothing may be lost: where go-ini would cut a value in the middle of a word, or drop the file's
    /// last comment, it is kept. A document that sops wrote says what go-ini reads.
    private var keepsAll = false
    private var offset = 0
    private var line = 0
    private var pending: [TreeText] = []
    private var autoNumber = 1
    private var name = TreeText.none
    private var hasHeader = false
    private var sectionComment: TreeText?
    private var entries: [Entry] = []
    /// Where the keys of the section stand in `entries`.
    private var places = NameTable()

    /// Adds one document to the tree: a branch for each section, the first always `DEFAULT`, often empty. A section's
    /// comment is its first item, a key's comment the item after the key. `source` must outlive the tree.
    /// Without `takingOrdinaryLines` those take the long way too, which gives the same.
    /// With `keepingAll` a `#` in the middle of a word cuts no value, and the last comment is kept.
    package static func read(
        _ source: TreeText, into tree: inout DocumentTree, keepingAll: Bool = false, takingOrdinaryLines: Bool = true
    ) throws(SopsError) {
        var reader = INIReader(source: source)
        reader.takesOrdinaryLines = takingOrdinaryLines
        reader.keepsAll = keepingAll
        tree.reserve(forTextOf: source.count)
        tree.openDocument()
        reader.name = tree.store(Array("DEFAULT".utf8))
        try reader.readAll(into: &tree)
        if keepingAll { try reader.keepLastComment(tree) }
        reader.flush(into: &tree)
        tree.close()
    }

    private init(source: TreeText) {
        self.source = source
        if source.count >= 3, source[0] == 0xEF, source[1] == 0xBB, source[2] == 0xBF { offset = 3 }
    }

    private mutating func readAll(into tree: inout DocumentTree) throws(SopsError) {
        while let raw = nextLine() {
            if takesOrdinaryLines, let ordinary = INIOrdinaryLine(raw) {
                add(ordinary.key, ordinary.value, tree)
                continue
            }
            let text = raw.trimmingStart()
            guard !text.isEmpty else { continue }
            switch text[0] {
            case UInt8(ascii: "#"), UInt8(ascii: ";"): pending.append(text)
            case UInt8(ascii: "["): try readHeader(text, &tree)
            default: try readEntry(text, tree)
            }
        }
    }

    /// Up to and with the next LF.
    private mutating func nextLine() -> TreeText? {
        guard offset < source.count else { return nil }
        let start = offset
        offset = source.first(0x0A, from: start).map { $0 + 1 } ?? source.count
        line += 1
        return source[start..<offset]
    }

    private mutating func takeComment(_ tree: DocumentTree) -> TreeText? {
        guard let first = pending.first else { return nil }
        defer { pending.removeAll(keepingCapacity: true) }
        var whole = first
        for part in pending.dropFirst() {
            // Lines that blank ones or values stand between are put together elsewhere.
            guard let joined = whole.joined(with: part) else { return tree.store(pending.flatMap(\.bytes)).trimmed() }
            whole = joined
        }
        return whole.trimmed()
    }

    /// A comment at the end belongs to no key and no section for go-ini: it goes above the last key, behind what stands
    /// there, or above the header of a section without keys.
    private mutating func keepLastComment(_ tree: DocumentTree) throws(SopsError) {
        guard let last = takeComment(tree), !last.isEmpty else { return }
        func joined(_ former: TreeText?) -> TreeText {
            guard let former, !former.isEmpty else { return last }
            return tree.store(former.bytes + [0x0A] + last.bytes)
        }
        if let index = entries.indices.last { entries[index].comment = joined(entries[index].comment) } else {
            guard line > 0, !name.equals("DEFAULT") || hasHeader else {
                throw .unwritable(path: "the comment", reason: "INI has a place for a comment only above a section or a key")
            }
            sectionComment = joined(sectionComment)
        }
    }

    private mutating func flush(into tree: inout DocumentTree) {
        tree.openContainer(.branch, key: name, keyKind: .string)
        if let sectionComment { tree.append(.comment, Self.unmarked(sectionComment)) }
        for entry in entries {
            tree.append(.string, entry.value, key: entry.key, keyKind: .string)
            if let comment = entry.comment { tree.append(.comment, Self.unmarked(comment)) }
        }
        tree.close()
        entries.removeAll(keepingCapacity: true)
        places.removeAll()
        sectionComment = nil
    }

    // sops takes the first line's markers, and blanks among them, away; later lines keep theirs.
    private static func unmarked(_ comment: TreeText) -> TreeText {
        guard !comment.isEmpty, comment[0] == UInt8(ascii: "#") || comment[0] == UInt8(ascii: ";") else { return comment }
        let mark = comment[0]
        var start = 0
        while start < comment.count, comment[start] == mark || comment[start] == 0x20 { start += 1 }
        return comment[start..<comment.count]
    }

    private mutating func readHeader(_ text: TreeText, _ tree: inout DocumentTree) throws(SopsError) {
        guard let close = text.last(UInt8(ascii: "]")) else {
            throw .malformedINI(line: line, reason: "a section header has no ]")
        }
        guard close > 1 else { throw .malformedINI(line: line, reason: "a section has no name") }
        let tail = text[(close + 1)..<text.count].trimmed()
        if !tail.isEmpty, tail[0] == UInt8(ascii: "#") || tail[0] == UInt8(ascii: ";") { pending.append(tail) }
        flush(into: &tree)
        name = text[1..<close]
        hasHeader = true
        sectionComment = takeComment(tree)
        autoNumber = 1
    }

    private mutating func readEntry(_ text: TreeText, _ tree: DocumentTree) throws(SopsError) {
        var (key, valueStart) = try readKey(text)
        if key.equals("-") {
            key = tree.store("#" + String(autoNumber))
            autoNumber += 1
        }
        add(key, try readValue(text[valueStart..<text.count], tree), tree)
    }

    private mutating func add(_ key: TreeText, _ value: TreeText, _ tree: borrowing DocumentTree) {
        let comment = pending.isEmpty ? nil : takeComment(copy tree)
        if let known = places.place(of: key) {
            entries[known].value = value
            entries[known].comment = comment
        } else {
            entries.append(Entry(key: key, value: value, comment: comment))
        }
    }

    private func readKey(_ text: TreeText) throws(SopsError) -> (TreeText, Int) {
        var quote: [UInt8] = []
        if text[0] == UInt8(ascii: "\"") {
            quote = text.count > 6 && text.hasPrefix("\"\"\"") ? Array("\"\"\"".utf8) : [UInt8(ascii: "\"")]
        } else if text[0] == UInt8(ascii: "`") {
            quote = [UInt8(ascii: "`")]
        }
        guard !quote.isEmpty else {
            guard let at = text.first(UInt8(ascii: "="), or: UInt8(ascii: ":")) else {
                throw .malformedINI(line: line, reason: "a line has neither = nor :")
            }
            guard at > 0 else { throw .malformedINI(line: line, reason: "a key has no name") }
            return (text[0..<at].trimmed(), at + 1)
        }
        guard let close = text.firstRange(of: quote, from: quote.count) else {
            throw .malformedINI(line: line, reason: "a quoted key is not closed")
        }
        let after = close + quote.count
        guard let at = text[after..<text.count].first(UInt8(ascii: "="), or: UInt8(ascii: ":")) else {
            throw .malformedINI(line: line, reason: "a line has neither = nor :")
        }
        let key = text[quote.count..<close].trimmed()
        guard !key.isEmpty else { throw .malformedINI(line: line, reason: "a key has no name") }
        return (key, after + at + 1)
    }

    private mutating func readValue(_ input: TreeText, _ tree: DocumentTree) throws(SopsError) -> TreeText {
        var text = input.trimmingStart()
        guard !text.isEmpty else { return text }
        if text[0] == UInt8(ascii: "`") || text.count > 3 && text.hasPrefix("\"\"\"") {
            let quote: [UInt8] = text[0] == UInt8(ascii: "`") ? [UInt8(ascii: "`")] : Array("\"\"\"".utf8)
            if let close = text.lastRange(of: quote, from: quote.count) { return text[quote.count..<close] }
            return try readLines(after: text[quote.count..<text.count], until: quote, tree)
        }
        text = text.trimmed()
        guard !text.isEmpty else { return text }
        if text[text.count - 1] == UInt8(ascii: "\\") { return readContinuation(after: text[0..<(text.count - 1)], tree) }
        if let mark = keepsAll ? commentMark(in: text) : text.first(UInt8(ascii: "#"), or: UInt8(ascii: ";")) {
            pending.append(text[mark..<text.count])
            text = text[0..<mark].trimmed()
        }
        for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] where text.count >= 2 && text[0] == quote {
            if text.first(quote, from: 1) == text.count - 1 { return text[1..<(text.count - 1)] }
        }
        return text
    }

    /// Where a comment begins that is plainly one: a mark behind a blank, or at the start with a blank behind it.
    private func commentMark(in text: TreeText) -> Int? {
        var start = 0
        while let mark = text[start..<text.count].first(UInt8(ascii: "#"), or: UInt8(ascii: ";")).map({ $0 + start }) {
            func isBlank(_ place: Int) -> Bool { WhiteSpace.isASCII(text[place]) }
            if mark == 0 ? text.count == 1 || isBlank(1) : isBlank(mark - 1) { return mark }
            start = mark + 1
        }
        return nil
    }

    private mutating func readLines(after first: TreeText, until quote: [UInt8], _ tree: DocumentTree) throws(SopsError) -> TreeText {
        let opened = line
        var value = SecretBuilder(in: tree.arena)
        value.append(first.buffer)
        while let next = nextLine() {
            if let close = next.lastRange(of: quote, from: 0) {
                value.append(next[0..<close].buffer)
                return value.finish().withBytes { TreeText($0) }
            }
            value.append(next.buffer)
        }
        throw .malformedINI(line: opened, reason: "a quoted value is not closed")
    }

    private mutating func readContinuation(after first: TreeText, _ tree: DocumentTree) -> TreeText {
        var value = SecretBuilder(in: tree.arena)
        value.append(first.buffer)
        while let next = nextLine()?.trimmed(), !next.isEmpty {
            guard next[next.count - 1] == UInt8(ascii: "\\") else {
                value.append(next.buffer)
                break
            }
            value.append(next[0..<(next.count - 1)].buffer)
        }
        return value.finish().withBytes { TreeText($0) }
    }
}
