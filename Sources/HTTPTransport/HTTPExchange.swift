/// Sends requests, each to its origin, and follows nothing that an answer says. One implementation talks to the network
/// (``HTTPClient``), others play servers in tests.
package protocol HTTPExchange: Sendable {
    /// One request and its response, on a kept connection to the origin where there is one that still lives.
    func response(to request: HTTPRequest, at origin: HTTPOrigin, within deadlines: HTTPDeadlines) async throws(HTTPFailure) -> HTTPResponse
}
