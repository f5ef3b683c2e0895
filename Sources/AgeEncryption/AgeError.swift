/// Why an age file, recipient or identity is refused. The classes are those of age's public test vectors; no case holds
/// a key.
package enum AgeError: Error, Equatable, Sendable {
    /// The header is malformed, or a recognised stanza is.
    case header(reason: String)
    /// The header's MAC doesn't fit: the header was changed.
    case macMismatch
    /// The payload is cut, extended or changed.
    case payload(reason: String)
    /// The ASCII armor is malformed.
    case armor(reason: String)
    /// None of the identities opens the file.
    case noMatch
    /// No identity matched, and the file is encrypted with a passphrase.
    case wantsPassphrase
    /// A passphrase was given, and the file is encrypted to keys.
    case wantsIdentity
    /// The text is no recipient that can be used.
    case invalidRecipient(reason: String)
    /// A line of an identity file is no identity; `line` is 1-based.
    case invalidIdentity(line: Int, reason: String)
    /// A file for nobody.
    case noRecipients
    /// Recipients that can't be of one file together; says why.
    case recipientsDiffer(String)
    /// A passphrase is needed and nobody could be asked, or the one given is wrong; says for what.
    case passphrase(reason: String)
    /// Identities that lie encrypted in a file of their own, and are of no use though their passphrase may be right.
    case lockedIdentities(name: String, reason: String)
    /// A plugin is not there, failed, or said nothing; `name` is what follows `age-plugin-`.
    case plugin(name: String, reason: String)
    /// A file that is no ssh private key that can be used; `reason` follows "the ssh key NAME".
    case sshKey(name: String, reason: String)
    /// A primitive failed that can't fail on good input.
    case cipherFailure

    /// The cause in words, for a message.
    package var message: String {
        switch self {
        case .header(let reason): "malformed age header: " + reason
        case .macMismatch: "the age header was changed (its MAC does not fit)"
        case .payload(let reason): "damaged age payload: " + reason
        case .armor(let reason): "malformed age armor: " + reason
        case .noMatch: "no identity matched any of the recipients"
        case .wantsPassphrase: "no identity matched: the file is encrypted with a passphrase"
        case .wantsIdentity: "a passphrase opens nothing here: the file is encrypted to keys, and needs an identity"
        case .invalidRecipient(let reason): reason
        case .invalidIdentity(let line, let reason): "line " + String(line) + ": " + reason
        case .noRecipients: "no recipients"
        case .recipientsDiffer(let reason), .passphrase(let reason): reason
        case .lockedIdentities(let name, let reason): "the encrypted identities in '" + name + "' can't be used: " + reason
        case .plugin(let name, let reason): "age-plugin-" + name + ": " + reason
        case .sshKey(let name, let reason): "the ssh key \"" + name + "\" " + reason
        case .cipherFailure: "a cipher failed"
        }
    }
}
