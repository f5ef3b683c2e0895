internal import DocumentTree
internal import SecretMemory

/// A JSON string as Go's `encoding/json` writes it with HTML escaping on, which sops leaves on.
enum JSONString {
    static func write(_ text: TreeText, into output: inout SecretBuilder) {
        output.append(UInt8(ascii: "\""))
        if let start = text.start { write(start, count: text.count, into: &output) }
        output.append(UInt8(ascii: "\""))
    }

    private static func write(_ start: UnsafePointer<UInt8>, count: Int, into output: inout SecretBuilder) {
        // Bytes from here on are to be written as they are.
        var pending = 0
        var at = 0
        while true {
            at = ByteScan.pastPlainText(start, from: at, to: count)
            guard at < count else { break }
            var length = 1
            // Characters beyond ASCII come in runs.
            while at < count, start[at] >= 0x80 {
                length = ByteScan.characterLength(start, at: at, to: count)
                guard length > 0, !isLineSeparator(start + at, length) else { break }
                at += length
                length = 1
            }
            guard at < count else { break }
            if start[at] < 0x80, !ByteScan.needsEscape(start[at]) { continue }
            output.append(UnsafeRawBufferPointer(start: start + pending, count: at - pending))
            writeEscape(start + at, length: length, into: &output)
            at += max(length, 1)
            pending = at
        }
        output.append(UnsafeRawBufferPointer(start: start + pending, count: count - pending))
    }

    /// U+2028 or U+2029, which JavaScript once took for line ends.
    private static func isLineSeparator(_ character: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        length == 3 && character[0] == 0xE2 && character[1] == 0x80 && character[2] & 0xFE == 0xA8
    }

    /// Writes a character that can't stand as it is; `length` is 0 for a byte that is no UTF-8.
    private static func writeEscape(_ character: UnsafePointer<UInt8>, length: Int, into output: inout SecretBuilder) {
        switch (length, character[0]) {
        case (0, _): output.append("\\ufffd")
        case (3, _): output.append(character[2] == 0xA8 ? "\\u2028" : "\\u2029")
        case (_, 0x22): output.append("\\\"")
        case (_, 0x5C): output.append("\\\\")
        case (_, 0x08): output.append("\\b")
        case (_, 0x09): output.append("\\t")
        case (_, 0x0A): output.append("\\n")
        case (_, 0x0C): output.append("\\f")
        case (_, 0x0D): output.append("\\r")
        case (_, let byte):
            output.append("\\u00")
            output.append(hexDigit(byte >> 4))
            output.append(hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x61 - 10) }
}
