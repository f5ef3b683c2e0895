/// What an S3 error's XML says, of which only harmless parts are kept: never the string to sign, the canonical request, a
/// signature or a token, all of which servers send back.
package struct S3ErrorDocument: Sendable, Equatable {
    /// At most 64 characters of `[A-Za-z0-9.]`, else nil.
    package let code: String?
    package let region: String?
    package let endpoint: String?
    package let requestID: String?
    /// As the server wrote it, printable ASCII.
    package let serverTime: String?
    package let allowedSkew: String?
    /// The message holds "Please use AWS4-HMAC-SHA256" (InvalidRequest of servers that refuse V2).
    package let wantsV4: Bool

    package init(
        code: String?, region: String? = nil, endpoint: String? = nil, requestID: String? = nil, serverTime: String? = nil,
        allowedSkew: String? = nil, wantsV4: Bool = false
    ) {
        self.code = code
        self.region = region
        self.endpoint = endpoint
        self.requestID = requestID
        self.serverTime = serverTime
        self.allowedSkew = allowedSkew
        self.wantsV4 = wantsV4
    }
}
