package import SecretMemory

/// Changes an rclone.conf in just the lines that a change must touch: everything else stays byte for byte. Each change is
/// read again, and refused unless it means what was wanted and nothing more.
package struct RcloneEditing {
    let arena: SecretArena
    /// The file as it is now.
    package private(set) var document: RcloneDocument

    /// `document` has no line that rclone refuses.
    package init(_ document: RcloneDocument, in arena: SecretArena) {
        self.document = document
        self.arena = arena
    }

    var reading: RcloneReading { document.reading }

    /// Sets an option: a known key keeps its line, a new one goes behind the section's last key, in the style of its
    /// neighbours. A new section is made for `type` only, without which it would be no remote.
    package mutating func set(_ key: ConfigName, to value: SecretSlice, in section: ConfigName) throws(EditingError) {
        try check(value, key: key, section: section)
        var expected = reading
        expected.set(RcloneEntry(key: key, value: value), in: section)
        var change = Change()
        if reading[section]?[key] != nil, let index = lastLine(of: key, in: section) {
            change.replaced[index] = line(index, with: value)
        } else {
            try checkNewKey(key)
            if let index = try placeForNewKey(in: section, key: key) {
                add(key, value, at: index, in: section, to: &change)
            } else {
                addSection(section, key, value, to: &change)
            }
        }
        try apply(change, expecting: expected)
    }

    /// Takes an option away, with every line that gives it; comments stay.
    package mutating func unset(_ key: ConfigName, in section: ConfigName) throws(EditingError) {
        try checkExists(section)
        guard reading[section]?[key] != nil else {
            let names = reading[section]?.entries.map(\.key.text) ?? []
            throw .noOption(section: section, key: key, nearest: NearestName.of(key.text, among: names))
        }
        var change = Change()
        for (index, line) in document.lines.enumerated() {
            if case .entry(let entry) = line.content, entry.section == section, entry.key == key { change.dropped.insert(index) }
        }
        let expected = reading.mapping { found, entries in (found, entries.filter { found != section || $0.key != key }) }
        try apply(change, expecting: expected)
    }

    // MARK: Checks

    func checkExists(_ section: ConfigName) throws(EditingError) {
        guard reading[section] == nil else { return }
        throw .noRemote(section, nearest: NearestName.of(section.text, among: reading.sections.map(\.name.text)))
    }

    func checkNewName(_ name: ConfigName) throws(EditingError) {
        guard name != .defaultSection else { throw .defaultSection }
        guard RemoteNameRule.isValid(name) else { throw .invalidRemoteName(name) }
        guard reading[name] == nil else { throw .remoteExists(name) }
    }

    private func check(_ value: SecretSlice, key: ConfigName, section: ConfigName) throws(EditingError) {
        // rclone's own `config update` refuses both (rclone 1.75 `fs/config/ui.go`).
        if value.contains(0x0A) || value.contains(0x0D) { throw .lineBreak(section: section, key: key) }
        if Interpolation.hasReference(value) { throw .interpolated(section: section, key: key) }
    }

    private func checkNewKey(_ key: ConfigName) throws(EditingError) {
        let stored = arena.store(key.bytes)
        let isPlain = CanonicalText.spelled(key.bytes) == key.bytes && stored.trimmed().count == key.bytes.count
            && !key.bytes.contains { $0 < 0x20 || $0 == 0x7F }
        guard isPlain, !key.bytes.isEmpty else { throw .invalidKey(key) }
    }

    // MARK: Lines

    private func lastLine(of key: ConfigName, in section: ConfigName) -> Int? {
        document.lines.lastIndex { line in
            if case .entry(let entry) = line.content { entry.section == section && entry.key == key } else { false }
        }
    }

    /// The line with another value. The quotes of the old one carry any value, since the last quote of a line closes
    /// (goconfig 1.0 `read.go`); a bare one gets backticks where it needs them.
    func line(_ index: Int, with value: SecretSlice) -> SecretSlice {
        let line = document.lines[index]
        guard case .entry(let entry) = line.content else { return document.source[line.range] }
        let old = entry.quote.bytes.count
        var start = entry.value.lowerBound - old
        var end = entry.value.upperBound + old
        var gap: [UInt8] = []
        if entry.quote == .none, entry.value.isEmpty, !value.isEmpty {
            // `key =`: the spaces behind the separator are those before a value.
            while end < line.range.upperBound, document.source[end] == 0x20 || document.source[end] == 0x09 { end += 1 }
            if end == start, start >= 2, document.source[start - 2] == 0x20 { gap = [0x20] }
            start = end
        }
        let needsQuotes = entry.quote == .none && !CanonicalText.isBareSafe(value)
        let mark = needsQuotes ? RcloneLine.Quote.backtick.bytes : entry.quote.bytes
        var output = SecretBuilder(in: arena, capacity: line.range.count + value.count + 4)
        output.append(document.source[line.range.lowerBound..<start])
        output.append(gap)
        output.append(mark)
        output.append(value)
        output.append(mark)
        output.append(document.source[end..<line.range.upperBound])
        return output.finish()
    }

    /// The line behind which a new key goes, as the place of the next; nil when the section must be made.
    private func placeForNewKey(in section: ConfigName, key: ConfigName) throws(EditingError) -> Int? {
        let blocks = RcloneBlock.all(in: document).filter { $0.section == section && !$0.isUnnamed }
        for block in blocks.reversed() {
            let last = block.lines.last { if case .entry = document.lines[$0].content { true } else { false } }
            if let last { return last + 1 }
        }
        if let header = blocks.last(where: { $0.header != nil })?.header { return header + 1 }
        if section == .defaultSection {
            if case .byteOrderMark? = document.lines.first?.content { return 1 }
            return 0
        }
        guard key.isEqual("type") else {
            throw .noRemote(section, nearest: NearestName.of(section.text, among: reading.sections.map(\.name.text)))
        }
        try checkNewName(section)
        return nil
    }

    private func add(_ key: ConfigName, _ value: SecretSlice, at index: Int, in section: ConfigName, to change: inout Change) {
        let neighbours = document.lines.filter { if case .entry(let entry) = $0.content { entry.section == section } else { false } }
        let style = EntryStyle(of: neighbours, in: document.source) ?? EntryStyle(of: document.lines, in: document.source) ?? EntryStyle()
        var output = SecretBuilder(in: arena, capacity: key.bytes.count + value.count + 64)
        // A last line without an end gets one, and the new last line has none.
        let needsEnd = index > 0 && index == document.lines.count && !endsInLineEnd(document.lines[index - 1])
        if needsEnd { output.append(lineEnd(at: index - 1)) }
        write(key, value, style, into: &output)
        if !needsEnd { output.append(lineEnd(at: index - 1)) }
        change.inserted[index] = output.finish()
    }

    private func addSection(_ section: ConfigName, _ key: ConfigName, _ value: SecretSlice, to change: inout Change) {
        var output = SecretBuilder(in: arena, capacity: section.bytes.count + value.count + 64)
        let end = lineEnd(at: document.lines.count - 1)
        beginSectionAtEnd(into: &output)
        output.append([UInt8(ascii: "[")] + section.bytes + [UInt8(ascii: "]")] + end)
        write(key, value, EntryStyle(of: document.lines, in: document.source) ?? EntryStyle(), into: &output)
        output.append(end)
        if endsInBlankLine { output.append(end) }
        change.inserted[document.lines.count] = output.finish()
    }

    private func write(_ key: ConfigName, _ value: SecretSlice, _ style: EntryStyle, into output: inout SecretBuilder) {
        let mark = CanonicalText.isBareSafe(value) ? [] : RcloneLine.Quote.backtick.bytes
        output.append(style.prefix(for: key.bytes))
        output.append(mark)
        output.append(value)
        output.append(mark)
    }

    /// What separates a section at the end of the file from what is there.
    func beginSectionAtEnd(into output: inout SecretBuilder) {
        guard let last = document.lines.last, last.range.upperBound > 3 || !isByteOrderMark(last) else { return }
        if !endsInLineEnd(last) { output.append(lineEnd(at: document.lines.count - 1)) }
        if !endsInBlankLine { output.append(lineEnd(at: document.lines.count - 1)) }
    }

    private func isByteOrderMark(_ line: RcloneLine) -> Bool {
        if case .byteOrderMark = line.content { true } else { false }
    }

    var endsInBlankLine: Bool {
        guard let last = document.lines.last, case .blank = last.content else { return false }
        return endsInLineEnd(last)
    }

    func endsInLineEnd(_ line: RcloneLine) -> Bool {
        line.range.count > 0 && document.source[line.range.upperBound - 1] == 0x0A
    }

    /// The line end of the line, or of the nearest above it that has one, or of the file's first line.
    func lineEnd(at index: Int) -> [UInt8] {
        let candidates = Array(document.lines[..<max(min(index + 1, document.lines.count), 0)].reversed()) + document.lines
        guard let line = candidates.first(where: endsInLineEnd) else { return [0x0A] }
        let isPair = line.range.count >= 2 && document.source[line.range.upperBound - 2] == 0x0D
        return isPair ? [0x0D, 0x0A] : [0x0A]
    }

    // MARK: Applying

    /// What becomes of the lines.
    struct Change {
        var replaced: [Int: SecretSlice] = [:]
        var dropped: Set<Int> = []
        /// Before the line of that place.
        var inserted: [Int: SecretSlice] = [:]
    }

    /// Makes the new text, reads it, and takes it over when it means what is expected.
    mutating func apply(_ change: Change, expecting expected: RcloneReading) throws(EditingError) {
        var output = SecretBuilder(in: arena, capacity: document.source.count + 1024)
        for (index, line) in document.lines.enumerated() {
            if let text = change.inserted[index] { output.append(text) }
            if change.dropped.contains(index) { continue }
            output.append(change.replaced[index] ?? document.source[line.range])
        }
        if let text = change.inserted[document.lines.count] { output.append(text) }
        let made = RcloneDocument(parsing: output.finish())
        guard made.unreadable.isEmpty, made.reading.hasSameContent(as: expected) else { throw .unfaithful }
        document = made
    }
}
