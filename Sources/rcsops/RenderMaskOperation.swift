import DocumentTree
import RcloneConfig
import SecretMemory
import SopsDocument

/// `render github-masks`: GitHub's runner then hides the secret values wherever a job prints them.
enum RenderMaskOperation {
    /// Shorter values would blacken half of the log.
    private static let leastSize = 4

    static func run(_ file: String, options: RenderSource.Options) throws(Failure) {
        let arena = SecretArena()
        let document = try RenderSource.config(file, options, in: arena)
        var output = SecretBuilder(in: arena)
        let effective = EffectiveReading(of: document.reading, in: arena)
        for section in document.reading.sections {
            let backend = effective.backend(of: section.name)
            let entries: [RcloneEntry]
            do throws(EffectiveError) { entries = try effective.entries(of: section.name) } catch { throw .of(error) }
            for entry in entries where SecretOption.isSecret(backend: backend, key: entry.key, value: entry.value) {
                mask(entry.value, into: &output, arena)
                for part in parts(of: entry.value, in: arena) { mask(part, into: &output, arena) }
                // A program may print the password itself, though the file holds it obscured.
                if let clear = try? ObscuredText.reveal(entry.value, in: arena), ObscuredText.isPlausible(clear) { mask(clear, into: &output, arena) }
            }
        }
        try System.put(output.finish())
    }

    /// Of an OAuth token or a service account's key, which stand as JSON, what a program would print or send alone.
    private static func parts(of value: SecretSlice, in arena: SecretArena) -> [SecretSlice] {
        guard value.trimmingStart().first(UInt8(ascii: "{")) == 0, let tree = try? DocumentStore(.json).read(value, in: arena) else { return [] }
        let keys: [StaticString] = ["access_token", "refresh_token", "id_token", "private_key", "client_secret"]
        return tree.nodes.filter { node in node.kind == .string && keys.contains { node.key.equals($0) } }.map { arena.slice(of: $0.text.buffer) }
    }

    /// One command a value, one for each of its lines, since programs print by lines, and one for its base64. In a command's
    /// text %, CR and LF are escaped.
    private static func mask(_ value: SecretSlice, into output: inout SecretBuilder, _ arena: SecretArena) {
        guard value.count >= leastSize else { return }
        let room = arena.allocate(count: Base64.encodedCount(value.count))
        if let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self) { value.withBytes { Base64.encode($0, into: start) } }
        for text in [value, arena.slice(of: room)] + lines(of: value) where text.count >= leastSize {
            output.append("::add-mask::")
            text.withBytes { bytes in
                for byte in bytes {
                    switch byte {
                    case UInt8(ascii: "%"): output.append("%25")
                    case 0x0D: output.append("%0D")
                    case 0x0A: output.append("%0A")
                    default: output.append(byte)
                    }
                }
            }
            output.append("\n")
        }
    }

    /// Where there are several. A private key may stand in one line, `\n` in it for each line's end (rclone `backend/sftp`, `key_pem`).
    private static func lines(of value: SecretSlice) -> [SecretSlice] {
        let isKey = value.firstRange(of: Array("-----BEGIN ".utf8), from: 0) != nil
        var lines: [SecretSlice] = []
        var start = 0
        for index in 0..<value.count {
            let isWritten = isKey && value[index] == UInt8(ascii: "\\") && index + 1 < value.count && value[index + 1] == UInt8(ascii: "n")
            guard isWritten || value[index] == 0x0A || value[index] == 0x0D else { continue }
            lines.append(value[start..<index])
            start = index + (isWritten ? 2 : 1)
        }
        return lines.isEmpty ? [] : lines + [value[start..<value.count]]
    }
}
