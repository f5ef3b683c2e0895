/// A random rule for what is encrypted: as flags, or as lines of a creation rule.
struct RandomSelector: Sendable {
    var flags: [String] = []
    var rule: [String] = []

    init(_ random: inout SeededRandom, canSeeComments: Bool) {
        switch random.below(8) {
        case 0, 1, 2: break
        case 3:
            let kind = random.pick(["--encrypted-regex", "--unencrypted-regex", "--encrypted-suffix", "--unencrypted-suffix"])
            flags = [kind, kind.hasSuffix("suffix") ? random.pick(Self.suffixes) : random.pick(Self.patterns)]
        case 4, 5:
            let kind = random.pick(["encrypted_regex", "unencrypted_regex", "encrypted_suffix", "unencrypted_suffix"])
            rule = [kind + ": '" + (kind.hasSuffix("suffix") ? random.pick(Self.suffixes) : random.pick(Self.patterns)) + "'"]
        default:
            guard canSeeComments else { break }
            // None that the base64 of an encrypted comment may meet, for which both tools refuse the document.
            rule = [random.pick(["encrypted_comment_regex", "unencrypted_comment_regex"]) + ": '" + random.pick(["note", "^ *c", "[0-9] ", "t[0-9]+$"]) + "'"]
        }
        if random.once(in: 4), flags.isEmpty { rule.append("mac_only_encrypted: true") }
    }

    private static let suffixes = ["_unencrypted", "_enc", "y", "1", "é"]
    private static let patterns = ["^a", "^(data|key)$", "[0-9]$", "password|token", "(?i)UPPER", "^$", ".", "\\.", "é|日"]
}
