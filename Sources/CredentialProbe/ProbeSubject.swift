package import AWSSigning
package import HTTPTransport
package import ObjectStorage

/// What is probed: one remote, resolved. Where the configuration itself is wrong there is nothing to ask a server.
package struct ProbeSubject: Sendable {
    /// Options of the remote that change what is asked, or what can't be known by asking.
    package struct Traits: Sendable, Hashable {
        /// `list_version = 1`: rclone lists by the first version.
        package var listsByVersion1 = false
        /// `server_side_encryption` and `sse_kms_key_id`: an upload asks for them, and a bucket may want that.
        package var serverSideEncryption: String?
        package var kmsKeyID: String?
        /// `sse_customer_…`: an object's HEAD wants the key.
        package var usesCustomerKey = false
        /// `no_check_bucket = true`: rclone does not try to make the bucket first.
        package var skipsBucketCheck = false
        /// `no_head = true`: rclone does not look at an object that it has written.
        package var skipsHead = false
        /// `acl` or `bucket_acl`: writing wants the right to set one too.
        package var setsACL = false
        /// The credentials are this machine's: another one may have others.
        package var isHostDependent = false

        package init() {}

        /// Only reading and writing shows whether the key may be used.
        var usesKMS: Bool { serverSideEncryption?.hasPrefix("aws:kms") ?? false }
    }

    /// As rclone's file names it.
    package let remote: String
    package let target: S3Target
    /// Nil: the remote has no keys, and rclone asks anonymously.
    package let credentials: AWSCredentials?
    /// `config`, `environment`, `profile`, `web-identity`, `container` or `instance`.
    package let credentialSource: String
    /// The folder in the bucket, without slashes at its ends; empty for the bucket itself.
    package let prefix: String
    package let traits: Traits
    /// Goes with questions about an object that is there, to no other host, and not in the clear beyond this machine.
    package let customerKey: S3CustomerKey?

    package init(
        remote: String, target: S3Target, credentials: AWSCredentials?, credentialSource: String, prefix: String = "", traits: Traits = Traits(),
        customerKey: S3CustomerKey? = nil
    ) {
        self.remote = remote
        self.target = target
        self.credentials = credentials
        self.credentialSource = credentialSource
        self.prefix = prefix
        self.traits = traits
        self.customerKey = customerKey
    }

    /// True where requests carry a session token: rclone's signatures of version 2 leave it out.
    package var hasToken: Bool { target.signer == .v4 && (credentials?.withToken { $0.count } ?? 0) > 0 }

    /// Scheme, host and port of the endpoint itself: without the bucket that the virtual-host style puts in front.
    package var endpointOrigin: HTTPOrigin {
        let origin = target.origin
        guard target.style == .virtualHost, let bucket = target.bucket, origin.host.hasPrefix(bucket + ".") else { return origin }
        return HTTPOrigin(scheme: origin.scheme, host: String(origin.host.dropFirst(bucket.count + 1)), port: origin.port)
    }
}
