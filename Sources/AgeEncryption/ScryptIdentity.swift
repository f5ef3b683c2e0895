package import SecretMemory

/// A passphrase to decrypt with.
package final class ScryptIdentity: AgeIdentity {
    private let passphrase: SecretBytes
    private let workFactorLimit: Int
    /// What age 1.3 pays at most: 4 GiB of memory, half a minute. A hostile file may ask for more.
    package static let standardLimit = 22

    /// Takes the passphrase's bytes as they are. A file whose work factor is above the limit is refused before any work.
    package init(passphrase: consuming SecretBytes, workFactorLimit: Int = standardLimit) {
        self.passphrase = passphrase
        self.workFactorLimit = min(workFactorLimit, 30)
    }

    package var cost: AgeIdentityCost { .native }
    package var recipientText: String? { nil }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        guard let stanza = stanzas.first(where: { $0.type == ScryptStanza.type }) else { return nil }
        return try ScryptStanza.unwrap(stanza, passphrase: passphrase, workFactorLimit: workFactorLimit)
    }
}
