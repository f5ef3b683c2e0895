internal import SecretMemory

/// What a server answered, cut to the limits of ``HTTPLimits``. All of it is untrusted.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let fields: [HTTPField]
    /// At most ``HTTPRequest/bodyLimit`` bytes; empty for HEAD.
    package private(set) var body: [UInt8]
    /// The body went on beyond the limit; the connection was closed there.
    package let isBodyCut: Bool
    /// Between the first byte of the request and the end of the response's head.
    package let roundTrip: Duration
    /// TLS' version as "1.2" or "1.3", nil without TLS.
    package let tlsVersion: String?
    /// End of the validity of the server's certificate, in seconds since 1970; nil without TLS.
    package let peerNotAfter: Int64?

    package init(
        status: Int, fields: [HTTPField], body: [UInt8] = [], isBodyCut: Bool = false, roundTrip: Duration = .zero,
        tlsVersion: String? = nil, peerNotAfter: Int64? = nil
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.isBodyCut = isBodyCut
        self.roundTrip = roundTrip
        self.tlsVersion = tlsVersion
        self.peerNotAfter = peerNotAfter
    }

    /// Wipes the body where nobody else holds it: whoever has read a secret from it calls this.
    package mutating func wipeBody() {
        body.withMutableRawBytes { ConstantTime.wipe($0) }
        body = []
    }
}
