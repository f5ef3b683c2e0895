internal import SecretMemory

/// How a file spells its keys: what a new line beside them should look like. White space and separators only, no secret.
struct EntryStyle {
    var indentation: [UInt8] = []
    var beforeSeparator: [UInt8] = [0x20]
    var separator = UInt8(ascii: "=")
    var afterSeparator: [UInt8] = [0x20]
    /// Where the separators of the section stand below each other; nil when they don't.
    var column: Int?

    init() {}

    /// The style of one line; nil when it has no value, after which nothing can be told about the spaces.
    private init?(of entry: RcloneLine.Entry, in line: RcloneLine, _ source: SecretSlice) {
        let value = entry.value.lowerBound - entry.quote.bytes.count
        guard entry.value.upperBound > value else { return nil }
        let before = source[line.range.lowerBound..<value].bytes
        guard let separator = before.lastIndex(where: { !WhiteSpace.isASCII($0) }) else { return nil }
        afterSeparator = Array(before[(separator + 1)...])
        self.separator = before[separator]
        let key = before[..<separator]
        beforeSeparator = Array(key[((key.lastIndex { !WhiteSpace.isASCII($0) } ?? -1) + 1)...])
        indentation = Array(key.prefix { WhiteSpace.isASCII($0) })
        column = separator
    }

    /// The style of the entries of a section, the last one's where they differ; nil when it has none.
    init?(of lines: some Sequence<RcloneLine>, in source: SecretSlice) {
        var last: EntryStyle?
        var columns: Set<Int> = []
        var widths: Set<Int> = []
        var count = 0
        for line in lines {
            guard case .entry(let entry) = line.content, let style = EntryStyle(of: entry, in: line, source) else { continue }
            last = style
            columns.insert(style.column ?? 0)
            widths.insert((style.column ?? 0) - style.beforeSeparator.count)
            count += 1
        }
        guard var style = last else { return nil }
        let isAligned = columns.count == 1 && widths.count > 1 && style.beforeSeparator.allSatisfy { $0 == 0x20 }
        if !isAligned { style.column = nil }
        self = style
    }

    /// What stands before the value of a new key.
    func prefix(for key: [UInt8]) -> [UInt8] {
        var before = beforeSeparator
        if let column { before = Array(repeating: 0x20, count: max(column - indentation.count - key.count, 1)) }
        return indentation + key + before + [separator] + afterSeparator
    }
}
