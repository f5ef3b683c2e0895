/// What one response shows: its status, and those of its headers that tell one cause from another. Text is cut and cleaned already.
package struct ProbeEvidence: Sendable, Equatable {
    /// Which implementation the headers are known from; a hint only.
    package enum Kind: String, Sendable { case radosgw, aws, seaweedfs, minio }

    package var status: Int
    /// The length that an error's body would have; nil when there was none, or zero: then it tells nothing.
    package var announcedLength: Int?
    /// Two lengths, or one that is no number: no S3 server does that.
    package var hasBrokenLength = false
    /// Any of `x-amz-request-id`'s spellings.
    package var requestID: String?
    /// `x-amz-bucket-region`.
    package var bucketRegion: String?
    /// Another header that only S3 servers send: `x-amz-id-2`, `x-rgw-…`.
    package var hasOtherS3Header = false
    package var kind: Kind?
    /// `Server`.
    package var software: String?
    package var isHTML = false
    /// `WWW-Authenticate`: S3 has none.
    package var wantsLogin = false
    /// The host of `Location`, in lower case.
    package var locationHost: String?
    /// `Location` is https.
    package var isLocationSecure = false
    /// `Date`, in seconds since 1970; nil where a cache answered.
    package var date: Int64?
    /// `Retry-After`, in seconds from now.
    package var retryAfter: Int64?
    /// `x-amz-version-id`: the bucket keeps versions.
    package var versionID: String?
    package var entityTag: String?
    /// `x-amz-server-side-encryption`.
    package var encryption: String?
    /// The server names the algorithm of a customer's key.
    package var hasCustomerEncryption = false
    package var contentLength: Int?
    package var tlsVersion: String?
    package var peerNotAfter: Int64?

    package init(status: Int, announcedLength: Int? = nil) {
        self.status = status
        self.announcedLength = announcedLength
        contentLength = announcedLength
    }

    /// An S3 server answered, no proxy or portal.
    package var isS3: Bool { requestID != nil || bucketRegion != nil || hasOtherS3Header }

    package var isSuccess: Bool { (200..<300).contains(status) }
    package var isRedirect: Bool { (300..<400).contains(status) && status != 304 }
    /// Trouble of the server's own that another try may be spared.
    package var isPassing: Bool { [429, 500, 502, 503, 504].contains(status) }
    package var isThrottling: Bool { status == 429 || status == 503 }
}
