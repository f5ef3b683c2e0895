package import SecretMemory

/// An ssh private key with a passphrase, which is asked for when the first file comes that names the key. The opened key, or
/// that it could not be opened, is kept: many files ask once. Safe to use from several threads, the others wait meanwhile.
package final class LockedSSHIdentity: AgeIdentity {
    private let key: any LockedSSHKey
    private let name: String
    private let surroundings: AgeSurroundings
    private let identity = AskedOnce<any SSHIdentity>()
    /// Times that the passphrase is asked for.
    private static let tries = 3

    package var cost: AgeIdentityCost { .mayAsk }
    package var recipientText: String? { key.publicKey.text }

    init(_ key: any LockedSSHKey, name: String, surroundings: AgeSurroundings) {
        self.key = key
        self.name = name
        self.surroundings = surroundings
    }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        for stanza in stanzas where try key.publicKey.isNamed(by: stanza) { return try opened().unwrap([stanza]) }
        return nil
    }

    /// The key itself, an ``SSHEd25519Identity`` or ``SSHRSAIdentity``, after the passphrase was asked for.
    package func opened() throws(AgeError) -> any AgeIdentity { try identity.value(asking: open) }

    private func open() throws(AgeError) -> any SSHIdentity {
        for attempt in 1...Self.tries {
            // sops 3.11 `age/ssh_parse.go` has these words.
            guard let passphrase = surroundings.askSecret("Enter passphrase for \"" + name + "\":", SecretArena()) else {
                throw .passphrase(
                    reason: "the ssh key \"" + name + "\" has a passphrase, and none was given or nobody could be asked for it: "
                        + "run this in a terminal, or use a key without a passphrase")
            }
            do throws(SSHPublicKey.Refusal) {
                if let identity = try passphrase.withBytes({ (bytes) throws(SSHPublicKey.Refusal) in try key.open(passphrase: bytes) }) {
                    return identity
                }
            } catch { throw .sshKey(name: name, reason: error.reason) }
            if attempt < Self.tries { _ = surroundings.show("That is not the passphrase of \"" + name + "\". Try again.") }
        }
        throw .passphrase(reason: "the passphrase given for the ssh key \"" + name + "\" is wrong, or the key file is damaged")
    }
}
