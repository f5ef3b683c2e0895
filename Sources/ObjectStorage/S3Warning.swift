/// What is odd about a remote's options, and no reason to send nothing.
package enum S3Warning: Sendable, Hashable {
    /// http: who listens sees all but the secret key.
    case plaintextTransport
    /// Probably not what was meant.
    case suspicious(option: String, Oddity)
    /// A name that no new bucket of Amazon's may have.
    case bucketNameLegacy
    /// Signatures of version 2.
    case weakSignature
    /// rclone takes it for `Other`.
    case unknownProvider
    /// A region of no partition: hosts are made as for `aws`.
    case unknownRegion
    /// A session token, which signatures of version 2 don't carry.
    case tokenNotSent
    /// Neither keys nor `env_auth`: rclone asks anonymously.
    case anonymousRemote

    package enum Oddity: String, Sendable, Hashable {
        case blanks = "it has a blank or control byte at an end"
        case quotes = "it has quotes around it, which rclone takes for a part of it"
        case foreignLetters = "it has a character that no key has, perhaps one that is not seen"
        case slashes = "it ends with more than one slash, and rclone sends all but one of them"
        case letterCase = "rclone doesn't put its letters in lower case, and asks for another name"
        case goesToAmazon = "it is not set: the keys go to amazonaws.com"
        case regionCase = "Amazon's regions are in lower case"
        case ignored = "rclone doesn't heed it for this provider"
    }

    package var id: String {
        switch self {
        case .plaintextTransport: "plaintext_transport"
        case .suspicious: "config_suspicious"
        case .bucketNameLegacy: "bucket_name_legacy"
        case .weakSignature: "weak_signature"
        case .unknownProvider: "unknown_provider"
        case .unknownRegion: "unknown_region"
        case .tokenNotSent: "config_conflict"
        case .anonymousRemote: "anonymous_remote"
        }
    }

    package var detail: String {
        switch self {
        case .plaintextTransport: "endpoint is plain http: requests and answers travel unencrypted"
        case .suspicious(let option, let oddity): option + ": " + oddity.rawValue
        case .bucketNameLegacy: "the bucket's name has capitals, underscores or a length that new buckets can't have"
        case .weakSignature: "signatures of version 2 are HMAC-SHA1, and good for any host"
        case .unknownProvider: "rclone 1.75 does not know this provider, and takes it for Other"
        case .unknownRegion: "no partition of Amazon's has this region"
        case .tokenNotSent: "session_token is not sent with v2_auth"
        case .anonymousRemote: "the remote has no keys, and rclone asks anonymously; set env_auth = true to take them from the environment"
        }
    }
}
