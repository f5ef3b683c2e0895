internal import DocumentTree

/// The productions of collections, one step at a time: each reads up to the next child.
extension YAMLComposer {
    mutating func step(_ frame: Frame) throws(YAMLError) {
        switch frame.state {
        case .blockSequence: try blockSequence(frame)
        case .plainSequence: try plainSequence(frame)
        case .blockKey: try blockKey(frame)
        case .blockBehindKey: try blockBehindKey(frame)
        case .blockBehindValue:
            moveValueFoot(frame)
            replaceTop(Frame(state: .blockKey, node: frame.node, previousKey: frame.key))
        case .flowSequenceStart, .flowSequence: try flowSequence(frame)
        case .pairBehindKey: try behindKey(frame, .pairBehindValue, end: .flowSequenceEnd)
        case .pairBehindValue:
            moveValueFoot(frame)
            close(frame)
        case .flowMappingStart, .flowMapping: try flowMapping(frame)
        case .flowBehindKey: try behindKey(frame, .flowBehindValue, end: .flowMappingEnd)
        case .flowBehindLoneKey:
            try checkKey(frame.key)
            appendMissing(line: look().line)
            change(frame, .flowBehindValue)
        case .flowBehindValue:
            moveValueFoot(frame)
            replaceTop(Frame(state: .flowMapping, node: frame.node, previousKey: frame.key))
        }
    }

    private mutating func change(_ frame: Frame, _ state: State) {
        var frame = frame
        frame.state = state
        replaceTop(frame)
    }

    /// The next node of the array is a key.
    private mutating func expectKey(_ frame: Frame, _ state: State) {
        var frame = frame
        frame.state = state
        frame.key = tree.nodes.count
        replaceTop(frame)
    }

    private mutating func blockSequence(_ frame: Frame) throws(YAMLError) {
        var token = look()
        switch token.kind {
        case .blockEntry:
            let last = lastPendingHead
            skip()
            splitStem(last)
            token = look()
            if token.kind == .blockEntry || token.kind == .blockEnd {
                appendMissing(line: token.line)
            } else {
                try node(isBlock: true, allowsPlainSequence: false)
            }
        case .blockEnd:
            skip()
            close(frame)
        default: throw malformed(token, "did not find expected '-' indicator")
        }
    }

    /// A list whose dashes stand in the column of its key.
    private mutating func plainSequence(_ frame: Frame) throws(YAMLError) {
        guard look().kind == .blockEntry else { return close(frame) }
        let last = lastPendingHead
        skip()
        splitStem(last)
        let token = look()
        switch token.kind {
        case .blockEntry, .key, .value, .blockEnd: appendMissing(line: token.line)
        default: try node(isBlock: true, allowsPlainSequence: false)
        }
    }

    private mutating func blockKey(_ frame: Frame) throws(YAMLError) {
        let token = look()
        switch token.kind {
        case .key:
            skip()
            expectKey(frame, .blockBehindKey)
            try blockContent()
        case .blockEnd:
            closeBlockMapping(frame)
            skip()
        default: throw malformed(token, "did not find expected key")
        }
    }

    private mutating func blockContent() throws(YAMLError) {
        let token = look()
        switch token.kind {
        case .key, .value, .blockEnd: appendMissing(line: token.line)
        default: try node(isBlock: true, allowsPlainSequence: true)
        }
    }

    private mutating func blockBehindKey(_ frame: Frame) throws(YAMLError) {
        try checkKey(frame.key)
        moveKeyFoot(frame)
        change(frame, .blockBehindValue)
        let token = look()
        guard token.kind == .value else { return appendMissing(line: token.line) }
        skip()
        try blockContent()
    }

    private mutating func flowSequence(_ frame: Frame) throws(YAMLError) {
        var token = look()
        if token.kind != .flowSequenceEnd {
            if frame.state == .flowSequence {
                guard token.kind == .flowEntry else { throw malformed(token, "did not find expected ',' or ']'") }
                skip()
                token = look()
            }
            if token.kind == .key {
                change(frame, .flowSequence)
                skip()
                return try pairKey(line: token.line)
            } else if token.kind != .flowSequenceEnd {
                change(frame, .flowSequence)
                return try node(isBlock: false, allowsPlainSequence: false)
            }
        }
        closeFlow(frame)
    }

    /// `[a: b]`, a mapping of one item.
    private mutating func pairKey(line: Int32) throws(YAMLError) {
        beginPair(line: line)
        let token = look()
        switch token.kind {
        case .value, .flowEntry, .flowSequenceEnd:
            // libyaml's parser, and yaml.v3 after it, skip the token here; so it is an error later on.
            skip()
            appendMissing(line: token.line)
        default: try node(isBlock: false, allowsPlainSequence: false)
        }
    }

    private mutating func behindKey(_ frame: Frame, _ state: State, end: YAMLTokenKind) throws(YAMLError) {
        try checkKey(frame.key)
        change(frame, state)
        var token = look()
        guard token.kind == .value else { return appendMissing(line: token.line) }
        skip()
        token = look()
        if token.kind == .flowEntry || token.kind == end {
            appendMissing(line: token.line)
        } else {
            try node(isBlock: false, allowsPlainSequence: false)
        }
    }

    private mutating func flowMapping(_ frame: Frame) throws(YAMLError) {
        var token = look()
        if token.kind != .flowMappingEnd {
            if frame.state == .flowMapping {
                guard token.kind == .flowEntry else { throw malformed(token, "did not find expected ',' or '}'") }
                skip()
                token = look()
            }
            if token.kind == .key {
                expectKey(frame, .flowBehindKey)
                skip()
                token = look()
                switch token.kind {
                case .value, .flowEntry, .flowMappingEnd: return appendMissing(line: token.line)
                default: return try node(isBlock: false, allowsPlainSequence: false)
                }
            } else if token.kind != .flowMappingEnd {
                expectKey(frame, .flowBehindLoneKey)
                return try node(isBlock: false, allowsPlainSequence: false)
            }
        }
        closeFlow(frame)
    }
}
