internal import HTTPTransport
internal import Synchronization

/// What must not come back out of a remote's answers: the run's secrets, and the signatures of all that the remote was asked. A
/// server, or a cache before it, may show a request's signature in the answer to a later one.
final class SentSecrets: Sendable {
    private let known: Mutex<SecretFilter>

    init(_ secrets: SecretFilter) { known = Mutex(secrets) }

    var filter: SecretFilter { known.withLock { $0 } }

    /// With what signs this request, which is about to be sent.
    func adding(_ request: HTTPRequest) -> SecretFilter {
        known.withLock { known in
            known = known.hiding(request)
            return known
        }
    }
}
