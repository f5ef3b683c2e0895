internal import SecretMemory

/// What the two handlers of a connection share about the exchange that goes on. It belongs to the channel's event loop.
final class ExchangeProgress {
    /// Bytes of a response's beginning that are kept.
    private static let beginningLimit = 2048

    /// An exchange goes on.
    var isRunning = false
    /// The final head has come.
    var hasHead = false
    /// Bytes since the exchange began, until the final head.
    var count = 0
    private(set) var beginning: [UInt8] = []

    func begin() {
        isRunning = true
        hasHead = false
        count = 0
        beginning = []
    }

    func add(_ bytes: some Collection<UInt8>) {
        if beginning.count < Self.beginningLimit { beginning += bytes.prefix(Self.beginningLimit - beginning.count) }
    }

    /// Forgets the beginning of an answer that holds a secret.
    func wipe() {
        beginning.withMutableRawBytes { ConstantTime.wipe($0) }
        beginning = []
    }

    /// What came is a record of TLS: an alert, or a handshake (RFC 8446 §5.1).
    var looksLikeTLS: Bool { beginning.count >= 2 && (beginning[0] == 21 || beginning[0] == 22) && beginning[1] == 3 }
}
