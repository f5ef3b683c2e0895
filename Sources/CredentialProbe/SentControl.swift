internal import ObjectStorage

/// The answers to wrong credentials of one access key, sent once in a run. Their lengths tell something for the target that they were
/// sent to alone: a server's error names the bucket.
struct SentControl: Sendable {
    let target: S3Target
    /// The code of the session token that went with them.
    let token: [UInt8]
    var control: ProbeEvidence?
    var akid: ProbeEvidence?
    /// The lengths of a wrong secret's answer and of an unsigned one's are two: here lengths tell errors apart.
    var tellsByLength = false
}
