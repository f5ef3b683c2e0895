/// A request just as it goes on the wire. Nothing is added to it but `Content-Length` for a body: its owner has signed it.
package struct HTTPRequest: Sendable {
    package let method: String
    /// Path and query, percent-encoded: these very bytes are sent.
    package let target: String
    /// With `Host`; in this order.
    package let fields: [HTTPField]
    /// The bytes after the head; few, and no secret.
    package let body: [UInt8]
    /// How far it may travel where nothing encrypts it; nil for any distance. Judged by the address that it goes to.
    package var reach: HTTPReach?
    /// An IP address to connect to instead of those that the name has: one of several gateways behind one name. `Host`, SNI and the
    /// certificate's check stay the name's.
    package var address: String?
    /// Of the response's body, in bytes; what follows is not read.
    package var bodyLimit = HTTPLimits.body
    /// The answer holds secrets: its body is collected in one room, and no other copy of ours outlives the exchange.
    package var isAnswerSecret = false

    package init(method: String, target: String, fields: [HTTPField], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }
}
