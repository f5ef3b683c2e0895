/// A data key could not be encrypted or decrypted with a PGP key. sops' sentences are kept, since people search for them (sops 3.11
/// `pgp/keysource.go`); the cause is ours. No case holds what was encrypted.
package enum PGPError: Error, Equatable, Sendable {
    /// `said` is gpg's stderr.
    case notWrapped(PGPFailureCause, said: String)
    case notUnwrapped(PGPFailureCause, said: String)

    package var cause: PGPFailureCause {
        switch self {
        case .notWrapped(let cause, _), .notUnwrapped(let cause, _): cause
        }
    }

    /// What failed, in the words of sops and of gpg.
    private var sentence: String {
        switch self {
        case .notWrapped(_, let said):
            "could not encrypt data key with PGP key: GnuPG binary error: failed to encrypt sops data key with pgp: " + said
        case .notUnwrapped(.nothingReturned, let said):
            "could not decrypt data key with PGP key: GnuPG binary error: failed to decrypt sops data key with pgp: zero bytes returned"
                + (said.isEmpty ? "" : "\n" + said)
        case .notUnwrapped(_, let said):
            "could not decrypt data key with PGP key: GnuPG binary error: failed to decrypt sops data key with pgp: " + said
        }
    }

    /// What failed, and a line with the cause and the way out.
    package var message: String {
        var sentence = sentence
        while sentence.last == " " { sentence.removeLast() }
        return sentence + "\n" + (cause.message.isEmpty ? "" : cause.message + "; ") + cause.wayOut
    }
}
