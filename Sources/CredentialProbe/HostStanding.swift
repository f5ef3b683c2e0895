internal import HTTPTransport
internal import ObjectStorage

/// What one run has learned of servers and keys, shared by its remotes.
actor HostStanding {
    /// An access key at an endpoint; secret and token are known by codes that mean nothing outside of this run.
    struct Key: Hashable, Sendable {
        let endpoint: HTTPOrigin
        let accessKeyID: String
        let secret: [UInt8]
        let token: [UInt8]

        /// The same key at another endpoint.
        func at(_ endpoint: HTTPOrigin) -> Key { Key(endpoint: endpoint, accessKeyID: accessKeyID, secret: secret, token: token) }

        /// Of all secrets and tokens.
        fileprivate var account: Key { Key(endpoint: endpoint, accessKeyID: accessKeyID, secret: [], token: []) }
    }

    private var throttled: Set<HTTPOrigin> = []
    private var controls: [Key: SentControl] = [:]
    private var claimed: Set<Key> = []
    private var causes: [Key: DiagnosisID] = [:]

    /// After this the endpoint gets no question that is not needed.
    func throttle(_ endpoint: HTTPOrigin) { throttled.insert(endpoint) }

    func isThrottled(_ endpoint: HTTPOrigin) -> Bool { throttled.contains(endpoint) }

    /// True once a key: wrong secrets look like an attack, so there is one control for it in a run.
    func claimControl(_ key: Key) -> Bool { claimed.insert(key.account).inserted }

    func note(_ control: SentControl, of key: Key) { controls[key.account] = control }

    /// Keeps what a diagnosis says of the key itself.
    func note(_ diagnosis: ProbeDiagnosis, of key: Key) {
        guard diagnosis.confidence >= .strong else { return }
        switch diagnosis.id {
        case .wrongSecret, .unknownAccessKey, .userSuspended: causes[key] = diagnosis.id
        case .ok, .accessDenied, .bucketNotFound, .writeOnly: causes[key] = .ok
        default: break
        }
    }

    func known(_ key: Key) -> KnownKey {
        // A temporary key is one with its token: what is known of another token's says nothing.
        let others = causes.filter { $0.key.account == key.account && $0.key.token == key.token && $0.key.secret != key.secret }.map(\.value)
        let control = controls[key.account]
        return KnownKey(
            control: control?.control?.status, cause: causes[key], isOtherSecretGood: others.contains(.ok),
            isIDKnown: others.contains { $0 != .unknownAccessKey }, isIDUnknown: others.contains(.unknownAccessKey),
            tellsByLength: control?.tellsByLength ?? false)
    }

    /// What the control of this key was answered, where it was sent to the same target.
    func control(of key: Key, at target: S3Target) -> SentControl? {
        controls[key.account].flatMap { $0.target == target && $0.token == key.token ? $0 : nil }
    }
}
