package import AWSSigning

/// Where keys came from; the words are the report's.
package enum CredentialSource: String, Sendable, Equatable {
    case configuration = "config"
    case environment, profile
    case webIdentity = "web-identity"
    case container, instance

    /// Another machine has other keys there: a probe from here says nothing about those.
    package var isHostDependent: Bool { self != .configuration }
}

/// What the chain found.
package struct FoundCredentials: Sendable {
    /// Nil: rclone asks anonymously.
    package let credentials: AWSCredentials?
    package let source: CredentialSource
    /// STS gave them for a role.
    package let isRole: Bool
    package let warnings: [S3Warning]

    package init(_ credentials: AWSCredentials?, from source: CredentialSource, isRole: Bool = false, warnings: [S3Warning] = []) {
        self.credentials = credentials
        self.source = source
        self.isRole = isRole
        self.warnings = warnings
    }

    package var isHostDependent: Bool { source.isHostDependent }
}
