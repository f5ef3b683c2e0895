internal import Cryptography
package import SecretMemory

/// The looks of an rclone.conf that its meaning doesn't cover: spacing, quoting, comments, order, line ends. Kept as one
/// comment in the encrypted document, so that the very bytes come back.
package enum RcloneLayout {
    /// What every layout text begins with.
    package static let prefix: StaticString = "rclone-layout:1:"
    /// Own limit on what a hostile comment may unfold to, in bytes.
    private static let sizeLimit = 64 << 20

    /// True when a comment's text says that it is a layout.
    package static func isLayout(_ comment: SecretSlice) -> Bool {
        comment.count > prefix.utf8CodeUnitCount && comment[0..<prefix.utf8CodeUnitCount].equals(prefix)
    }

    /// The layout of a file that rclone itself has saved: the canonical text.
    static let canonical: StaticString = "rclone-layout:1:-"

    /// The comment's text; nil when the file is what comes of the document `withoutLayout`, and no value needs watching.
    /// Throws ``LayoutError/tooLarge(limit:)`` for looks that no reader would unfold.
    package static func make(
        for document: RcloneDocument, withoutLayout: SecretSlice, in arena: SecretArena
    ) throws(LayoutError) -> SecretSlice? {
        let reading = document.reading
        let isFragile = reading.sections.contains { $0.entries.contains { FragileValue.isFragile($0.value) } }
        if !isFragile {
            if withoutLayout.equals(document.source) { return nil }
            if CanonicalText.write(reading, in: arena).equals(document.source) {
                return arena.store(UnsafeRawBufferPointer(start: canonical.utf8Start, count: canonical.utf8CodeUnitCount))
            }
        }
        guard
            let json = LayoutCoding.write(
                digest: digest(of: document.source), records: records(of: document, reading, arena), limit: sizeLimit, in: arena),
            let packed = ZlibStream.deflate(json, in: arena)
        else { throw .tooLarge(limit: sizeLimit) }
        var text = SecretBuilder(in: arena, capacity: packed.count * 4 / 3 + 32)
        text.append(prefix)
        Base64URL.encode(packed, into: &text)
        return text.finish()
    }

    /// First half of SHA-256 as hexadecimal digits: a mark of staleness, not a check of security.
    static func digest(of source: SecretSlice) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return source.withBytes { SHA256.hash($0) }.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func records(of document: RcloneDocument, _ reading: RcloneReading, _ arena: SecretArena) -> [LayoutRecord] {
        var records: [LayoutRecord] = []
        var literal: Range<Int>?
        let source = document.source
        func flush() {
            if let range = literal { records.append(.literal(source[range])) }
            literal = nil
        }
        for line in document.lines {
            switch line.content {
            case .header(let name):
                flush()
                records.append(.header(source[line.range], section: name))
            case .entry(let entry) where isLast(line.number, entry, reading):
                flush()
                let value = source[entry.value]
                let quote = entry.quote.bytes
                records.append(
                    .entry(
                        before: source[line.range.lowerBound..<(entry.value.lowerBound - quote.count)], section: entry.section,
                        key: entry.key, quote: arena.store(quote),
                        after: source[(entry.value.upperBound + quote.count)..<line.range.upperBound],
                        fragile: FragileValue.isFragile(value) ? value : arena.store([])))
            case .byteOrderMark, .blank, .comment, .dropped, .unreadable, .entry:
                literal = (literal?.lowerBound ?? line.range.lowerBound)..<line.range.upperBound
            }
        }
        flush()
        return records
    }

    private static func isLast(_ line: Int, _ entry: RcloneLine.Entry, _ reading: RcloneReading) -> Bool {
        reading[entry.section]?[entry.key]?.line == line
    }

    /// The records of a comment's text, or nil when it is no layout at all.
    static func open(_ text: SecretSlice, in arena: SecretArena) throws(LayoutError) -> (digest: [UInt8], records: [LayoutRecord])? {
        let count = prefix.utf8CodeUnitCount
        guard text.count > count, text[0..<count].equals(prefix) else { return nil }
        guard let packed = Base64URL.decode(text[count..<text.count], into: arena),
            let json = ZlibStream.inflate(packed, limit: sizeLimit, in: arena)
        else { throw .malformed }
        return try LayoutCoding.read(json, in: arena)
    }
}
