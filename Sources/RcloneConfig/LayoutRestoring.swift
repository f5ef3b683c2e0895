package import SecretMemory

/// Puts the values of a document back into the layout of the file that it came from.
package struct LayoutRestoring: ~Copyable {
    /// How much of the original came back.
    package enum Outcome: Sendable, Equatable {
        /// The very bytes.
        case exact
        /// Values, keys or sections were changed since; everything else is as it was.
        case merged
        /// What the document gives of itself: the canonical text, or what sops prints.
        case canonical
        /// There is a layout, and it could not be used.
        case dropped
    }

    /// What to do with values that sops' editor damaged.
    package enum DamagePolicy: String, Sendable, CaseIterable {
        /// Stop, and name them.
        case stop
        /// Take the value from before, and a key that it swallowed.
        case restore
        /// The value is meant as it is now.
        case accept
    }

    private let arena: SecretArena
    private var reading: RcloneReading
    private var records: [LayoutRecord]
    private var output: SecretBuilder
    private var endsInLineEnd = true

    /// The text for `reading` in the looks that `layout` remembers, and what the text means: `reading`, with what was
    /// restored of damaged values.
    package static func restore(
        _ layout: SecretSlice, reading: RcloneReading, damage: DamagePolicy, in arena: SecretArena
    ) throws(LayoutError) -> (text: SecretSlice, outcome: Outcome, reading: RcloneReading) {
        if layout.equals(RcloneLayout.canonical) { return (CanonicalText.write(reading, in: arena), .canonical, reading) }
        let opened: (digest: [UInt8], records: [LayoutRecord])?
        do throws(LayoutError) { opened = try RcloneLayout.open(layout, in: arena) } catch { opened = nil }
        guard let (digest, records) = opened else { return (CanonicalText.write(reading, in: arena), .dropped, reading) }
        var merge = LayoutRestoring(arena: arena, reading: reading, records: records, output: SecretBuilder(in: arena, capacity: 4096))
        if damage != .accept { try merge.mend(damage) }
        let mended = merge.reading
        let text = merge.fill()
        if RcloneLayout.digest(of: text) == digest { return (text, .exact, mended) }
        // A merged text must mean what the document means, whatever the layout held.
        let document = RcloneDocument(parsing: text)
        guard document.unreadable.isEmpty, document.reading.hasSameContent(as: mended) else {
            return (CanonicalText.write(mended, in: arena), .dropped, mended)
        }
        return (text, .merged, mended)
    }

    private mutating func mend(_ policy: DamagePolicy) throws(LayoutError) {
        var damaged: [DamagedValue] = []
        for record in records {
            guard case .entry(_, let section, let key, _, _, let original) = record, !original.isEmpty,
                let found = reading[section]?[key]?.value, !found.equals(original),
                FragileValue.isDamaged(found, from: original)
            else { continue }
            guard policy == .restore else {
                damaged.append(DamagedValue(section: section, key: key))
                continue
            }
            reading.set(RcloneEntry(key: key, value: original), in: section)
            let kept = original.count - 1
            guard original[kept] == UInt8(ascii: "\\"), found.count > kept else { continue }
            // The line that the backslash swallowed is the rest of the value.
            let swallowed = RcloneDocument(parsing: found[kept..<found.count])
            // Below a header that is gone its keys have taken the place of this section's, and those are nowhere any more.
            guard !swallowed.lines.contains(where: { if case .header = $0.content { true } else { false } }) else {
                throw .swallowedHeader(DamagedValue(section: section, key: key))
            }
            for entry in swallowed.reading.sections.flatMap(\.entries)
            where reading[section]?[entry.key] == nil {
                reading.set(entry, in: section)
            }
        }
        if !damaged.isEmpty { throw .damagedBySopsEdit(damaged) }
    }

    private consuming func fill() -> SecretSlice {
        var known: [ConfigName: Set<ConfigName>] = [:]
        var lastRecord: [ConfigName: Int] = [:]
        for (index, record) in records.enumerated() {
            switch record {
            case .literal: continue
            case .header(_, let section): lastRecord[section] = index
            case .entry(_, let section, let key, _, _, _):
                lastRecord[section] = index
                known[section, default: []].insert(key)
            }
        }
        if lastRecord[.defaultSection] == nil { addNewKeys(of: .defaultSection, known: []) }
        for (index, record) in records.enumerated() {
            switch record {
            case .literal(let bytes): append(bytes)
            case .header(let bytes, let section):
                if section == .defaultSection || reading[section] != nil {
                    completeLine()
                    append(bytes)
                }
                if lastRecord[section] == index { addNewKeys(of: section, known: known[section] ?? []) }
            case .entry(let before, let section, let key, let quote, let after, _):
                if let value = reading[section]?[key]?.value {
                    completeLine()
                    let needsQuotes = quote.isEmpty && !CanonicalText.isBareSafe(value)
                    let mark = needsQuotes ? arena.store(RcloneLine.Quote.backtick.bytes) : quote
                    for part in [before, mark, value, mark, after] { append(part) }
                }
                if lastRecord[section] == index { addNewKeys(of: section, known: known[section] ?? []) }
            }
        }
        for section in reading.sections where lastRecord[section.name] == nil && section.name != .defaultSection {
            completeLine()
            CanonicalText.write(section, comments: { _ in nil }, into: &output)
        }
        return output.finish()
    }

    private mutating func addNewKeys(of section: ConfigName, known: Set<ConfigName>) {
        guard let entries = reading[section]?.entries else { return }
        // A new key `#1` has no number of its own in a section that the layout already counts in.
        var autoNumber = -1
        for entry in entries where !known.contains(entry.key) {
            completeLine()
            CanonicalText.write(entry, autoNumber: &autoNumber, into: &output)
        }
    }

    private mutating func append(_ bytes: SecretSlice) {
        guard !bytes.isEmpty else { return }
        // A byte order mark is no line.
        endsInLineEnd = bytes[bytes.count - 1] == 0x0A || (output.count == 0 && bytes.count == 3 && bytes[0] == 0xEF)
        output.append(bytes)
    }

    private mutating func completeLine() {
        guard !endsInLineEnd else { return }
        output.append(0x0A)
        endsInLineEnd = true
    }
}
