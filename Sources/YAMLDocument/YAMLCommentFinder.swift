internal import DocumentTree

/// Finds the comments between the tokens, as they come from the scanner, and the places of the BLOCK-ENDs. The rules are
/// those of yaml.v3 3.0.4, by which sops moves comments.
struct YAMLCommentFinder {
    /// A token with text in the source.
    struct Anchor {
        var kind: YAMLTokenKind
        var isPlain = false
        var isBlockScalar = false
        var start: Int32
        /// Behind the token; behind the lines of a block scalar.
        var end: Int32
        var endLine: Int32
        var endColumn: Int32
        /// The anchor of a comment on the token's line.
        var lineAnchor: Int32
    }

    let source: YAMLSource
    private(set) var comments = YAMLComments()
    /// The last token, and the one before it.
    private var last = Anchor(kind: .streamStart, start: 0, end: 0, endLine: 0, endColumn: 0, lineAnchor: 0)
    private var beforeLast: Anchor?
    /// The columns of the open block collections.
    private var columns: ContiguousArray<Int32> = []
    /// A block collection that the next token opens.
    private var opening: Int32?
    private(set) var flowLevel = 0
    /// Where yaml.v3 stops looking ahead.
    private let reach = 512

    init(source: YAMLSource) { self.source = source }

    var blockDepth: Int { columns.count }

    /// A block collection begins at the next token.
    mutating func open(column: Int32) { opening = column }

    /// Goes on to a token; gives the BLOCK-ENDs just before it their places.
    @inline(__always) mutating func meet(
        _ token: Anchor, column: Int32, ends: Range<Int>, tokens: inout ContiguousArray<YAMLToken>
    ) {
        var cursor = Int(last.isPlain ? token.start : last.end)
        var groups = comments.groups.count..<comments.groups.count
        var place = Int(last.end)
        let start = Int(token.start)
        let bytes = source.bytes
        while place < start, bytes[place] != UInt8(ascii: "#") { place += 1 }
        if place < start { (cursor, groups) = searchGap(upTo: start) }
        var precedent = last.start
        if !ends.isEmpty {
            close(ends, before: token, column: column, cursor: cursor, groups: groups, tokens: &tokens)
            precedent = tokens[ends.upperBound - 1].start
        }
        if let column = opening {
            columns.append(column)
            opening = nil
        }
        beforeLast = last
        last = token
        switch token.kind {
        case .flowSequenceStart, .flowMappingStart: flowLevel += 1
        case .flowSequenceEnd, .flowMappingEnd: flowLevel = max(0, flowLevel - 1)
        case .value, .scalar, .flowEntry:
            // A comment behind these belongs to what stands before them.
            if source[start] == (flowLevel == 0 ? UInt8(ascii: ":") : UInt8(ascii: ",")) { last.lineAnchor = precedent }
            if token.isBlockScalar { searchHeader() }
        default: break
        }
    }

    /// BLOCK-END stands before the comments in the column of its block.
    private mutating func close(
        _ ends: Range<Int>, before token: Anchor, column: Int32, cursor: Int, groups: Range<Int>,
        tokens: inout ContiguousArray<YAMLToken>
    ) {
        let endsDocument: Bool
        var column = column
        switch token.kind {
        case .streamEnd:
            endsDocument = true
            let line = source.startOfLine(before: source.count)
            column = Int32(truncatingIfNeeded: source.characters(in: line..<source.count))
        case .documentStart, .documentEnd, .versionDirective, .tagDirective: endsDocument = true
        default: endsDocument = false
        }
        var place = Int32(truncatingIfNeeded: cursor) - 1
        var isSecondStep = false
        for index in ends {
            let indent = columns.popLast() ?? 0
            if endsDocument, !isSecondStep, indent <= column {
                isSecondStep = true
                place = token.start - 1
            }
            var limit = place
            for group in comments.groups[groups].reversed() {
                if group.end < limit { break }
                if group.column == indent + 1 { place = group.start }
                limit = group.scanStart
            }
            tokens[index].start = place
        }
    }

    /// A comment behind `|` or `>`.
    private mutating func searchHeader() {
        var place = Int(last.start) + 1
        while place < Int(last.end), source.breakLength(at: place) == 0, source[place] != UInt8(ascii: "#") { place += 1 }
        guard place < Int(last.end), source[place] == UInt8(ascii: "#") else { return }
        addGroup(.line, anchor: last.start, from: place)
    }

    private mutating func addGroup(_ kind: YAMLCommentGroup.Kind, anchor: Int32, from place: Int) {
        let line = Int32(truncatingIfNeeded: comments.lines.count)
        addLine(from: place)
        comments.groups.append(YAMLCommentGroup(kind: kind, anchor: anchor, firstLine: line, endLine: line + 1))
    }

    /// Keeps the comment at `place`; its end.
    @discardableResult private mutating func addLine(from place: Int) -> Int {
        let end = source.endOfLine(from: place)
        comments.lines.append(source.text(place + 1..<end))
        return end
    }

    /// Where the parser of yaml.v3 would stand.
    private struct Place {
        var offset: Int
        var line: Int
        var column: Int
        /// Line breaks since the last character that is not blank.
        var breaks: Int
    }

    /// The comments between the last token and `end`. Gives the place where the search for own-line comments began, and the
    /// groups of those.
    private mutating func searchGap(upTo end: Int) -> (Int, Range<Int>) {
        var place = Place(
            offset: Int(last.end), line: Int(last.endLine), column: Int(last.endColumn), breaks: 0)
        var hasLine = true
        switch last.kind {
        case .scalar where last.isPlain: skipBlanks(&place)
        case .scalar where last.isBlockScalar: place.breaks = breaks(before: place.offset, downTo: Int(last.start))
        case .versionDirective, .tagDirective:
            hasLine = false
            leaveDirective(&place)
        case .streamStart, .documentStart, .documentEnd, .blockEntry: hasLine = false
        default: break
        }
        if hasLine, place.breaks == 0 { searchLine(&place) }
        let cursor = place.offset
        let line = place.line
        let first = comments.groups.count
        while place.offset < end {
            if source.isBlank(at: place.offset) {
                place.offset += 1
                place.column += 1
            } else if source[place.offset] == UInt8(ascii: "#") {
                searchRun(&place, cursor: cursor, cursorLine: line)
            } else if !skipBreak(&place) {
                break
            }
        }
        return (cursor, first..<comments.groups.count)
    }

    /// Goes behind a line break.
    private func skipBreak(_ place: inout Place) -> Bool {
        let length = source.breakLength(at: place.offset)
        guard length > 0 else { return false }
        place.offset += length
        place.line += 1
        place.column = 0
        place.breaks += 1
        return true
    }

    private func skipBlanks(_ place: inout Place) {
        while place.offset < source.count {
            if source.isBlank(at: place.offset) {
                place.offset += 1
                place.column += 1
            } else if !skipBreak(&place) {
                return
            }
        }
    }

    /// The line breaks just before a place, blanks between them.
    private func breaks(before end: Int, downTo start: Int) -> Int {
        var number = 0
        var place = end
        while place > start {
            if source.isBlank(at: place - 1) {
                place -= 1
                continue
            }
            let length = source.breakLength(before: place)
            guard length > 0 else { break }
            number += 1
            place -= length
        }
        return number
    }

    /// yaml.v3 drops a comment on the line of a directive; here it is kept, for what follows.
    private mutating func leaveDirective(_ place: inout Place) {
        while source.isBlank(at: place.offset) { place.offset += 1 }
        if source[place.offset] == UInt8(ascii: "#") {
            addGroup(.head, anchor: Int32(truncatingIfNeeded: place.offset), from: place.offset)
        }
        place.offset = source.endOfLine(from: place.offset)
        _ = skipBreak(&place)
    }

    private mutating func searchLine(_ place: inout Place) {
        for ahead in 0..<reach {
            if source.isBlank(at: place.offset + ahead) { continue }
            guard source[place.offset + ahead] == UInt8(ascii: "#") else { return }
            addGroup(.line, anchor: last.lineAnchor, from: place.offset + ahead)
            place.offset = source.endOfLine(from: place.offset + ahead)
            return
        }
    }

    /// Reads a run of own-line comments, the first of which begins at `place`, and cuts it into groups.
    private mutating func searchRun(_ place: inout Place, cursor: Int, cursorLine: Int) {
        let reference = last.kind == .flowEntry ? beforeLast ?? last : last
        let indent = max(columns.last ?? -1, 0)
        var footLine = -1
        if cursorLine > 0 { footLine = place.line - place.breaks + (place.breaks == 0 && place.column > 1 ? 2 : 1) }
        var isNear = place.breaks <= 1
        var isBehindBlank = false
        var line = place.line
        var column = Int32(truncatingIfNeeded: place.column)
        var group = YAMLCommentGroup(
            kind: .foot, anchor: reference.start, scanStart: Int32(truncatingIfNeeded: cursor), firstLine: 0, endLine: 0)
        var isOpen = false
        var startLine = 0
        func cut(at offset: Int, _ comments: inout YAMLComments) {
            group.kind = .foot
            group.end = Int32(truncatingIfNeeded: offset)
            group.endLine = Int32(truncatingIfNeeded: comments.lines.count)
            comments.groups.append(group)
            group.scanStart = group.end
            group.anchor = group.end
            isOpen = false
        }
        var ahead = 0
        while ahead < reach {
            column += 1
            let offset = place.offset + ahead
            if source.isBlank(at: offset) {
                ahead += 1
                continue
            }
            let closesFlow = flowLevel > 0 && (source[offset] == UInt8(ascii: "]") || source[offset] == UInt8(ascii: "}"))
            let isBreak = source.breakLength(at: offset) > 0
            if closesFlow || isBreak || offset >= source.count {
                if isOpen, closesFlow || !isBehindBlank {
                    let isDedented = group.column - 1 < indent
                    if closesFlow || isNear && (startLine == footLine && reference.kind != .value || isDedented) {
                        if isDedented { group.anchor = group.start }
                        cut(at: offset, &comments)
                    } else if offset < source.count {
                        comments.lines.append(.none)
                    }
                }
                if !isBreak { break }
                isNear = false
                isBehindBlank = true
                column = 0
                line += 1
                ahead += 1
                continue
            }
            if isOpen, column - 1 < indent, column != group.column { cut(at: offset, &comments) }
            guard source[offset] == UInt8(ascii: "#") else { break }
            if !isOpen {
                isOpen = true
                group.start = Int32(truncatingIfNeeded: offset)
                group.column = column
                group.firstLine = Int32(truncatingIfNeeded: comments.lines.count)
                startLine = line
            }
            isBehindBlank = false
            while place.offset < offset {
                if !skipBreak(&place) { place.offset += 1 }
            }
            place.offset = addLine(from: offset)
            place.breaks = 0
            // The next turn looks behind the first byte of the line break; so CRLF counts as a blank line.
            ahead = 1
            column = 0
            line = place.line
        }
        guard isOpen else { return }
        group.kind = .head
        group.anchor = group.start
        group.end = Int32(truncatingIfNeeded: place.offset + ahead - 1)
        group.endLine = Int32(truncatingIfNeeded: comments.lines.count)
        comments.groups.append(group)
    }
}
