/// A key with its subkeys, as `gpg --with-colons` lists it (GnuPG, `doc/DETAILS`).
struct GPGKey: Equatable, Sendable {
    /// The primary key, or a subkey.
    struct Part: Equatable, Sendable {
        var keyID: UInt64
        /// Upper-case hexadecimal digits.
        var fingerprint: String
        /// `e` expired, `r` revoked, `i` invalid, `d` disabled; others are good for us.
        var validity: Character?
        /// Seconds since 1970.
        var expires: Int64?
        /// Lower-case letters are what this part can do, upper-case ones what the key as a whole can.
        var capabilities: String

        var canEncrypt: Bool { capabilities.contains("e") }
    }

    /// The primary key first.
    var parts: [Part]

    var isDisabled: Bool { parts[0].capabilities.contains("D") || parts[0].validity == "d" }

    /// The keys of a listing. What is no record of a key is passed over.
    static func listed(in text: String) -> [GPGKey] {
        var keys: [GPGKey] = []
        var isWaiting = false
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            func field(_ number: Int) -> Substring { number <= fields.count ? fields[number - 1] : "" }
            switch field(1) {
            case "pub", "sec", "sub", "ssb":
                guard let id = UInt64(field(5), radix: 16) else { continue }
                let part = Part(keyID: id, fingerprint: "", validity: field(2).first, expires: Int64(field(7)), capabilities: String(field(12)))
                if field(1).hasPrefix("s"), field(1) != "sec" {
                    guard !keys.isEmpty else { continue }
                    keys[keys.count - 1].parts.append(part)
                } else {
                    keys.append(GPGKey(parts: [part]))
                }
                isWaiting = true
            case "fpr" where isWaiting:
                isWaiting = false
                let place = keys[keys.count - 1].parts.count - 1
                keys[keys.count - 1].parts[place].fingerprint = String(field(10))
            default: break
            }
        }
        return keys
    }
}
