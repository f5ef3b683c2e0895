/// Something beside the diagnosis that its owner should know.
package struct ProbeWarning: Sendable, Equatable {
    /// The names stand in reports and keep their meaning.
    package enum ID: String, Sendable, CaseIterable {
        case plaintextTransport = "plaintext_transport"
        case configSuspicious = "config_suspicious"
        case bucketNameLegacy = "bucket_name_legacy"
        case weakSignature = "weak_signature"
        case unknownProvider = "unknown_provider"
        case clockDrift = "clock_drift"
        case headBucketDenied = "head_bucket_denied"
        case credentialsUnproven = "credentials_unproven"
        case anonymousRemote = "anonymous_remote"
        case tokenExpiresSoon = "token_expires_soon"
        case probeKeyTaken = "probe_key_taken"
        case conditionalPutUnsupported = "conditional_put_unsupported"
        case objectLocked = "object_locked"
        case objectDenied = "object_denied"
        case objectMissing = "object_missing"
        case objectDiffers = "object_differs"
        case residue
        case writeCheckSkipped = "write_check_skipped"
        case followedRegion = "followed_region"
        case hostDependent = "host_dependent"
        case optionOverridden = "option_overridden"
        /// Anything else that whoever reads the configuration has to say.
        case note

        /// What it means, for people.
        package var meaning: String {
            switch self {
            case .plaintextTransport: "requests go over plain http"
            case .configSuspicious: "an option looks like a paste gone wrong"
            case .bucketNameLegacy: "the bucket's name is of a form that AWS no longer allows"
            case .weakSignature: "signatures of version 2 are HMAC-SHA1 and not bound to a host"
            case .unknownProvider: "rclone does not know the provider, and takes it for Other"
            case .clockDrift: "the clocks are drifting apart; beyond 15 minutes signatures fail"
            case .headBucketDenied: "HEAD of the bucket is denied, but rclone lists, and that works"
            case .credentialsUnproven: "nothing shows that the signature was looked at"
            case .anonymousRemote: "the remote has no keys; env_auth = true would look for some"
            case .tokenExpiresSoon: "the session token expires within the hour"
            case .probeKeyTaken: "an object with the test object's name is there; nothing was written or deleted"
            case .conditionalPutUnsupported: "the server knows no conditional PUT"
            case .objectLocked: "the bucket locks objects by default, so the test object could not be deleted; nothing was written"
            case .objectDenied: "HEAD of the object is denied: List or Get is missing"
            case .objectMissing: "the named object does not exist"
            case .objectDiffers: "the server does not show the object that was written"
            case .residue: "something of the write check is still there"
            case .writeCheckSkipped: "the write check was not done"
            case .followedRegion: "asked again in the bucket's region"
            case .hostDependent: "the credentials are this machine's; a pod or another machine may get others"
            case .optionOverridden: "the environment overrides an option of the file"
            case .note: "note"
            }
        }
    }

    package let id: ID
    /// Details of this case, without secrets.
    package let detail: String

    package init(_ id: ID, _ detail: String? = nil) {
        self.id = id
        self.detail = detail ?? id.meaning
    }
}
