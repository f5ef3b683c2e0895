import ObjectStorage

/// A rotation in memory: what its journal holds, as it was last made durable.
package struct Rotation: Sendable {
    package internal(set) var journal: RotationJournal
    package internal(set) var secrets: RotationSecrets
    /// Creates that this process has sent. A back end that always fails would be asked without end.
    var createsSent = 0
    /// The last answer to one of them that left open whether a key was made: what a person is told where no more are sent.
    var createFailure: AccessKeyError?
    /// True where this process has come to delete the old key, and nobody before it.
    var isUndeleted = false

    package init(journal: RotationJournal, secrets: RotationSecrets) {
        self.journal = journal
        self.secrets = secrets
    }
}

/// Where a run stands still, and why.
package struct RotationOutcome: Sendable {
    package let rotation: Rotation
    package let stop: RotationStop
}
