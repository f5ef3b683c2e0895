internal import HTTPTransport

/// What one run has learned of servers and keys, shared by its remotes.
actor HostStanding {
    /// An access key at an endpoint; the secret is known by a code that means nothing outside of this run.
    struct Key: Hashable, Sendable {
        let endpoint: HTTPOrigin
        let accessKeyID: String
        let secret: [UInt8]
    }

    private var throttled: Set<HTTPOrigin> = []
    private var controls: [Key: Int] = [:]
    private var claimed: Set<Key> = []
    private var causes: [Key: DiagnosisID] = [:]

    /// After this the endpoint gets no question that is not needed.
    func throttle(_ endpoint: HTTPOrigin) { throttled.insert(endpoint) }

    func isThrottled(_ endpoint: HTTPOrigin) -> Bool { throttled.contains(endpoint) }

    /// True once a key: wrong secrets look like an attack, so there is one control for it in a run.
    func claimControl(_ key: Key) -> Bool { claimed.insert(Key(endpoint: key.endpoint, accessKeyID: key.accessKeyID, secret: [])).inserted }

    func note(control status: Int, of key: Key) { controls[Key(endpoint: key.endpoint, accessKeyID: key.accessKeyID, secret: [])] = status }

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
        let isOtherGood = causes.contains { other, cause in
            cause == .ok && other.endpoint == key.endpoint && other.accessKeyID == key.accessKeyID && other.secret != key.secret
        }
        return KnownKey(
            control: controls[Key(endpoint: key.endpoint, accessKeyID: key.accessKeyID, secret: [])], cause: causes[key], isOtherSecretGood: isOtherGood)
    }
}
