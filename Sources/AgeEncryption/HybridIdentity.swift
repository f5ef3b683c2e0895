internal import Cryptography
package import SecretMemory

/// An identity against quantum computers, `AGE-SECRET-KEY-PQ-1…` (age v1.3).
package final class HybridIdentity: AgeIdentity {
    private let seed: SecretBytes
    package let recipient: HybridRecipient
    static let prefix = "age-secret-key-pq-"

    init(seed: consuming SecretBytes) throws(AgeError) {
        do { recipient = HybridRecipient(publicKey: try XWing.publicKey(of: seed)) } catch { throw .cipherFailure }
        self.seed = seed
    }

    /// A new random identity.
    package static func generate() throws(AgeError) -> HybridIdentity { try HybridIdentity(seed: SecureRandom.secret(XWing.seedSize)) }

    /// Reads one identity's text; `line` is for the error, which never shows the text.
    package convenience init(parsing text: UnsafeRawBufferPointer, line: Int) throws(AgeError) {
        guard let decoded = Bech32.decode(text), decoded.prefix == Self.prefix, decoded.data.count == XWing.seedSize else {
            throw .invalidIdentity(line: line, reason: "malformed post-quantum secret key: it is mistyped or cut off")
        }
        try self.init(seed: decoded.data.duplicate())
    }

    package var cost: AgeIdentityCost { .native }
    package var recipientText: String? { recipient.text }

    /// Appends the identity's text, upper case, without a line end.
    package func write(into output: inout SecretBuilder) { Bech32.write(seed, prefix: Self.prefix, into: &output) }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        for stanza in stanzas where stanza.type == HybridStanza.type {
            if let key = try HybridStanza.unwrap(stanza, seed: seed) { return key }
        }
        return nil
    }
}
