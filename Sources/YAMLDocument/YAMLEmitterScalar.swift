internal import DocumentTree

/// The forms of scalars.
extension YAMLEmitterWriter {
    typealias Text = UnsafeBufferPointer<UInt8>

    mutating func string(_ text: Text, style: YAMLEmitterStyle, isInList: Bool) {
        switch style {
        case .plain: token(UnsafeRawBufferPointer(text))
        case .singleQuoted: singleQuoted(text)
        case .doubleQuoted: doubleQuoted(text)
        case .literal: literal(text, isInList: isInList)
        case .binary: binary(text, isInList: isInList)
        }
    }

    // MARK: - Quotes

    private mutating func singleQuoted(_ text: Text) {
        token("'")
        var start = 0
        for place in text.indices where text[place] == UInt8(ascii: "'") {
            raw(text, start..<place + 1)
            start = place
        }
        raw(text, start..<text.count)
        raw(UInt8(ascii: "'"))
    }

    /// One line, however long it is.
    private mutating func doubleQuoted(_ text: Text) {
        token("\"")
        // yaml.v3 asks at every character whether the *text* begins with a byte order mark.
        let hasMark = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
        var start = 0
        var place = 0
        while place < text.count {
            let (scalar, width) = YAMLEmitterCharacters.scalar(in: text, at: place) ?? (0xFFFD, 1)
            if hasMark || Self.isEscaped(scalar) {
                raw(text, start..<place)
                escape(scalar)
                start = place + width
            }
            place += width
        }
        raw(text, start..<text.count)
        raw(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x22, 0x5C, 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE...: true
        default: false
        }
    }

    private mutating func escape(_ scalar: UInt32) {
        raw(UInt8(ascii: "\\"))
        switch scalar {
        case 0x00: raw(UInt8(ascii: "0"))
        case 0x07: raw(UInt8(ascii: "a"))
        case 0x08: raw(UInt8(ascii: "b"))
        case 0x09: raw(UInt8(ascii: "t"))
        case 0x0A: raw(UInt8(ascii: "n"))
        case 0x0B: raw(UInt8(ascii: "v"))
        case 0x0C: raw(UInt8(ascii: "f"))
        case 0x0D: raw(UInt8(ascii: "r"))
        case 0x1B: raw(UInt8(ascii: "e"))
        case 0x22: raw(UInt8(ascii: "\""))
        case 0x5C: raw(UInt8(ascii: "\\"))
        case 0x85: raw(UInt8(ascii: "N"))
        case 0xA0: raw(UInt8(ascii: "_"))
        case 0x2028: raw(UInt8(ascii: "L"))
        case 0x2029: raw(UInt8(ascii: "P"))
        case 0...0xFF: hexadecimal(scalar, mark: UInt8(ascii: "x"), digits: 2)
        case 0...0xFFFF: hexadecimal(scalar, mark: UInt8(ascii: "u"), digits: 4)
        default: hexadecimal(scalar, mark: UInt8(ascii: "U"), digits: 8)
        }
    }

    private mutating func hexadecimal(_ scalar: UInt32, mark: UInt8, digits: UInt32) {
        raw(mark)
        for digit in (0..<digits).reversed() {
            let value = UInt8(truncatingIfNeeded: scalar >> (4 * digit)) & 0x0F
            raw(value < 10 ? 0x30 + value : 0x41 + value - 10)
        }
    }

    // MARK: - Blocks

    private mutating func literal(_ text: Text, isInList: Bool) {
        token("|")
        let column = blockColumn(isInList: isInList)
        let isBlank = text.allSatisfy { $0 == UInt8(ascii: "\n") }
        if text.first == UInt8(ascii: " ") || text.first == UInt8(ascii: "\n") {
            // sops 3.11 always writes the indentation setting, which is too much in lists: the text is lost then, except
            // when there is nothing to indent.
            raw(0x30 + UInt8(truncatingIfNeeded: isBlank ? step : column - max(indent, 0)))
        }
        let keepsLines = text.last == UInt8(ascii: "\n") && (text.count == 1 || text[text.count - 2] == UInt8(ascii: "\n"))
        if keepsLines { raw(UInt8(ascii: "+")) } else if text.last != UInt8(ascii: "\n") { raw(UInt8(ascii: "-")) }
        beginBlock()
        let outer = indent
        indent = column
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            if end > start {
                toIndent()
                raw(text, start..<end)
                holdLine()
            }
            if end < text.count { lineBreak() }
            start = end + 1
        }
        endBlock(keepsLines: keepsLines)
        indent = outer
    }

    /// A scalar that is an element lies 2 behind its dash; any other at the next multiple of the setting.
    private func blockColumn(isInList: Bool) -> Int {
        if indent < 0 { return step }
        return isInList ? indent + 2 : (indent + step) / step * step
    }

    /// yaml.v3 3.0.4: base64, in lines of 70 when one of that length is not enough.
    private mutating func binary(_ text: Text, isInList: Bool) {
        token("!!binary")
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        let width = 70
        let isOneLine = (text.count + 2) / 3 * 4 < width
        let outer = indent
        if isOneLine {
            raw(UInt8(ascii: " "))
        } else {
            token("|")
            indent = blockColumn(isInList: isInList)
            beginBlock()
        }
        var written = 0
        var place = 0
        while place < text.count {
            let left = text.count - place
            let second = left > 1 ? UInt32(text[place + 1]) : 0
            let third = left > 2 ? UInt32(text[place + 2]) : 0
            let group = UInt32(text[place]) << 16 | second << 8 | third
            for index in 0..<4 {
                if !isOneLine, written % width == 0 {
                    if written > 0 { lineBreak() }
                    toIndent()
                }
                let value = Int(group >> UInt32(18 - 6 * index)) & 63
                raw(index > left ? UInt8(ascii: "=") : alphabet.utf8Start[value])
                written += 1
            }
            place += 3
        }
        if !isOneLine { lineBreak() }
        indent = outer
    }

    private mutating func raw(_ text: Text, _ range: Range<Int>) {
        raw(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[range]))
    }
}
