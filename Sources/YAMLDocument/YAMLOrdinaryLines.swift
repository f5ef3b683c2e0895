internal import DocumentTree
internal import SecretMemory

/// Reads the beginning of a document as far as its lines are `key: value` or `key:` and nothing else: plain scalars on
/// one line, block mappings, no comments. Most of what sops writes is such, and is read many times faster than by
/// tokens. Where anything else stands, the rest is left to the reader of tokens, from the root's item that holds it on.
struct YAMLOrdinaryLines {
    private struct Level {
        var column: Int
        var names = NameTable()
    }

    private let text: TreeText
    private let base: UnsafePointer<UInt8>
    private var offset: Int
    /// One for each open mapping; those behind ``depth`` are kept for their memory.
    private var levels: ContiguousArray<Level> = []
    private var depth = 0
    /// A key whose value has not been met; null when nothing deeper follows.
    private var pending: TreeText?
    /// Where the root's last item begins, in the text and in the tree.
    private var lastItem: (offset: Int, node: Int)?

    // libyaml's simple keys have 1024 characters at most; deep mappings are no ordinary document.
    private static let longestKey = 256
    private static let deepest = 64

    /// Where the rest begins, at the line of one of the root's items, or the text's length when all of it was read; nil, and
    /// an unchanged tree, when nothing was. A key that stands twice in a mapping is left to the other reader's error.
    static func read(_ text: TreeText, into tree: inout DocumentTree) -> Int? {
        guard let base = text.start, text.count < Int(Int32.max) else { return nil }
        var lines = YAMLOrdinaryLines(text: text, base: base)
        guard lines.begins() else { return nil }
        tree.reserve(forTextOf: text.count)
        tree.openDocument()
        let isWhole = lines.readAll(into: &tree)
        if isWhole {
            lines.closePending(into: &tree)
            while lines.depth > 1 { lines.leave(&tree) }
            tree.close()
            return text.count
        }
        guard let (offset, node) = lines.lastItem, node > 1, !lines.areOtherDocumentsBehind else {
            tree = DocumentTree(arena: tree.arena)
            return nil
        }
        tree.takeBack(from: node)
        tree.close()
        return offset
    }

    private init(text: TreeText, base: UnsafePointer<UInt8>) {
        self.text = text
        self.base = base
        offset = text.count >= 4 && text.hasPrefix("---\n") ? 4 : 0
    }

    // Cheap, since most that is no such document shows it here.
    private func begins() -> Bool { offset < text.count && Self.beginsKey(base[offset]) }

    /// True when a line from ``offset`` on may end the document.
    private var areOtherDocumentsBehind: Bool {
        var line = offset
        while true {
            let rest = text[line..<text.count]
            if rest.hasPrefix("---") || rest.hasPrefix("...") { return true }
            guard let end = text.firstOffset(of: 0x0A, from: line), end + 1 < text.count else { return false }
            line = end + 1
        }
    }

    /// False at the first line that is not ordinary.
    private mutating func readAll(into tree: inout DocumentTree) -> Bool {
        while offset < text.count {
            let start = offset
            let end = text.firstOffset(of: 0x0A, from: start) ?? text.count
            if end > start, !readLine(start, end, into: &tree) { return false }
            offset = min(end + 1, text.count)
        }
        return true
    }

    private mutating func readLine(_ start: Int, _ end: Int, into tree: inout DocumentTree) -> Bool {
        var keyStart = start
        while keyStart < end, base[keyStart] == 0x20 { keyStart += 1 }
        guard keyStart < end, Self.beginsKey(base[keyStart]) else { return false }
        var keyEnd = keyStart + 1
        while keyEnd < end, Self.continuesKey(base[keyEnd]) { keyEnd += 1 }
        guard keyEnd < end, base[keyEnd] == UInt8(ascii: ":"), keyEnd - keyStart <= Self.longestKey else { return false }
        let key = TreeText(start: base + keyStart, count: keyEnd - keyStart)
        guard YAMLScalar.plain(key, allowsTime: true, arena: tree.arena).kind == .string else { return false }
        var valueStart = keyEnd + 1
        while valueStart < end, base[valueStart] == 0x20 { valueStart += 1 }
        let value = TreeText(start: base + valueStart, count: end - valueStart)
        guard value.isEmpty ? valueStart == keyEnd + 1 : valueStart > keyEnd + 1 && Self.isOrdinary(value) else { return false }
        guard enter(column: keyStart - start, into: &tree) else { return false }
        if depth == 1 { lastItem = (start, tree.nodes.count) }
        guard levels[depth - 1].names.place(of: key) == nil else {
            lastItem = nil
            return false
        }
        if value.isEmpty {
            pending = key
        } else {
            let scalar = YAMLScalar.plain(value, allowsTime: true, arena: tree.arena)
            tree.append(scalar.kind, scalar.text, key: key, keyKind: .string)
        }
        return true
    }

    /// Opens or closes mappings, so that a key in this column is one of the innermost.
    private mutating func enter(column: Int, into tree: inout DocumentTree) -> Bool {
        if depth == 0 {
            guard column == 0 else { return false }
            push(column: 0)
            return true
        }
        let current = levels[depth - 1].column
        if column == current {
            closePending(into: &tree)
            return true
        }
        if column > current {
            // Behind a value, it would continue that.
            guard let key = pending, depth < Self.deepest else { return false }
            tree.openContainer(.branch, key: key, keyKind: .string)
            pending = nil
            push(column: column)
            return true
        }
        closePending(into: &tree)
        while depth > 1, levels[depth - 1].column > column { leave(&tree) }
        return levels[depth - 1].column == column
    }

    private mutating func push(column: Int) {
        if depth == levels.count { levels.append(Level(column: column)) } else {
            levels[depth].column = column
            levels[depth].names.removeAll()
        }
        depth += 1
    }

    private mutating func leave(_ tree: inout DocumentTree) {
        tree.close()
        depth -= 1
    }

    private mutating func closePending(into tree: inout DocumentTree) {
        guard let key = pending else { return }
        tree.append(.null, .none, key: key, keyKind: .string)
        pending = nil
    }

    // MARK: Characters

    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    @inline(__always)
    private static func beginsKey(_ byte: UInt8) -> Bool { isLetter(byte) || byte == UInt8(ascii: "_") }

    @inline(__always)
    private static func continuesKey(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "/")
    }

    /// A plain scalar of one line: printable ASCII that begins no other style, ends no key, begins no comment.
    @inline(__always)
    private static func isOrdinary(_ value: TreeText) -> Bool {
        guard let start = value.start, value.count > 0 else { return false }
        let (count, first, last) = (value.count, start[0], start[value.count - 1])
        let begins = isLetter(first) || isDigit(first) || first == UInt8(ascii: "/") || first == UInt8(ascii: "_")
            || first == UInt8(ascii: "+") || first == UInt8(ascii: ".") || first == UInt8(ascii: "$")
            || first == UInt8(ascii: "-") && count > 1 && isDigit(start[1])
        guard begins, last != 0x20, last != UInt8(ascii: ":") else { return false }
        // Without branches, so that it goes many bytes at a time.
        var odd: UInt8 = 0
        for index in 0..<count {
            let byte = start[index]
            odd |= byte &- 0x20 > 0x5E ? 1 : 0
            odd |= byte == UInt8(ascii: "#") ? 1 : 0
        }
        for index in 0..<(count - 1) {
            odd |= (start[index] == UInt8(ascii: ":") ? 1 : 0) & (start[index + 1] == 0x20 ? 1 : 0)
        }
        return odd == 0
    }
}
