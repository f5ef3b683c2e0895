package import SecretMemory

/// An X25519 recipient, `age1…`: who a file is encrypted to.
package struct X25519Recipient: AgeRecipient, Hashable {
    /// As it was given.
    package let text: String
    /// The u-coordinate, 32 bytes.
    let point: [UInt8]

    /// Reads the Bech32 text, which must be in lower case.
    package init(parsing text: String) throws(AgeError) {
        // Anywhere in it: a whole key file given for a recipient must not be shown.
        if text.uppercased().contains("AGE-SECRET-KEY-") || text.uppercased().hasPrefix("AGE-PLUGIN-") {
            throw .invalidRecipient(
                reason: "that is an identity (a secret key), not a recipient; give its public key, which begins with age1")
        }
        guard text.hasPrefix("age1") else {
            if text.hasPrefix("AGE1") {
                throw .invalidRecipient(reason: "the recipient is in upper case; write it in lower case")
            }
            if text.hasPrefix("ssh-") {
                throw .invalidRecipient(reason: "ssh keys can't be recipients in this version; use an age1… recipient")
            }
            throw .invalidRecipient(reason: "failed to parse input, unknown recipient type: " + Self.shown(text))
        }
        if text.hasPrefix("age1pq1") || text.hasPrefix("age1tag1") || text.hasPrefix("age1tagpq1")
            || text.utf8.filter({ $0 == UInt8(ascii: "1") }).count > 1
        {
            throw .invalidRecipient(
                reason: "recipients of plugins, hardware tags and the post-quantum kind can't be used in this version: " + Self.shown(text))
        }
        let decoded = Array(text.utf8).withUnsafeBytes { bytes -> (String, [UInt8])? in
            guard let decoded = Bech32.decode(bytes) else { return nil }
            return (decoded.prefix, decoded.data.withBytes { Array($0) })
        }
        guard let (prefix, point) = decoded, prefix == "age", point.count == 32, text == text.lowercased() else {
            throw .invalidRecipient(
                reason: "failed to parse input as Bech32-encoded age public key: " + Self.shown(text) + " is mistyped or cut off")
        }
        self.text = text
        self.point = point
    }

    /// What may be shown of a text that is no recipient: all of it when it has a recipient's letters and length, else
    /// only its size, since anything may have been given by mistake.
    private static func shown(_ text: String) -> String {
        let isHarmless = text.utf8.count <= 80 && (text.hasPrefix("age1") || text.utf8.count < 12)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        return isHarmless || text.isEmpty ? "\"" + text + "\"" : "a text of " + String(text.utf8.count) + " bytes"
    }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        AgeWrapping([try X25519Stanza.wrap(fileKey, for: self)])
    }

    init(point: [UInt8]) {
        self.point = point
        var letters: [UInt8] = []
        point.withUnsafeBytes { Bech32.encode(prefix: "age", $0) { letters.append($0) } }
        text = String(decoding: letters, as: UTF8.self)
    }
}
