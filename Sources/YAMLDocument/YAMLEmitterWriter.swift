internal import DocumentTree
internal import SecretMemory

/// Writes tokens, and knows as much of the place in the line as the layout of the next one depends on: the counterpart of
/// the state that `emitterc.go` of yaml.v3 3.0.4 keeps.
struct YAMLEmitterWriter: ~Copyable {
    private var output: SecretBuilder
    /// Spaces for one more level, 2 ... 9.
    let step: Int
    /// The column at which the open container's children stand; −1 outside of any.
    var indent = -1
    /// Characters in the line; kept up only while ``isIndention`` holds, where it matters.
    private var column = 0
    /// Nothing is in the line but blanks and the marks `-`, `?`, `:` of block collections.
    private var isIndention = true
    /// No blank is needed before the next token.
    private var isBlank = true
    /// The column of the last comment, if it was one behind a value: the next thing in that column is kept apart from it
    /// by an empty line, or else it would be read as the comment's owner.
    private var footIndent = -1
    /// The last thing written is a block scalar that keeps all empty lines behind it.
    private var isOpenEnded = false

    init(into output: consuming SecretBuilder, indent: Int) {
        self.output = output
        // yaml.v3 takes 2 for what it can't write as the digit of a block scalar.
        step = indent == 0 ? 4 : (2...9).contains(indent) ? indent : 2
    }

    consuming func finish() -> SecretBuilder { output }

    // MARK: - Layout

    mutating func lineBreak() {
        output.append(UInt8(ascii: "\n"))
        column = 0
        isIndention = true
    }

    /// Goes to the column of the open container's children, in a new line if need be.
    mutating func toIndent() {
        let target = max(indent, 0)
        if !isIndention || column > target || column == target && !isBlank { lineBreak() }
        if footIndent == target { lineBreak() }
        pad(to: target)
        isBlank = true
        footIndent = -1
    }

    private mutating func pad(to target: Int) {
        let spaces: StaticString = "                                                                "
        while column < target {
            let count = min(target - column, spaces.utf8CodeUnitCount)
            output.append(UnsafeRawBufferPointer(start: spaces.utf8Start, count: count))
            column += count
        }
    }

    private mutating func separate() {
        if !isBlank {
            output.append(UInt8(ascii: " "))
            column += 1
        }
    }

    /// `-`, `?`, or the `:` that begins a line: what stands behind it may begin a block of its own.
    mutating func blockMark(_ mark: UInt8) {
        separate()
        output.append(mark)
        column += 1
        isBlank = false
        isOpenEnded = false
    }

    /// The `:` behind a simple key.
    mutating func valueMark() {
        output.append(UInt8(ascii: ":"))
        isBlank = false
        isIndention = false
    }

    /// Text that is written as it is.
    mutating func token(_ text: UnsafeRawBufferPointer) {
        if !isBlank { output.append(UInt8(ascii: " ")) }
        output.append(text)
        isBlank = false
        isIndention = false
        isOpenEnded = false
    }

    /// The same for what may be encrypted only after it has its place.
    mutating func ciphertext(_ text: UnsafeRawBufferPointer) {
        token("")
        output.append(later: text)
    }

    mutating func token(_ text: StaticString) {
        token(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func documentMark() {
        toIndent()
        token("---")
        toIndent()
    }

    /// The empty line before a comment at the end of a document. sops 3.11 writes it behind a `|+` scalar also, which then
    /// has a line more.
    mutating func separateFoot() { footIndent = isOpenEnded ? -1 : 0 }

    mutating func endDocument() {
        footIndent = -1
        toIndent()
    }

    // MARK: - Comments

    /// Lines of their own, at the column of the open container's children.
    mutating func comments(_ texts: ContiguousArray<TreeText>, isFoot: Bool) {
        guard !texts.isEmpty else { return }
        var endsLine = false
        for place in texts.indices {
            if place > 0 { lineBreak() }
            toIndent()
            output.append(UInt8(ascii: "#"))
            endsLine = commentLines(UnsafeBufferPointer(start: texts[place].start, count: texts[place].count))
        }
        if !endsLine { lineBreak() }
        if isFoot { footIndent = max(indent, 0) }
        isOpenEnded = false
    }

    /// A comment of several lines, which other formats can hold, becomes as many comments, as with yaml.v3.
    /// - Returns: whether the text ends with a line break.
    private mutating func commentLines(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        var isBehindBreak = false
        while place < text.count {
            let (end, width) = Self.firstBreak(in: text, from: place)
            if end > place {
                if isBehindBreak {
                    toIndent()
                    if text[place] != UInt8(ascii: "#") { output.append("# ") }
                }
                output.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[place..<end]))
            }
            isBehindBreak = width > 0
            if isBehindBreak {
                output.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[end..<end + width]))
                column = 0
                isIndention = true
            }
            place = end + width
        }
        return isBehindBreak
    }

    /// LF, CR, U+0085, U+2028 or U+2029, and its length; the end and 0 when there is none.
    private static func firstBreak(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (place: Int, width: Int) {
        var place = start
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return (place, 1)
            case 0xC2 where place + 1 < text.count && text[place + 1] == 0x85: return (place, 2)
            case 0xE2 where place + 2 < text.count && text[place + 1] == 0x80 && text[place + 2] & 0xFE == 0xA8: return (place, 3)
            default: place += 1
            }
        }
        return (place, 0)
    }

    // MARK: - For the scalars

    /// Bytes within a token.
    mutating func raw(_ text: UnsafeRawBufferPointer) { output.append(text) }
    mutating func raw(_ byte: UInt8) { output.append(byte) }

    /// A line break within a block scalar; what follows is at the column of ``indent`` or the next line's business.
    mutating func beginBlock() {
        lineBreak()
        isBlank = true
    }

    /// The line of a block scalar has no line break yet.
    mutating func holdLine() { isIndention = false }

    mutating func endBlock(keepsLines: Bool) { isOpenEnded = keepsLines }
}
