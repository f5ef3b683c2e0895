/// What names a PGP key in a file and in a rule: a fingerprint by intent, though sops takes what gpg takes (sops 3.11
/// `pgp/keysource.go`). A `!` at the end wants this very subkey.
struct PGPFingerprint: Sendable {
    /// As it stands in the file, without blanks.
    let text: String

    init(_ text: String) { self.text = String(text.filter { $0 != " " }) }

    /// What `--trusted-key` gets, which takes a long key id: the last 16 characters, not counting the `!`.
    var trustedKey: String { String(text.suffix(wantsThisPart ? 17 : 16)) }

    var wantsThisPart: Bool { text.hasSuffix("!") }

    /// The digits in capitals, nil when it is no number in hexadecimal digits.
    var digits: String? {
        var digits = (wantsThisPart ? String(text.dropLast()) : text).uppercased()
        if digits.hasPrefix("0X") { digits.removeFirst(2) }
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) } ? digits : nil
    }

    /// What finds this key in a key ring, and those that share its short id.
    var searchPattern: String {
        guard let digits, digits.utf8.count >= 8 else { return wantsThisPart ? String(text.dropLast()) : text }
        return "0x" + digits.suffix(8)
    }
}
