internal import DocumentTree

/// One pass over a JSON text. What is open is kept on a list of its own, so that depth costs no stack.
struct JSONReading {
    private struct Open {
        let offset: Int
        let isBranch: Bool
    }

    private let start: UnsafePointer<UInt8>
    private let count: Int
    private let integersAsIntegers: Bool
    private var at = 0
    private var open: [Open] = []

    init(start: UnsafePointer<UInt8>, count: Int, integersAsIntegers: Bool) {
        self.start = start
        self.count = count
        self.integersAsIntegers = integersAsIntegers
    }

    mutating func readDocument(into tree: inout DocumentTree) throws(JSONError) {
        skipBlanks()
        guard at < count else { throw .empty }
        guard start[at] == UInt8(ascii: "{") else { throw topLevelError }
        open.append(Open(offset: at, isBranch: true))
        tree.openDocument()
        at += 1
        try readMembers(into: &tree)
        skipBlanks()
        guard at == count else { throw .textAfterEnd(place(at)) }
    }

    /// Reads from behind the outermost `{` to behind its `}`.
    private mutating func readMembers(into tree: inout DocumentTree) throws(JSONError) {
        var isFirst = true
        while let container = open.last {
            var byte = try nextByte()
            if byte == (container.isBranch ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                at += 1
                open.removeLast()
                tree.close()
                isFirst = false
                continue
            }
            if !isFirst {
                guard byte == UInt8(ascii: ",") else {
                    throw fault(container.isBranch ? .expectedCommaOrObjectEnd : .expectedCommaOrArrayEnd)
                }
                at += 1
                byte = try nextByte()
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { throw fault(.trailingComma) }
            }
            var key = TreeText.none
            if container.isBranch {
                guard byte == UInt8(ascii: "\"") else { throw fault(isFirst ? .expectedKeyOrEnd : .expectedKey) }
                key = try readString(in: tree)
                guard try nextByte() == UInt8(ascii: ":") else { throw fault(.expectedColon) }
                at += 1
                byte = try nextByte()
            }
            guard tree.nodes.count < DocumentTree.nodeLimit else { throw .tooLarge }
            isFirst = try readValue(
                byte, key: key, keyKind: container.isBranch ? .string : .none,
                isFirst: isFirst && !container.isBranch, into: &tree)
        }
    }

    /// Reads the value that begins with `byte`, or only its opening bracket: then true.
    private mutating func readValue(
        _ byte: UInt8, key: TreeText, keyKind: KeyKind, isFirst: Bool, into tree: inout DocumentTree
    ) throws(JSONError) -> Bool {
        switch byte {
        case UInt8(ascii: "\""): tree.append(.string, try readString(in: tree), key: key, keyKind: keyKind)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < JSONReader.depthLimit else { throw .tooDeep(place(at)) }
            let isBranch = byte == UInt8(ascii: "{")
            open.append(Open(offset: at, isBranch: isBranch))
            tree.openContainer(isBranch ? .branch : .list, key: key, keyKind: keyKind)
            at += 1
            return true
        case UInt8(ascii: "t"):
            try readWord("true", isFirst)
            tree.append(.boolean, .constant("True"), key: key, keyKind: keyKind)
        case UInt8(ascii: "f"):
            try readWord("false", isFirst)
            tree.append(.boolean, .constant("False"), key: key, keyKind: keyKind)
        case UInt8(ascii: "n"):
            try readWord("null", isFirst)
            tree.append(.null, .none, key: key, keyKind: keyKind)
        case UInt8(ascii: "-"), 0x30...0x39: try readNumber(key: key, keyKind: keyKind, into: &tree)
        default: throw fault(isFirst ? .expectedValueOrEnd : .expectedValue)
        }
        return false
    }

    private mutating func readWord(_ word: StaticString, _ isFirst: Bool) throws(JSONError) {
        let begin = at
        for index in 0..<word.utf8CodeUnitCount {
            guard at < count else { throw cutOff }
            guard start[at] == word.utf8Start[index] else {
                at = begin
                throw fault(isFirst ? .expectedValueOrEnd : .expectedValue)
            }
            at += 1
        }
    }

    private mutating func readNumber(key: TreeText, keyKind: KeyKind, into tree: inout DocumentTree) throws(JSONError) {
        let begin = at
        if start[at] == UInt8(ascii: "-") { at += 1 }
        let first = at
        try skipDigits()
        if start[first] == 0x30, at - first > 1 {
            at = first
            throw fault(.leadingZero)
        }
        var isPlainInteger = true
        if at < count, start[at] == UInt8(ascii: ".") {
            isPlainInteger = false
            at += 1
            try skipDigits()
        }
        if at < count, start[at] | 0x20 == UInt8(ascii: "e") {
            isPlainInteger = false
            at += 1
            if at < count, start[at] == UInt8(ascii: "+") || start[at] == UInt8(ascii: "-") { at += 1 }
            try skipDigits()
        }
        let text = TreeText(start: start + begin, count: at - begin)
        let isInRange = JSONNumber.append(
            text, isPlainInteger: isPlainInteger, integersAsIntegers: integersAsIntegers, key: key, keyKind: keyKind,
            to: &tree)
        guard isInRange else { throw .numberOutOfRange(place(begin)) }
    }

    /// One digit or more.
    private mutating func skipDigits() throws(JSONError) {
        let begin = at
        while at < count, (0x30...0x39).contains(start[at]) { at += 1 }
        guard at < count || at > begin else { throw cutOff }
        guard at > begin else { throw fault(.badNumber) }
    }

    /// Reads the string whose quote is at hand.
    private mutating func readString(in tree: borrowing DocumentTree) throws(JSONError) -> TreeText {
        let begin = at + 1
        var hasEscape = false
        var replaced = 0
        at = begin
        while true {
            at = ByteScan.pastPlainSource(start, from: at, to: count)
            guard at < count else { throw cutOff }
            switch start[at] {
            case UInt8(ascii: "\""):
                let raw = UnsafeBufferPointer(start: start + begin, count: at - begin)
                at += 1
                guard hasEscape || replaced > 0 else { return TreeText(UnsafeRawBufferPointer(raw)) }
                return JSONStringDecoding.decode(raw, replaced: replaced, in: tree.arena)
            case UInt8(ascii: "\\"):
                hasEscape = true
                try skipEscape()
            case 0x80...:
                // Such bytes come in runs.
                repeat {
                    let length = ByteScan.characterLength(start, at: at, to: count)
                    if length == 0 { replaced += 1 }
                    at += max(length, 1)
                } while at < count && start[at] >= 0x80
            default: throw fault(.controlCharacter)
            }
        }
    }

    private mutating func skipEscape() throws(JSONError) {
        guard at + 1 < count else { throw cutOff }
        switch start[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
        case UInt8(ascii: "u"):
            for offset in 2..<6 {
                guard at + offset < count else { throw cutOff }
                guard JSONStringDecoding.digit(start[at + offset]) != nil else { throw fault(.badEscape) }
            }
            at += 6
        default: throw fault(.badEscape)
        }
    }

    private mutating func skipBlanks() {
        while at < count {
            switch start[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: return
            }
        }
    }

    /// The next byte that is no blank, inside of a container.
    private mutating func nextByte() throws(JSONError) -> UInt8 {
        skipBlanks()
        guard at < count else { throw cutOff }
        return start[at]
    }

    private func place(_ offset: Int) -> JSONPlace { JSONPlace(of: offset, in: start) }

    private var cutOff: JSONError { .cutOff(place(count), opened: place(open.last?.offset ?? 0)) }

    /// The fault at hand, or the better name that the byte there gives it.
    private func fault(_ fault: JSONFault) -> JSONError {
        switch (fault, start[at]) {
        case (.controlCharacter, _), (.badEscape, _), (.leadingZero, _), (.badNumber, _), (.trailingComma, _): break
        case (_, UInt8(ascii: "/")), (_, UInt8(ascii: "#")): return .malformed(place(at), .comment)
        case (_, UInt8(ascii: "'")): return .malformed(place(at), .singleQuotes)
        default: break
        }
        return .malformed(place(at), fault)
    }

    private var topLevelError: JSONError {
        switch start[at] {
        case UInt8(ascii: "["): .topLevelIsNoObject(found: "an array")
        case UInt8(ascii: "\""): .topLevelIsNoObject(found: "a string")
        case UInt8(ascii: "-"), 0x30...0x39: .topLevelIsNoObject(found: "a number")
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .topLevelIsNoObject(found: "a boolean")
        case UInt8(ascii: "n"): .topLevelIsNoObject(found: "null")
        default: fault(.expectedValue)
        }
    }
}
