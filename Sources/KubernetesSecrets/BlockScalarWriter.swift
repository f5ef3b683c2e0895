package import SecretMemory

/// Writes block mappings of texts as yaml.v2 2.4 does (`encode.go`, `emitterc.go`), by which sigs.k8s.io/yaml prints: the
/// plain form where it would be read back as a text, a literal for several lines, else quotes; long lines folded at 80
/// columns. Texts are UTF-8.
package struct BlockScalarWriter: ~Copyable {
    private var output: SecretBuilder
    private var column = 0
    private static let width = 80
    /// From this length on a key is written after `? ` (`emitterc.go`, yaml_emitter_check_simple_key).
    private static let longestSimpleKey = 128

    package init(in arena: SecretArena, capacity: Int) { output = SecretBuilder(in: arena, capacity: capacity) }

    package consuming func finish() -> SecretSlice { output.finish() }

    /// A key that opens a mapping; its items stand two columns further.
    package mutating func open(_ key: StaticString, indent: Int) {
        startLine(indent)
        output.append(key)
        output.append(":\n")
        column = 0
    }

    /// A line that needs no quotes.
    package mutating func line(_ text: StaticString, indent: Int) {
        startLine(indent)
        output.append(text)
        output.append("\n")
        column = 0
    }

    /// An item of the mapping whose keys stand at `indent`.
    package mutating func item(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, indent: Int) {
        startLine(indent)
        let shape = ScalarShape(key)
        if key.count <= Self.longestSimpleKey, !shape.hasBreaks {
            write(key, style: shape.style(isKey: true), indent: indent + 2, folds: false)
            put(":")
        } else {
            put("? ")
            write(key, style: shape.style(isKey: false), indent: indent + 2, folds: true)
            endLine()
            startLine(indent)
            put(":")
        }
        put(" ")
        write(value, style: ScalarShape(value).style(isKey: false), indent: indent + 2, folds: true)
        endLine()
    }

    /// The same for names.
    package mutating func item(_ key: String, _ value: String, indent: Int) {
        Array(key.utf8).withUnsafeBytes { key in Array(value.utf8).withUnsafeBytes { value in item(key, value, indent: indent) } }
    }

    private mutating func put(_ text: StaticString) {
        output.append(text)
        column += text.utf8CodeUnitCount
    }

    private mutating func put(_ byte: UInt8) {
        output.append(byte)
        // Columns are characters.
        if byte & 0xC0 != 0x80 { column += 1 }
    }

    private mutating func startLine(_ indent: Int) {
        for _ in 0..<indent { output.append(UInt8(ascii: " ")) }
        column = indent
    }

    // A literal that keeps its line ends has ended its last line itself.
    private mutating func endLine() {
        if column > 0 { output.append("\n") }
        column = 0
    }

    private mutating func fold(_ indent: Int) {
        output.append("\n")
        startLine(indent)
    }

    private mutating func write(_ text: UnsafeRawBufferPointer, style: ScalarShape.Style, indent: Int, folds: Bool) {
        switch style {
        case .plain: writeFolded(text, indent: indent, folds: folds)
        case .singleQuoted:
            put("'")
            writeFolded(text, indent: indent, folds: folds, isQuoted: true)
            put("'")
        case .doubleQuoted: writeDoubleQuoted(text, indent: indent, folds: folds)
        case .literal: writeLiteral(text, indent: indent)
        }
    }

    private mutating func writeFolded(_ text: UnsafeRawBufferPointer, indent: Int, folds: Bool, isQuoted: Bool = false) {
        let space = UInt8(ascii: " ")
        var afterSpace = false
        for (index, byte) in text.enumerated() {
            if byte == space {
                let isInside = !isQuoted || index > 0 && index < text.count - 1
                let next = index + 1 < text.count ? text[index + 1] : 0
                if folds, !afterSpace, column > Self.width, isInside, next != space { fold(indent) } else { put(byte) }
                afterSpace = true
            } else {
                if isQuoted, byte == UInt8(ascii: "'") { put(byte) }
                put(byte)
                afterSpace = false
            }
        }
    }

    private mutating func writeDoubleQuoted(_ text: UnsafeRawBufferPointer, indent: Int, folds: Bool) {
        let space = UInt8(ascii: " ")
        put("\"")
        // Where a byte order mark begins the text, yaml.v2 looks at it for every character.
        let hasMark = text.starts(with: [0xEF, 0xBB, 0xBF])
        var afterSpace = false
        var index = 0
        while index < text.count {
            let (scalar, size) = ScalarShape.scalar(in: text, at: index)
            if hasMark || scalar == 0x22 || scalar == 0x5C || !ScalarShape.isPrintable(scalar) || ScalarShape.isBreak(scalar) {
                writeEscape(scalar)
                afterSpace = false
            } else if scalar == 0x20 {
                if folds, !afterSpace, column > Self.width, index > 0, index < text.count - 1 {
                    fold(indent)
                    if text[index + 1] == space { put("\\") }
                } else { put(space) }
                afterSpace = true
            } else {
                for byte in text[index..<(index + size)] { put(byte) }
                afterSpace = false
            }
            index += size
        }
        put("\"")
    }

    private mutating func writeEscape(_ scalar: UInt32) {
        switch scalar {
        case 0x00: put("\\0")
        case 0x07: put("\\a")
        case 0x08: put("\\b")
        case 0x09: put("\\t")
        case 0x0A: put("\\n")
        case 0x0B: put("\\v")
        case 0x0C: put("\\f")
        case 0x0D: put("\\r")
        case 0x1B: put("\\e")
        case 0x22: put("\\\"")
        case 0x5C: put("\\\\")
        case 0x85: put("\\N")
        case 0x2028: put("\\L")
        case 0x2029: put("\\P")
        default:
            let digits = scalar <= 0xFF ? 2 : scalar <= 0xFFFF ? 4 : 8
            if digits == 2 { put("\\x") } else if digits == 4 { put("\\u") } else { put("\\U") }
            for place in (0..<digits).reversed() {
                let digit = UInt8(truncatingIfNeeded: scalar >> UInt32(place * 4) & 15)
                put(digit < 10 ? 0x30 + digit : 0x37 + digit)
            }
        }
    }

    private mutating func writeLiteral(_ text: UnsafeRawBufferPointer, indent: Int) {
        let lineFeed = UInt8(ascii: "\n")
        put("|")
        // Blanks at the begin would be taken for indentation (YAML 1.1 §4.5.2).
        if text[0] == lineFeed || text[0] == UInt8(ascii: " ") { put("2") }
        if text[text.count - 1] != lineFeed { put("-") } else if text.count == 1 || text[text.count - 2] == lineFeed { put("+") }
        output.append("\n")
        column = 0
        var startsLine = true
        for byte in text {
            if byte == lineFeed {
                output.append("\n")
                column = 0
                startsLine = true
            } else {
                if startsLine { startLine(indent) }
                put(byte)
                startsLine = false
            }
        }
    }
}
