internal import SecretMemory

/// One block of a PEM file (RFC 7468; with the headers of RFC 1421 that old key files have). What stands around it is passed
/// over, as RFC 7468 §2 wants, but for a second block.
struct PEMBlock: ~Copyable {
    /// Such as `RSA PRIVATE KEY`.
    let label: String
    let headers: [(name: String, value: String)]
    let data: SecretBytes

    private static let begin = Array("-----BEGIN ".utf8)
    private static let dashes = Array("-----".utf8)

    init(parsing text: UnsafeRawBufferPointer) throws(SSHPublicKey.Refusal) {
        // Slices of the text itself, never copies.
        let all: [Slice<UnsafeRawBufferPointer>] = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        var lines = all.map { line in
            var end = line.endIndex
            while end > line.startIndex, WhiteSpace.isASCII(line[end - 1]) { end -= 1 }
            return line[line.startIndex..<end]
        }[...]
        guard let first = lines.firstIndex(where: { $0.starts(with: Self.begin) }) else {
            throw SSHPublicKey.Refusal(reason: "file has no line that begins with -----BEGIN")
        }
        let name = lines[first].dropFirst(Self.begin.count)
        guard name.suffix(Self.dashes.count).elementsEqual(Self.dashes), (6...64).contains(name.count),
            name.dropLast(Self.dashes.count).allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x20 })
        else { throw SSHPublicKey.Refusal(reason: "file has a malformed BEGIN line") }
        let label = String(decoding: name.dropLast(Self.dashes.count), as: UTF8.self)
        let end = Array(("-----END " + label + "-----").utf8)
        lines = lines[(first + 1)...]
        guard let last = lines.firstIndex(where: { $0.starts(with: Self.dashes) }), lines[last].elementsEqual(end) else {
            throw SSHPublicKey.Refusal(reason: "file is cut off: it has no END line that fits")
        }
        guard !lines[(last + 1)...].contains(where: { $0.starts(with: Self.begin) }) else {
            throw SSHPublicKey.Refusal(reason: "file holds more than one block; give each key a file of its own")
        }
        lines = lines[..<last]
        var headers: [(name: String, value: String)] = []
        while let line = lines.first, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let value = line[(colon + 1)...].drop { $0 == 0x20 }
            headers.append((String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self)))
            lines = lines.dropFirst()
        }
        if !headers.isEmpty {
            guard lines.first?.isEmpty == true else { throw SSHPublicKey.Refusal(reason: "file has malformed headers") }
            lines = lines.dropFirst()
        }
        guard let data = Self.decode(lines) else { throw SSHPublicKey.Refusal(reason: "file is damaged: its base64 is malformed") }
        (self.label, self.headers) = (label, headers)
        self.data = data
    }

    /// Padded base64, straight into guarded memory.
    private static func decode(_ lines: ArraySlice<Slice<UnsafeRawBufferPointer>>) -> SecretBytes? {
        var padding = 0
        var count = 0
        for letter in lines.joined() {
            if letter == UInt8(ascii: "=") { padding += 1 } else if padding > 0 { return nil }
            count += 1
        }
        guard count > 0, count % 4 == 0, padding <= 2 else { return nil }
        var isValid = true
        let data = SecretBytes(count: count / 4 * 3 - padding) { output in
            var held: UInt32 = 0
            var bits: UInt32 = 0
            var written = 0
            for letter in lines.joined() where letter != UInt8(ascii: "=") {
                guard let value = AgeBase64.value(of: letter) else {
                    isValid = false
                    return
                }
                held = (held << 6 | value) & 0xFFFF
                bits += 6
                if bits >= 8 {
                    bits -= 8
                    output[written] = UInt8(held >> bits & 0xFF)
                    written += 1
                }
            }
            if held & ((1 << bits) - 1) != 0 { isValid = false }
        }
        guard isValid else { return nil }
        return data
    }
}
