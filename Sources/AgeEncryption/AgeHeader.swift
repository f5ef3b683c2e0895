internal import Cryptography
internal import SecretMemory

/// The header of an age file, read strictly: whatever has a second spelling is refused (age v1, "Header").
struct AgeHeader {
    static let columns = 64
    static let versionLine = Array("age-encryption.org/v1".utf8)
    /// Own limits on what a hostile file may cost; the format has none. In bytes.
    private static let lineLimit = 64 << 10
    private static let sizeLimit = 16 << 20

    var stanzas: [AgeStanza] = []
    /// The header's bytes up to and with `---`, which the MAC covers.
    var covered = 0
    var mac: [UInt8] = []
    /// Size of the whole header in bytes; the payload follows.
    var size = 0

    init(parsing file: UnsafeRawBufferPointer) throws(AgeError) {
        var lines = Lines(file: file)
        // PowerShell's redirections write UTF-16 with its mark, and other line ends.
        if file.starts(with: [0xFF, 0xFE]) || file.starts(with: Self.versionLine + [0x0D]) {
            throw .header(reason: "a shell's redirection has changed the file, as PowerShell's does: let the program write it (age -o)")
        }
        let version = try lines.next()
        guard version.elementsEqual(Self.versionLine) else {
            if version.starts(with: "age-encryption.org/".utf8), !version.contains(0x0D) {
                throw .header(reason: "unsupported version")
            }
            throw .header(reason: "it does not begin with the version line of age")
        }
        while true {
            let start = lines.offset
            let line = try lines.next()
            if line.starts(with: "---".utf8) {
                guard line.count == 4 + 43, line[line.startIndex + 3] == 0x20, let mac = AgeBase64.decode(line.dropFirst(4)) else {
                    throw .header(reason: "the MAC line is malformed")
                }
                self.mac = mac
                covered = start + 3
                size = lines.offset
                guard !stanzas.isEmpty else { throw .header(reason: "it has no recipients") }
                return
            }
            stanzas.append(try Self.stanza(line, &lines))
        }
    }

    private static func stanza(
        _ line: Slice<UnsafeRawBufferPointer>, _ lines: inout Lines
    ) throws(AgeError) -> AgeStanza {
        guard let arguments = arguments(of: line) else {
            throw .header(reason: "a stanza does not begin with ->, or has a malformed argument")
        }
        var body: [UInt8] = []
        while true {
            let line = try lines.next()
            guard line.count <= columns, let bytes = AgeBase64.decode(line) else {
                throw .header(reason: "a stanza's body is malformed")
            }
            body += bytes
            if line.count < columns { break }
        }
        return AgeStanza(
            type: String(decoding: arguments[0], as: UTF8.self), arguments: arguments.dropFirst().map { Array($0) }, body: body)
    }

    /// Type and arguments of a stanza's first line, at least one; nil when it is none.
    static func arguments(of line: Slice<UnsafeRawBufferPointer>) -> [Slice<UnsafeRawBufferPointer>]? {
        guard line.starts(with: "-> ".utf8) else { return nil }
        let arguments = line.dropFirst(3).split(separator: 0x20, omittingEmptySubsequences: false)
        return arguments.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x21...0x7E).contains($0) } } ? arguments : nil
    }

    private struct Lines {
        let file: UnsafeRawBufferPointer
        var offset = 0

        mutating func next() throws(AgeError) -> Slice<UnsafeRawBufferPointer> {
            guard offset < AgeHeader.sizeLimit else { throw .header(reason: "it is too long") }
            let window = file[offset..<min(file.count, offset + AgeHeader.lineLimit)]
            guard let end = window.firstIndex(of: 0x0A) else { throw .header(reason: "it is cut off, or a line is too long") }
            defer { offset = end + 1 }
            return file[offset..<end]
        }
    }

    /// HMAC over the header with a key derived of the file key.
    static func mac(of covered: UnsafeRawBufferPointer, fileKey: borrowing SecretBytes) throws(AgeError) -> [UInt8] {
        let key = try AgeKeys.derive(fileKey, salt: [], info: "header")
        return key.withBytes { HMACSHA256.code(key: $0, covered) }
    }
}
