/// age's ASCII armor: strict PEM with one label (age v1, "ASCII armor").
package enum AgeArmor {
    private static let begin = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
    private static let end = Array("-----END AGE ENCRYPTED FILE-----".utf8)
    /// Characters in a full line.
    private static let columns = 64
    /// White space that may stand around the armor, in bytes.
    private static let slack = 1024

    /// The armored text, LF line ends, with a final LF.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text = begin + [0x0A]
        let encoded = AgeBase64.encode(bytes, isPadded: true)
        var start = 0
        while start < encoded.count {
            let stop = min(start + columns, encoded.count)
            text += encoded[start..<stop]
            text.append(0x0A)
            start = stop
        }
        return text + end + [0x0A]
    }

    /// True when the text begins as armor does, after white space.
    package static func isArmored(_ text: UnsafeRawBufferPointer) -> Bool {
        let start = text.prefix(slack).firstIndex { !isBlank($0) } ?? 0
        return text[start...].starts(with: begin)
    }

    /// The bytes of an armored text.
    package static func decode(_ text: UnsafeRawBufferPointer) throws(AgeError) -> [UInt8] {
        let all = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        var lines = all[...]
        func blanks(_ line: Slice<UnsafeRawBufferPointer>?) -> Int? { line.flatMap { $0.allSatisfy(isBlank) ? $0.count + 1 : nil } }
        var skipped = 0
        while let count = blanks(lines.first) {
            skipped += count
            lines = lines.dropFirst()
        }
        guard skipped <= slack, let first = lines.first, first.elementsEqual(begin) else {
            throw .armor(reason: "the BEGIN line is not alone and exact")
        }
        lines = lines.dropFirst()
        skipped = 0
        while let count = blanks(lines.last) {
            skipped += count
            lines = lines.dropLast()
        }
        guard skipped <= slack + 1, let last = lines.last, last.elementsEqual(end) else {
            throw .armor(reason: "the END line is missing or not exact")
        }
        lines = lines.dropLast()
        var letters: [UInt8] = []
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            guard line.count == columns || (isLast && line.count > 0 && line.count < columns && line.count % 4 == 0) else {
                throw .armor(reason: "a line has not 64 columns")
            }
            var body = line
            if isLast {
                var padding = 0
                while padding < 2, body.last == UInt8(ascii: "=") {
                    body = body.dropLast()
                    padding += 1
                }
            }
            letters += body
        }
        guard let bytes = AgeBase64.decode(letters) else { throw .armor(reason: "it is not canonical base64") }
        return bytes
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
