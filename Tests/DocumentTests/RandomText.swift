/// Names and texts such as secrets and configurations have them, and odd ones.
enum RandomText {
    private static let names = ["a", "b", "key", "password", "db_host", "x-y", "a.b", "k_unencrypted", "token_enc", "UPPER", "n1", "é", "日本", "😀", "data", "long name", "y", "no", "1"]
    private static let words = [
        "", "x", "secret", "two words", " lead", "trail ", "true", "null", "1", "1.5", "-", "a:b", "a: b", "#c", "a #b", "a#b", "'q'", "\"d\"", "`b`", "back\\slash",
        "\\n", "tab\there", "é", "日本語", "😀🎉", "%s", "{x}", "[y]", "&a", "*a", "!t", "|", ">", "@", ";semi", "a;b", "=", "==", "a=b", "~", "2001-12-14", "0x1F", "1_000",
        "<&>", "\u{2028}", "\u{FEFF}b", "\u{7F}", "\u{85}", "\u{A0}", "ENC[x]", "sops", "12:30:45", "...", "---", "? q", "key: value # note", "/path/to", "$VAR",
    ]

    static func name(_ random: inout SeededRandom) -> String {
        random.once(in: 8) ? random.pick(words) + "k" : random.pick(names) + (random.once(in: 3) ? String(random.below(100)) : "")
    }

    static func text(_ random: inout SeededRandom) -> String {
        switch random.below(14) {
        case 0: return String(repeating: random.pick(words) + "-", count: 1 + random.below(400))
        case 1: return (0...random.below(4)).map { _ in random.pick(words) }.joined(separator: "\n")
        case 2: return (0..<random.below(12)).map { _ in String(UnicodeScalar(UInt8(0x20 + random.below(0x5F)))) }.joined()
        case 3: return random.pick(words) + random.pick(words)
        default: return random.pick(words)
        }
    }

    /// Without line breaks and marks of their own kind.
    static func line(_ random: inout SeededRandom) -> String {
        text(&random).split(whereSeparator: { $0.isNewline }).joined(separator: " ")
    }
}
