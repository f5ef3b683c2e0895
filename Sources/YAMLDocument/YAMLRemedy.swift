internal import DocumentTree

/// Makes libyaml read what yaml.v3 3.0.4 reads: the scanner gets other bytes where it stumbles, and scans again. Every
/// change keeps the length, and the author's bytes are put back into the scalars.
struct YAMLRemedy {
    private(set) var source: YAMLSource
    /// Bytes that may be scanned again; many stumbles in a large file are not worth the time.
    private var budget = 1 << 28
    /// The reason that ``YAMLTokenReader`` gives for a tag that goes on.
    static let tagEnd = "did not find expected whitespace or line break"

    init(source: YAMLSource) {
        self.source = source
        hideOrderMarks()
    }

    /// Changes the text so that the scanner comes further. False when sops refuses the text also.
    mutating func apply(to failure: YAMLScanner.Failure) -> Bool {
        let offset = failure.offset
        budget -= offset + 1024
        guard budget > 0, offset < source.count else { return false }
        switch failure.problem {
        case "found unknown escape character": return replaceQuotes(from: offset)
        case "found unexpected ':'":
            guard source[offset] == UInt8(ascii: ":") else { return false }
            source.patch([UInt8(ascii: "x")], at: offset)
            return true
        case "found character that cannot start any token": return replaceTabs(from: offset)
        case Self.tagEnd: return extendTag(from: failure.contextOffset, to: offset)
        default: return false
        }
    }

    // MARK: U+FEFF

    /// libyaml skips U+FEFF at the start of any line; yaml.v3 takes it as a character.
    private mutating func hideOrderMarks() {
        guard !source.isASCII else { return }
        var place = 0
        while place + 2 < source.count {
            if source[place] == 0xEF, source[place + 1] == 0xBB, source[place + 2] == 0xBF, place > 0,
                source.breakLength(before: place) > 0
            {
                if source.orderMark.isEmpty {
                    guard let mark = unused(lead: [0xEE], from: 0x80) else { return }
                    source.orderMark = mark
                }
                source.patch(source.orderMark, at: place)
            }
            place += 1
        }
    }

    /// A character that the text doesn't have.
    private func unused(lead: [UInt8], from first: UInt8) -> [UInt8]? {
        // U+E000 to U+E03F, or U+0780 to U+07BF.
        for last in first..<0xC0 {
            let mark = lead.count == 1 && lead[0] == 0xEE ? [0xEE, 0x80, last] : lead + [last]
            var place = 0
            var isFound = false
            while !isFound, place + mark.count <= source.count {
                isFound = mark.indices.allSatisfy { source[place + $0] == mark[$0] }
                place += 1
            }
            if !isFound { return mark }
        }
        return nil
    }

    // MARK: Escapes

    /// `\'` in double quotes, from the one at `offset` to the end of the scalar.
    private mutating func replaceQuotes(from offset: Int) -> Bool {
        guard source[offset] == UInt8(ascii: "\\"), source[offset + 1] == UInt8(ascii: "'") else { return false }
        if source.quoteMark.isEmpty {
            guard let mark = unused(lead: [0xDE], from: 0x80) else { return false }
            source.quoteMark = mark
        }
        var place = offset
        while place < source.count, source[place] != UInt8(ascii: "\"") {
            guard source[place] == UInt8(ascii: "\\") else {
                place += 1
                continue
            }
            if source[place + 1] == UInt8(ascii: "'") { source.patch(source.quoteMark, at: place) }
            place += 2
        }
        return true
    }

    // MARK: TABs

    /// A TAB before a comment: yaml.v3 passes over it where a run of comments goes on, and on the line of a `?` or a `:`.
    private mutating func replaceTabs(from offset: Int) -> Bool {
        guard source[offset] == 0x09 else { return false }
        let isOnLine = followsIndicator(offset)
        guard isOnLine || followsComment(offset) else { return false }
        var place = offset
        while place < source.count, place - offset < 512 {
            if source.isBlank(at: place) {
                place += 1
            } else {
                let length = source.breakLength(at: place)
                guard length > 0, !isOnLine else { break }
                place += length
            }
        }
        guard source[place] == UInt8(ascii: "#") else { return false }
        for tab in offset..<place where source[tab] == 0x09 { source.patch([0x20], at: tab) }
        return true
    }

    /// True when nothing but blanks stand between a `?` or a `:` and `offset`.
    private func followsIndicator(_ offset: Int) -> Bool {
        var place = offset
        while place > 0, source.isBlank(at: place - 1) { place -= 1 }
        return place > 0 && (source[place - 1] == UInt8(ascii: "?") || source[place - 1] == UInt8(ascii: ":"))
    }

    /// True when nothing but blanks stand between `offset` and a comment that begins or continues a run.
    private func followsComment(_ offset: Int) -> Bool {
        var line = source.startOfLine(before: offset)
        guard (line..<offset).allSatisfy({ source.isBlank(at: $0) }) else { return false }
        while line > 0 {
            let end = line - source.breakLength(before: line)
            line = source.startOfLine(before: end)
            var place = line
            while place < end, source.isBlank(at: place) { place += 1 }
            if place == end { continue }
            if place == line, end - place > 3, source.isBlank(at: place + 3) {
                let mark = source.text(place..<place + 3)
                if mark.equals("---") || mark.equals("...") { place += 3 }
            }
            while place < end, source.isBlank(at: place) || source[place] == UInt8(ascii: "-") && source.isBlank(at: place + 1) {
                place += 1
            }
            return place < end && source[place] == UInt8(ascii: "#")
        }
        return false
    }

    // MARK: Tags

    /// `,`, `[` and `]` in a tag that is not written `!<…>`.
    private mutating func extendTag(from start: Int, to offset: Int) -> Bool {
        guard source[start] == UInt8(ascii: "!"), source[start + 1] != UInt8(ascii: "<") else { return false }
        var place = offset
        while [UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]")].contains(source[place]), place < source.count {
            source.patch([UInt8(ascii: "_")], at: place)
            place += 1
        }
        return place > offset
    }

    // MARK: Putting back

    /// The author's text of a scalar that the scanner read from changed bytes; `end` is where the scalar ends in the source.
    static func restored(_ room: UnsafeMutableRawBufferPointer, of source: YAMLSource, end: Int) -> TreeText {
        var length = 0
        var place = 0
        func stands(_ mark: [UInt8]) -> Bool {
            !mark.isEmpty && place + mark.count <= room.count && mark.indices.allSatisfy { room[place + $0] == mark[$0] }
        }
        while place < room.count {
            if stands(source.quoteMark) {
                room[length] = UInt8(ascii: "'")
                place += source.quoteMark.count
                length += 1
            } else if stands(source.orderMark) {
                for byte in [0xEF, 0xBB, 0xBF] as [UInt8] {
                    room[length] = byte
                    length += 1
                }
                place += 3
            } else {
                room[length] = room[place]
                place += 1
                length += 1
            }
        }
        // A colon can be changed at the end of a plain scalar only.
        if length > 0, end > 0, source[end - 1] == UInt8(ascii: ":"), source.scanned[end - 1] == UInt8(ascii: "x") {
            room[length - 1] = UInt8(ascii: ":")
        }
        return TreeText(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<length]))
    }
}
