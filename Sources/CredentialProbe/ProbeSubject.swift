package import AWSSigning
package import ObjectStorage

/// What is probed: one remote, resolved. Where the configuration itself is wrong there is nothing to ask a server.
package struct ProbeSubject: Sendable {
    /// As rclone's file names it.
    package let remote: String
    package let target: S3Target
    /// Nil: the remote has no keys, and rclone asks anonymously.
    package let credentials: AWSCredentials?
    /// `config`, `environment`, `profile`, `web-identity`, `container` or `instance`.
    package let credentialSource: String
    /// The folder in the bucket, without slashes at its ends; empty for the bucket itself.
    package let prefix: String

    package init(remote: String, target: S3Target, credentials: AWSCredentials?, credentialSource: String, prefix: String = "") {
        self.remote = remote
        self.target = target
        self.credentials = credentials
        self.credentialSource = credentialSource
        self.prefix = prefix
    }
}
