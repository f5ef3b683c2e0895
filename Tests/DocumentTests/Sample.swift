/// A plain document, and how it is to be encrypted.
struct Sample: Sendable {
    var name: String
    var format: SampleFormat
    var bytes: [UInt8]
    /// Flags of `encrypt`.
    var flags: [String] = []
    /// Lines of the creation rule in a `.sops.yaml`, beside its recipient.
    var rule: [String] = []
    /// Set where rcsops is meant to differ from sops.
    var difference: DeliberateDifference?

    init(_ format: SampleFormat, _ name: String, _ bytes: [UInt8], differs difference: DeliberateDifference? = nil) {
        self.format = format
        self.name = name
        self.bytes = bytes
        self.difference = difference
    }

    init(_ format: SampleFormat, _ text: String, differs difference: DeliberateDifference? = nil) {
        self.init(format, Sample.shown(Array(text.utf8)), Array(text.utf8), differs: difference)
    }

    /// Some value may stay readable.
    var leavesValuesInClear: Bool {
        !flags.isEmpty || rule.contains { !$0.hasPrefix("mac_only") } || String(decoding: bytes, as: UTF8.self).contains("_unencrypted")
    }

    /// The rule is one of the two that go by comments.
    var goesByComments: Bool { rule.contains { $0.contains("comment_regex") } }

    /// The document as one line of visible ASCII, cut when it is long.
    static func shown(_ bytes: [UInt8], limit: Int = 120) -> String {
        let text = bytes.prefix(limit).map { byte in
            switch byte {
            case 0x0A: "\\n"
            case 0x09: "\\t"
            case 0x0D: "\\r"
            case 0x5C: "\\\\"
            case 0x20..<0x7F: String(UnicodeScalar(byte))
            default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text.joined() + (bytes.count > limit ? "… (\(bytes.count) bytes)" : "")
    }
}
