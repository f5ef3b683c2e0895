internal import SecretMemory

/// The lines that belong together below one header: the comment right above it, the keys, the comments among them, and
/// the blank lines behind. A comment with blank lines on both sides belongs to no section.
struct RcloneBlock {
    let section: ConfigName
    /// The header's place among the lines; nil for the keys before any header.
    let header: Int?
    /// True for `[]`, whose keys rclone refuses.
    let isUnnamed: Bool
    /// Everything up to the next block.
    var lines: Range<Int>
    /// Without the comments behind it that belong to no section.
    var body: Range<Int>

    /// The blocks of a file, in order; they cover all its lines.
    static func all(in document: RcloneDocument) -> [RcloneBlock] {
        let lines = document.lines
        var blocks: [RcloneBlock] = []
        var open = (section: ConfigName.defaultSection, header: Int?.none, isUnnamed: false, start: 0)
        func close(at end: Int) {
            let range = open.start..<end
            blocks.append(
                RcloneBlock(
                    section: open.section, header: open.header, isUnnamed: open.isUnnamed, lines: range,
                    body: open.start..<bodyEnd(of: range, header: open.header, lines)))
        }
        for (index, line) in lines.enumerated() {
            guard case .header(let name) = line.content else { continue }
            var lead = index
            while lead > open.start, case .comment = lines[lead - 1].content { lead -= 1 }
            // The header above keeps itself.
            if let header = open.header { lead = max(lead, header + 1) }
            close(at: lead)
            let text = document.source[line.range].trimmed()
            let isUnnamed = text.count < 2 || text[1..<(text.count - 1)].trimmed().isEmpty
            open = (name, index, isUnnamed, lead)
        }
        close(at: lines.count)
        return blocks
    }

    private static func bodyEnd(of range: Range<Int>, header: Int?, _ lines: [RcloneLine]) -> Int {
        var end = header.map { $0 + 1 } ?? range.lowerBound
        for index in range {
            switch lines[index].content {
            case .entry, .dropped, .unreadable: end = index + 1
            case .byteOrderMark, .blank, .comment, .header: continue
            }
        }
        while end < range.upperBound, case .comment = lines[end].content, header != nil || end > range.lowerBound { end += 1 }
        while end < range.upperBound, case .blank = lines[end].content { end += 1 }
        return end
    }
}
