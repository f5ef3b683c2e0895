package import SecretMemory

/// What may open a file: a secret key, a passphrase, or a plugin that has one.
package protocol AgeIdentity: Sendable {
    /// Which order it is tried in: what costs nothing first.
    var cost: AgeIdentityCost { get }
    /// The recipient whose files it opens, nil where only a plugin or a passphrase could tell.
    var recipientText: String? { get }
    /// The file key (16 bytes) of a file with these stanzas; nil when none of them is for this identity. A malformed stanza
    /// of a type that it knows is an error, also when another stanza would open (age v1, "X25519").
    func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes?
}
