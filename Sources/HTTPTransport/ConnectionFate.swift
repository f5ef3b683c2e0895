internal import Synchronization

/// Why a connection is of no use any more, kept from when nobody asked: a server's alert may come before the first request goes.
final class ConnectionFate: Sendable {
    private let first = Mutex<HTTPFailure?>(nil)

    var failure: HTTPFailure? { first.withLock { $0 } }

    func note(_ failure: HTTPFailure) {
        first.withLock { first in
            if first == nil { first = failure }
        }
    }
}
