internal import SopsDocument

/// Why gpg gave nothing, as far as it can be told from its words and its key lists.
package enum PGPFailureCause: Equatable, Sendable {
    /// No such program.
    case notInstalled(program: String)
    /// The program could not be run, or broke off; says how.
    case notRun(program: String, reason: String)
    /// What names the key is nothing that gpg can look for.
    case badFingerprint
    /// No such key; others with the same short id may be there.
    case noPublicKey(similar: [String])
    /// With the day it ended on.
    case expired(key: String, day: String?)
    case revoked(key: String)
    case disabled(key: String)
    /// Made for signing or certifying only.
    case notForEncryption(key: String)
    /// None of the recipients' secret keys is here; their ids where the message tells them.
    case noSecretKey(ids: [String])
    case cancelled
    case wrongPassphrase
    case noPinentry
    case noTerminal
    case noAgent
    /// The key is on a card, which isn't there or answers with an error.
    case card
    /// The wrapped key is no message that gpg can read.
    case damaged
    /// gpg says that all went well, and gave nothing.
    case nothingReturned
    /// gpg's own words have to do.
    case unknown

    /// Nobody, or the wrong person, was there to answer for the key: it would be the same for the next file, and is not asked again.
    var isAnswer: Bool {
        switch self {
        case .cancelled, .wrongPassphrase, .noPinentry, .noTerminal: true
        default: false
        }
    }

    var isAboutSecretKeys: Bool { if case .noSecretKey = self { true } else { false } }

    /// The cause in words; empty when there are none but gpg's.
    package var message: String {
        switch self {
        case .notInstalled(let program): "there is no program " + program
        case .notRun(let program, let reason): program + " " + reason
        case .badFingerprint: "this is no fingerprint"
        case .noPublicKey(let similar):
            "gpg has no such public key" + (similar.isEmpty ? "" : "; the same short id has " + similar.joined(separator: " and "))
        case .expired(let key, let day): "the key " + key + " is expired" + (day.map { " since " + $0 } ?? "")
        case .revoked(let key): "the key " + key + " is revoked"
        case .disabled(let key): "the key " + key + " is disabled in gpg"
        case .notForEncryption(let key): "the key " + key + " can't encrypt: it is for signing only"
        case .noSecretKey(let ids):
            "gpg has no secret key for it" + (ids.isEmpty ? "" : " (wanted: " + ids.joined(separator: " or ") + ")")
        case .cancelled: "the question for the passphrase was cancelled"
        case .wrongPassphrase: "the passphrase is wrong"
        case .noPinentry: "gpg-agent has no program to ask for the passphrase with (pinentry)"
        case .noTerminal: "the key has a passphrase, and there is no terminal to ask for it"
        case .noAgent: "gpg-agent can't be reached"
        case .card: "the key is on a card that is missing or refuses"
        case .damaged: "the encrypted data key is damaged"
        case .nothingReturned: "gpg returned nothing"
        case .unknown: ""
        }
    }

    /// What can be done about it.
    package var wayOut: String {
        switch self {
        case .notInstalled: "install GnuPG (gpg), or name the program in SOPS_GPG_EXEC"
        case .notRun: "look whether it runs by itself, and what SOPS_GPG_EXEC names"
        case .badFingerprint: "give the whole fingerprint: gpg --list-keys shows it"
        case .noPublicKey(let similar):
            similar.isEmpty
                ? "import it (gpg --import FILE, gpg --recv-keys FINGERPRINT), or set GNUPGHOME to the home that has it"
                : "compare the fingerprint with gpg --list-keys, and import the right key"
        case .expired: "have its owner extend it (gpg --quick-set-expire) and import it again, or take another key"
        case .revoked: "ask its owner for the key in use now, and put that in its place"
        case .disabled: "enable it: gpg --edit-key FINGERPRINT enable"
        case .notForEncryption: "have its owner add a subkey for encryption (gpg --quick-add-key), or take another key"
        case .noSecretKey:
            "import the secret key, or set GNUPGHOME to the home that has it; for a card, run gpg --card-status once"
        case .cancelled: "run it again, and give the passphrase"
        case .wrongPassphrase: "run it again with the right passphrase"
        case .noPinentry: "install pinentry, or name it in gpg-agent.conf (pinentry-program)"
        case .noTerminal: "run it in a terminal, or let gpg-agent know the passphrase before (gpg-preset-passphrase, or one gpg -d by hand)"
        case .noAgent: "start it: gpgconf --launch gpg-agent"
        case .card: "insert the card, and try gpg --card-status"
        case .damaged: "take the file as it was before, from Git"
        case .nothingReturned, .unknown: "try it with gpg alone: what it says is above"
        }
    }

    /// The day of a time.
    static func day(_ seconds: Int64) -> String { String(RFC3339.text(unixSeconds: seconds).prefix(10)) }
}
