internal import CLibYAML
internal import DocumentTree
internal import SecretMemory

/// Takes libyaml's tokens into one flat array, with the comments between them.
struct YAMLTokenReader {
    let source: YAMLSource
    private(set) var tokens: ContiguousArray<YAMLToken> = []
    private var finder: YAMLCommentFinder
    private var directives = YAMLTagDirectives()
    private var places: YAMLCharacterIndex
    /// BLOCK-ENDs whose place is open.
    private var firstEnd: Int?
    /// yaml.v3's, for blocks and for brackets.
    static let depthLimit = 10_000

    /// Reads a text, with remedies where libyaml refuses what yaml.v3 takes.
    static func reader(of source: YAMLSource) throws(YAMLError) -> YAMLTokenReader {
        var remedy = YAMLRemedy(source: source)
        while true {
            var reader = YAMLTokenReader(source: remedy.source)
            guard let failure = try reader.read() else { return reader }
            guard remedy.apply(to: failure) else {
                throw .malformed(line: failure.line + 1, column: failure.column + 1, reason: failure.problem)
            }
        }
    }

    private init(source: YAMLSource) {
        self.source = source
        finder = YAMLCommentFinder(source: source)
        places = YAMLCharacterIndex(text: source.scanned, count: source.count, isASCII: source.isASCII)
    }

    var comments: YAMLComments { finder.comments }

    private mutating func read() throws(YAMLError) -> YAMLScanner.Failure? {
        guard let scanner = YAMLScanner(text: UnsafeBufferPointer(start: source.scanned, count: source.count)) else {
            throw .malformed(line: 1, column: 1, reason: "no memory for the YAML reader")
        }
        tokens.reserveCapacity(min(source.count / 16, 1 << 20))
        while true {
            guard scanner.advance() else { return scanner.failure(in: source) }
            if let failure = try take(scanner) { return failure }
            if scanner.token.pointee.type == YAML_STREAM_END_TOKEN { return nil }
        }
    }

    /// Takes the scanner's token; a failure where yaml.v3 reads it otherwise than libyaml.
    private mutating func take(_ scanner: borrowing YAMLScanner) throws(YAMLError) -> YAMLScanner.Failure? {
        let raw = scanner.token
        guard let kind = YAMLTokenKind(rawValue: UInt8(truncatingIfNeeded: raw.pointee.type.rawValue)) else {
            return scanner.failure(in: source)
        }
        let mark = raw.pointee.start_mark
        let start = places.offset(of: mark.index)
        var token = YAMLToken(
            start: Int32(truncatingIfNeeded: start), line: Int32(truncatingIfNeeded: mark.line),
            column: Int32(truncatingIfNeeded: mark.column), kind: kind)
        switch kind {
        case .blockEnd:
            if firstEnd == nil { firstEnd = tokens.count }
            tokens.append(token)
            return nil
        case .blockMappingStart, .blockSequenceStart:
            finder.open(column: token.column)
            tokens.append(token)
            return nil
        case .key where raw.pointee.end_mark.index == mark.index:
            tokens.append(token)
            return nil
        default: break
        }
        var endMark = raw.pointee.end_mark
        let isBlockScalar = kind == .scalar && raw.pointee.data.scalar.style.rawValue > YAML_DOUBLE_QUOTED_SCALAR_STYLE.rawValue
        // libyaml looks no further than a block scalar; its own end mark is that of the text.
        if isBlockScalar { endMark = scanner.mark }
        let end = max(start, places.offset(of: endMark.index))
        if let reason = try fill(&token, from: raw, range: start..<end) {
            return YAMLScanner.Failure(
                problem: reason, context: "", offset: end, contextOffset: start, line: mark.line, column: mark.column)
        }
        let endOfBlocks = tokens.count
        finder.meet(
            YAMLCommentFinder.Anchor(
                kind: kind, isPlain: token.isPlain, isBlockScalar: isBlockScalar, start: token.start,
                end: Int32(truncatingIfNeeded: end), endLine: Int32(truncatingIfNeeded: endMark.line),
                endColumn: Int32(truncatingIfNeeded: endMark.column), lineAnchor: token.start),
            column: token.column, ends: endsBefore(endOfBlocks), tokens: &tokens)
        if finder.flowLevel > Self.depthLimit || finder.blockDepth > Self.depthLimit {
            throw .nestingTooDeep(line: mark.line + 1)
        }
        tokens.append(token)
        return nil
    }

    /// The BLOCK-ENDs just before a token; zero-width openings may follow them.
    private mutating func endsBefore(_ end: Int) -> Range<Int> {
        guard let first = firstEnd else { return end..<end }
        firstEnd = nil
        var last = first
        while last < end, tokens[last].kind == .blockEnd { last += 1 }
        return first..<last
    }

    /// What a token says. A reason when yaml.v3 refuses it.
    private mutating func fill(
        _ token: inout YAMLToken, from raw: UnsafePointer<yaml_token_t>, range: Range<Int>
    ) throws(YAMLError) -> String? {
        switch token.kind {
        case .scalar: return fillScalar(&token, from: raw, range: range)
        case .alias, .anchor: token.text = source.text(min(range.lowerBound + 1, range.upperBound)..<range.upperBound)
        case .tag:
            // yaml.v3 counts these among the characters of a tag; libyaml ends it there.
            if [UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]")].contains(source[range.upperBound]),
                source.scanned[range.upperBound] == source[range.upperBound]
            {
                return YAMLRemedy.tagEnd
            }
            let tag = raw.pointee.data.tag
            guard let resolved = directives.tag(handle: Self.bytes(tag.handle), suffix: Self.bytes(tag.suffix)) else {
                return "found undefined tag handle"
            }
            token.tag = YAMLTag(resolved: resolved)
        case .versionDirective:
            let version = raw.pointee.data.version_directive
            guard version.major == 1, version.minor == 1 else { return "found incompatible YAML document" }
            guard directives.addVersion() else { return "found duplicate %YAML directive" }
        case .tagDirective:
            let tag = raw.pointee.data.tag_directive
            guard directives.add(handle: Self.bytes(tag.handle), prefix: Self.bytes(tag.prefix)) else {
                return "found duplicate %TAG directive"
            }
        case .documentStart: directives.begin()
        default: break
        }
        return nil
    }

    private static func bytes(_ text: UnsafeMutablePointer<yaml_char_t>?) -> [UInt8] {
        guard let text else { return [] }
        return Array(UnsafeBufferPointer(start: text, count: strlen(text)))
    }

    private mutating func fillScalar(
        _ token: inout YAMLToken, from raw: UnsafePointer<yaml_token_t>, range: Range<Int>
    ) -> String? {
        let scalar = raw.pointee.data.scalar
        guard let value = scalar.value else { return "the scalar has no text" }
        let style = scalar.style
        token.isPlain = style == YAML_PLAIN_SCALAR_STYLE
        if token.isPlain, finder.flowLevel > 0, range.contains(where: { source[$0] == UInt8(ascii: "?") }) {
            return "did not find expected ',' or ']'"
        }
        let inner = token.isPlain ? range : range.lowerBound + 1..<max(range.lowerBound + 1, range.upperBound - 1)
        let isDouble = style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
        if inner.count == scalar.length, memcmp(source.scanned + inner.lowerBound, value, scalar.length) == 0,
            !(isDouble && source.isPatched)
        {
            token.text = source.text(inner)
            return nil
        }
        if isDouble, hasEscapedSlash(in: inner) { return "found unknown escape character" }
        let room = source.arena.allocate(count: scalar.length)
        room.copyMemory(from: UnsafeRawBufferPointer(start: value, count: scalar.length))
        token.text = TreeText(UnsafeRawBufferPointer(room))
        if source.isPatched { token.text = YAMLRemedy.restored(room, of: source, end: range.upperBound) }
        return nil
    }

    /// `\/`, which libyaml takes from JSON.
    private func hasEscapedSlash(in range: Range<Int>) -> Bool {
        var place = range.lowerBound
        while place < range.upperBound {
            guard source[place] == UInt8(ascii: "\\") else {
                place += 1
                continue
            }
            if source[place + 1] == UInt8(ascii: "/") { return true }
            place += 2
        }
        return false
    }
}
