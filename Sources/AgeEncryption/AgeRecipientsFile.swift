/// A list of recipients, as age's `-R` takes it: one a line, blank lines and lines that begin with `#` skipped, ssh public
/// keys as in `authorized_keys` among them (age v1.3 `cmd/age/parse.go`).
package enum AgeRecipientsFile {
    /// age's limits, in bytes.
    private static let limit = 16 << 20
    private static let lineLimit = 8 << 10

    /// Why a recipients file is refused. What is in it is not shown: it may be a key file by mistake.
    package enum Fault: Error, Equatable, Sendable {
        case tooLarge
        case line(Int, reason: String)
        case isEmpty
    }

    /// Whom a list names.
    package struct Contents: Sendable {
        /// Texts that the reader takes.
        package var recipients: [String] = []
        /// Lines, 1-based, of ssh keys that nobody can encrypt to with age, and the kinds of the keys.
        package var skipped: [(line: Int, kind: String)] = []
    }

    /// Reads a list for `reader`.
    package static func parse(_ text: UnsafeRawBufferPointer, with reader: AgeKeyReader) throws(Fault) -> Contents {
        guard text.count <= limit else { throw .tooLarge }
        var contents = Contents()
        for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let body = line.last == 0x0D ? line.dropLast() : line
            if body.isEmpty || body.first == UInt8(ascii: "#") { continue }
            guard body.count <= lineLimit else { throw .line(index + 1, reason: "the line is longer than 8 KiB") }
            guard let text = String(validating: body, as: UTF8.self) else { throw .line(index + 1, reason: "the line is not UTF-8") }
            do throws(AgeError) { _ = try reader.recipient(text) } catch {
                guard let kind = SSHPublicKey.kind(ofLine: text) else { throw .line(index + 1, reason: reason(error, for: text)) }
                contents.skipped.append((index + 1, kind))
                continue
            }
            contents.recipients.append(text)
        }
        guard !contents.recipients.isEmpty else { throw .isEmpty }
        return contents
    }

    private static func reason(_ error: AgeError, for text: String) -> String {
        if text.first == " " || text.first == "\t" || text.last == " " || text.last == "\t" {
            return "malformed recipient: there are blanks before or after it"
        }
        // A message of a refused recipient may quote it; here the line's number is enough.
        if error.message.contains(text) { return "malformed recipient: it is mistyped, cut off or of an unknown kind" }
        return error.message
    }
}
