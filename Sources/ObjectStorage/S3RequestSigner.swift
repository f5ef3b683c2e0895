package import AWSSigning
package import HTTPTransport

/// Makes the request that goes on the wire, in the one place that all of S3's requests pass.
package struct S3RequestSigner: Sendable {
    package let target: S3Target
    /// Sent as `User-Agent`, not signed.
    package let userAgent: String

    package init(for target: S3Target, userAgent: String) {
        self.target = target
        self.userAgent = userAgent
    }

    /// - Parameters:
    ///   - credentials: Nil leaves the request unsigned.
    ///   - time: Seconds since 1970, read once for each request.
    ///   - bucket: Another bucket than the target's, always in path style at the endpoint itself.
    package func wireRequest(_ request: S3Request, credentials: AWSCredentials?, time: Int64, bucket: String? = nil) -> (origin: HTTPOrigin, request: HTTPRequest) {
        fatalError("not written yet")
    }
}
