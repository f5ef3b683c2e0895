import Foundation

/// One way of changing an encrypted document, and what the tools say to it.
struct Tampering: Sendable {
    let name: String
    /// sops' exit code.
    let theirs: Int32
    /// rcsops' exit code, where it is another.
    let ours: Int32
    /// Formats that this makes sense for.
    let formats: [SampleFormat]
    let change: @Sendable (EncryptedText) -> EncryptedText?

    init(
        _ name: String, _ theirs: Int32, ours: Int32? = nil, in formats: [SampleFormat] = SampleFormat.allCases,
        _ change: @escaping @Sendable (EncryptedText) -> EncryptedText?
    ) {
        self.name = name
        self.theirs = theirs
        self.ours = ours ?? theirs
        self.formats = formats
        self.change = change
    }

    private static let structured: [SampleFormat] = [.yaml, .json, .ini, .dotenv]

    /// The value's name in ``TamperingTests``' documents.
    private static func value(_ text: EncryptedText) -> String { text.format == .binary ? "data" : "beta" }

    private static let bits: [Tampering] = [0, 3, 12].flatMap { bit in
        [
            Tampering("bit \(bit) of a value", 25) { $0.flipping("data", of: value($0), bit: bit) },
            Tampering("bit \(bit) of an IV", 25) { $0.flipping("iv", of: value($0), bit: bit) },
            Tampering("bit \(bit) of a tag", 25) { $0.flipping("tag", of: value($0), bit: bit) },
            Tampering("bit \(bit) of the MAC", 51) { $0.flipping("data", of: $0.field("mac"), bit: bit) },
            Tampering("bit \(bit) of the MAC's IV", 51) { $0.flipping("iv", of: $0.field("mac"), bit: bit) },
            Tampering("bit \(bit) of the MAC's tag", 51) { $0.flipping("tag", of: $0.field("mac"), bit: bit) },
        ]
    }

    /// What both refuse.
    static let refused: [Tampering] = bits + [
        Tampering("a value copied to another key", 25, in: structured) { text in
            text.cipherText(of: "alpha").flatMap { text.replacing("beta", with: $0) }
        },
        Tampering("two values swapped", 25, in: structured) { text in
            guard let alpha = text.cipherText(of: "alpha"), let beta = text.cipherText(of: "beta") else { return nil }
            return text.replacing("beta", with: alpha)?.replacing("alpha", with: beta)
        },
        Tampering("a key renamed", 25, in: structured) { $0.renaming("beta", to: "betb") },
        Tampering("a value under a second name", 25, in: structured) { $0.adding("betb", like: "beta") },
        Tampering("a key removed", 51, in: structured) { $0.removing("beta") },
        Tampering("a value emptied", 51) { $0.replacing(value($0), with: "") },
        Tampering("a value in clear", 25) { $0.replacing(value($0), with: "plain") },
        Tampering("a readable value changed", 51, in: structured) { $0.changing("seen_unencrypted") { $0.replacingFirst("readable", with: "readablf") } },
        Tampering("a readable value added", 51, in: structured) { text in
            text.adding("more_unencrypted", like: "seen_unencrypted")
        },
        Tampering("lastmodified changed", 51) { $0.changing($0.field("lastmodified")) { $0.replacingFirst("20", with: "19") } },
        Tampering("lastmodified no time", 1) { $0.changing($0.field("lastmodified")) { $0.replacingFirst("T", with: " ") } },
        Tampering("no MAC", 51) { $0.replacing($0.field("mac"), with: "") },
        Tampering("a MAC in clear", 51) { $0.replacing($0.field("mac"), with: "xyz") },
        Tampering("a value as the MAC", 51) { text in
            text.cipherText(of: value(text)).flatMap { text.replacing(text.field("mac"), with: $0) }
        },
        Tampering("an unknown type", 25) { text in
            text.cipherText(of: value(text)).flatMap { text.replacing(value(text), with: $0.replacingFirst("type:str", with: "type:foo")) }
        },
        Tampering("text as an integer", 25) { text in
            text.cipherText(of: value(text)).flatMap { text.replacing(value(text), with: $0.replacingFirst("type:str", with: "type:int")) }
        },
        Tampering("a part that is no base64", 25) { text in
            text.cipherText(of: value(text)).flatMap { text.replacing(value(text), with: $0.replacingFirst(",iv:", with: ",iv:*")) }
        },
    ]

    /// What sops takes (spec section 6), and what rcsops does with it.
    static let taken: [Tampering] = [
        // Nothing of it is authenticated in the format, and other writers' files have such.
        Tampering("an empty value added", 0, in: structured) { text in text.adding("zeta", like: "beta")?.replacing("zeta", with: "") },
        Tampering("bytes after the bracket of a value", 0) { text in text.cipherText(of: value(text)).flatMap { text.replacing(value(text), with: $0 + "x") } },
        Tampering("lastmodified with another zone", 0) { $0.changing($0.field("lastmodified")) { $0.replacingFirst("Z", with: "+00:00") } },
        Tampering("lastmodified with a fraction", 0) { $0.changing($0.field("lastmodified")) { $0.replacingFirst("Z", with: ".123Z") } },
        Tampering("no selector", 0, in: structured) { $0.removing($0.field("unencrypted_suffix")) },
        Tampering("an unknown field", 0) { text in text.adding(text.field("unknown_field"), like: text.field("lastmodified")) },
        Tampering("version changed", 0) { $0.changing($0.field("version")) { $0.replacingFirst("3.", with: "4.") } },
        // The tag is neither in the additional data nor in the MAC, and the text would be the same in any type.
        Tampering("a number as text", 0, in: [.yaml]) { text in
            text.cipherText(of: "number").flatMap { text.replacing("number", with: $0.replacingFirst("type:int", with: "type:str")) }
        },
    ]
}
