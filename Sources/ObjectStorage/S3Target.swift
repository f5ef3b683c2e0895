package import HTTPTransport

/// Where rclone's requests for a remote go, and how they are signed: what ``S3Endpoint`` makes of a remote's options.
package struct S3Target: Sendable, Hashable {
    package enum Style: String, Sendable { case path, virtualHost = "virtual-host" }
    package enum Signer: String, Sendable { case v4, v2 }

    /// Scheme, host and port that the request goes to: with the bucket in front where the style is virtual-host.
    package let origin: HTTPOrigin
    /// What stands before the bucket in the path, encoded: empty, or `/x/y` without the one slash that the bucket's name brings.
    package let pathPrefix: String
    package let style: Style
    /// Never empty: rclone signs `us-east-1` then.
    package let region: String
    package let signer: Signer
    /// As rclone reads it: the option's text, `Other` when there is none.
    package let provider: String
    /// Nil where only the service is asked.
    package let bucket: String?
    /// The header `x-amz-request-payer`.
    package let isRequesterPays: Bool
    /// Where nothing follows the prefix, a slash does: the endpoint was written so, and rclone sends it so.
    package let hasSlashAfterPrefix: Bool

    package init(
        origin: HTTPOrigin, pathPrefix: String, style: Style, region: String, signer: Signer, provider: String, bucket: String?,
        isRequesterPays: Bool, hasSlashAfterPrefix: Bool = false
    ) {
        self.origin = origin
        self.pathPrefix = pathPrefix
        self.style = style
        self.region = region
        self.signer = signer
        self.provider = provider
        self.bucket = bucket
        self.isRequesterPays = isRequesterPays
        self.hasSlashAfterPrefix = hasSlashAfterPrefix
    }
}
