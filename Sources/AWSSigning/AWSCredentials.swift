package import SecretMemory

/// An access key with its secret, and what the requests of a temporary one carry beside it. A class, since a secret isn't copied.
package final class AWSCredentials: Sendable {
    /// Not a secret, and shown in parts only.
    package let accessKeyID: String
    package let secretAccessKey: SecretBytes
    /// Nil when there is none; an empty one counts as none.
    package let sessionToken: SecretBytes?
    /// In seconds since 1970, where the source told it.
    package let expiry: Int64?

    package init(accessKeyID: String, secretAccessKey: consuming SecretBytes, sessionToken: consuming SecretBytes? = nil, expiry: Int64? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiry = expiry
    }
}
