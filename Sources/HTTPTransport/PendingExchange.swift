internal import NIOCore

/// A request that is handed to a connection, and where its end is told.
struct PendingExchange: Sendable {
    let request: HTTPRequestBytes
    /// For the response's head, and again for its body.
    let deadline: TimeAmount
    let answer: OneAnswer<Ending>

    /// How the connection ended it. Deadlines and cancellation end the answer itself.
    enum Ending: Sendable {
        case reply(Reply)
        /// `hasBytes` when something of a response had come.
        case failed(HTTPFailure, hasBytes: Bool)
    }

    struct Reply: Sendable {
        let response: HTTPResponse
        /// Another request may follow on the same connection.
        let isReusable: Bool
        /// The beginning of what came, without TLS: some servers say in their own words that they want TLS.
        let beginning: [UInt8]
    }
}
