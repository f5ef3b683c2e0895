import TestVectors

/// Writes rclone.confs that nobody would write, from a seed.
struct RandomConfig {
    private static let names = ["a", "b", "r", "my remote", "a.b", "a.b.c", "sops", "region", "~x", "é-ß", "x_unencrypted", "[r]", "a:b", "r#1", "\"q\""]
    private static let keys = [
        "type", "provider", "region", "endpoint", "secret_access_key", "access_key_id", "pass", "token", "k", "my key", "- ", "note_unencrypted", "#k",
        "\"a=b\"", "`a:b`", "\"\"\"t\"\"\"", "\" \"", "\"\"", "`#1`", "K", "é", "k\\", "`~x`", "`[x`", "\";k\"",
    ]
    private static let values = [
        "", "s3", "local", "abc", "abc #d", "abc;d", "#d", "\"q\"", "'q'", "\"", "`x`", "`  padded  `", "\"\"\"  padded  \"\"\"", "``", "`", "`x", "`x` tail", "C:\\dir\\", "a\\",
        "100%", "%(x", "a`b", "a`b\"c", "\"\"\"a`b\"\"\"", "é\u{A0}", "\u{2028}x", "x\u{0}y", "x\u{1}y", "a=b:c", "[x]", "ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]",
        "{\"access_token\":\"x#;y\"}", "\"Cookie\",\"a=b; c\"", "-----BEGIN X-----\\nMII\\n", "\u{1F511}", "x\ry", "$HOME ${x} $(y)", "''", "\"\"", "  ",
    ]
    private static let blanks = ["", "", "", " ", "  ", "\t", "\u{A0}", "\u{2003}"]
    private static let ends = ["\n", "\n", "\n", "\n", "\n", "\r\n", " \n", "\t\r\n"]
    private static let others = ["", "", "# note", "; note", "#", ";", "  # indented", "# secret = abc", "[]", "[ r ]", "[DEFAULT]", "rclone-layout:1:x = y", "# rclone-layout:1:abc"]

    var random: SplitMix

    mutating func next() -> [UInt8] {
        var text = once(in: 20) ? "\u{FEFF}" : ""
        for _ in 0..<below(14) {
            text += pick(Self.blanks)
            switch below(10) {
            case 0, 1: text += "[" + pick(Self.names) + "]"
            case 2: text += pick(Self.others)
            // A line that rclone refuses, now and then.
            case 3 where once(in: 12): text += "loose words"
            default:
                text += pick(Self.keys) + pick(Self.blanks) + (once(in: 6) ? ":" : "=") + pick(Self.blanks)
                text += once(in: 30) ? String(repeating: "long#", count: below(3000)) : pick(Self.values)
            }
            text += pick(Self.ends)
        }
        var bytes = Array(text.utf8)
        if once(in: 5), !bytes.isEmpty { bytes.removeLast() }
        // Not all of it is UTF-8.
        if once(in: 15), !bytes.isEmpty { bytes[below(bytes.count)] = UInt8(below(128) + 128) }
        return bytes
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    private mutating func once(in count: Int) -> Bool { below(count) == 0 }
    private mutating func pick(_ texts: [String]) -> String { texts[below(texts.count)] }
}
