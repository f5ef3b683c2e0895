internal import HTTPTransport
internal import ObjectStorage

/// Another try in the region that a server named: a new request to AWS' own host of that region, in the same partition and with the same
/// scheme. The text of a redirect's `Location` is never used as an address.
enum FollowedRegion {
    /// Nil where there is no such host.
    static func subject(_ subject: ProbeSubject, _ seen: ProbeObservation) -> ProbeSubject? {
        let target = subject.target
        guard let region = region(seen), let host = AWSRegionHost(target.origin.host)?.host(in: region) else { return nil }
        let moved = S3Target(
            origin: HTTPOrigin(scheme: target.origin.scheme, host: host, port: target.origin.port), pathPrefix: target.pathPrefix, style: target.style,
            region: region, signer: target.signer, provider: target.provider, bucket: target.bucket, isRequesterPays: target.isRequesterPays,
            hasSlashAfterPrefix: target.hasSlashAfterPrefix)
        // Without a key for objects (SSE-C): the server that it was meant for is another one.
        return ProbeSubject(
            remote: subject.remote, target: moved, credentials: subject.credentials, credentialSource: subject.credentialSource, prefix: subject.prefix,
            traits: subject.traits)
    }

    private static func region(_ seen: ProbeObservation) -> String? {
        if case .error(_, let region?, _)? = seen.explained, region != seen.target.region { return region }
        return seen.otherRegion ?? seen.locationRegion
    }
}
