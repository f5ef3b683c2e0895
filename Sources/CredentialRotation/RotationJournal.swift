package import ObjectStorage

/// The durable facts of a rotation (§2.3), all but the two secrets; written whole before and after each act. Times are seconds since 1970.
package struct RotationJournal: Sendable, Equatable {
    package enum Rejection: String, Sendable { case pending, confirmed, unconfirmed }
    /// What the rotation is going to end in. An abort is durable before its first act.
    package enum Goal: String, Sendable { case done, aborted }

    package struct Event: Sendable, Equatable {
        package var seq: Int
        package var at: Int64
        package var from: RotationState
        package var to: RotationState
        /// A word, as in `orphan_deleted`; nil for a plain transition.
        package var note: String?
        package var requestID: String?

        package init(seq: Int, at: Int64, from: RotationState, to: RotationState, note: String? = nil, requestID: String? = nil) {
            self.seq = seq
            self.at = at
            self.from = from
            self.to = to
            self.note = note
            self.requestID = requestID
        }
    }

    package struct Verified: Sendable, Equatable {
        package var target: VerificationTarget
        package var at: Int64
        package var status: Int
        package var attempts: Int
        package var requestID: String?
        /// From the first request to the one that counts; nil in a journal of an rcsops that did not measure it.
        package var milliseconds: Int?

        package init(target: VerificationTarget, at: Int64, status: Int, attempts: Int, requestID: String? = nil, milliseconds: Int? = nil) {
            self.target = target
            self.at = at
            self.status = status
            self.attempts = attempts
            self.requestID = requestID
            self.milliseconds = milliseconds
        }
    }

    /// The event of a rotation that a person has ended where it stood: no key and no file was touched.
    package static let leftAsIs = "left_as_is"

    /// UUID of version 7.
    package var id: String
    package var seq = 0
    package var state = RotationState.planned
    package var goal = Goal.done
    package var createdAt: Int64
    package var tool: String
    /// `aws`, `iam`, `ceph-admin`, `ceph-iam`, `seaweedfs`, `minio`, `manual`, `command`
    package var source: String
    package var partition: String?
    /// Of the service that makes keys.
    package var endpoint: String?
    package var region: String?
    package var user: String?
    package var account: String?
    package var oldID: String
    package var newID: String?
    package var beforeIDs: [String] = []
    package var uses: [RotationUse]
    package var targets: [VerificationTarget] = []
    package var verified: [Verified] = []
    /// How long both pairs are kept, and how long the old one stays switched off, in seconds.
    package var grace: Int64 = 86_400
    package var graceInactive: Int64 = 86_400
    /// Confirmed: grace counts as 0.
    package var isImmediate = false
    /// How many creates were sent of which it is not known that they left nothing, and what the server's clock showed when the last one was.
    package var attempt = 0
    package var creatingSince: Int64?
    /// Of the create that was intended last, ``RequestDigest``; nil where a person brings the pair, and in a journal of an rcsops that kept none.
    package var requestDigest: String?
    package var committedAt: Int64?
    package var deactivateNotBefore: Int64?
    package var deleteNotBefore: Int64?
    package var rejection = Rejection.pending
    package var acceptsBlindSpots = false
    package var blindSpots: [String] = []
    package var wantsCommit = false
    package var commit: String?
    /// Nil in a journal of an rcsops that kept none.
    package var settings: RotationSettings?
    package var events: [Event] = []
    package var host: String
    package var pid: Int32
    package var bootID: String

    package init(id: String, createdAt: Int64, tool: String, source: String, oldID: String, uses: [RotationUse], host: String, pid: Int32, bootID: String) {
        self.id = id
        self.createdAt = createdAt
        self.tool = tool
        self.source = source
        self.oldID = oldID
        self.uses = uses
        self.host = host
        self.pid = pid
        self.bootID = bootID
    }

    /// False where the files were committed already, as they are to be; going back is a commit of its own.
    package var isCommitDue: Bool { commit == nil || goal == .aborted }

    /// The new pair works, at every place where keys are tried now.
    mutating func prove(_ proofs: [Verified]) {
        verified = proofs
        targets = proofs.map(\.target)
    }
}
