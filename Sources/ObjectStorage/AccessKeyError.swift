package import HTTPTransport

/// Why a back end did not do what was asked about keys. Holds codes, never a text of the server.
package enum AccessKeyError: Error, Sendable, Equatable {
    /// No whole answer came: what was asked may have been done.
    case noAnswer(HTTPFailure)
    /// An answer without what it must hold, or one that could not be read, as a refusal that is not the service's own: it may have been done.
    case unusableAnswer(status: Int)
    /// 5xx or throttling: it may have been done, and may be asked again where that does no harm.
    case unavailable(status: Int, code: String?)
    /// Nothing was sent that could have been done: name, connection, TLS.
    case notReached(HTTPFailure)
    /// The key that signs is unknown, deleted or switched off.
    case unknownSigner(code: String)
    case wrongSecret
    /// The clocks differ by too much; seconds by which the server's is ahead, where it told.
    case clockSkew(seconds: Int64?)
    /// The signer may not do it; the missing action, as in `iam:CreateAccessKey`.
    case denied(action: String, code: String?)
    case limitReached
    case notFound
    /// The back end has no such request.
    case unsupported(action: String)
    case busy(code: String)
    case redirected(host: String?)
    case refused(status: Int, code: String?)
    /// The pair that was made can't be kept in a file: a blank at its end, a control character, nothing at all.
    case unusablePair(id: String?)
    /// The key was made, for another user than was asked for: only by that user's name can it be deleted.
    case othersPair(id: String?)

    /// True when the request may have changed something all the same.
    package var mayBeDone: Bool {
        switch self {
        case .noAnswer, .unusableAnswer, .unavailable: true
        default: false
        }
    }
}
