package import AWSSigning
package import HTTPTransport

/// Makes the request that goes on the wire, in the one place that all of S3's requests pass.
package struct S3RequestSigner: Sendable {
    package let target: S3Target
    /// Sent as `User-Agent`, not signed.
    package let userAgent: String

    package init(for target: S3Target, userAgent: String) {
        self.target = target
        self.userAgent = userAgent
    }

    /// - Parameters:
    ///   - credentials: Nil leaves the request unsigned. What can't be signed stays so too; ``CredentialChain`` gives no such.
    ///   - time: Seconds since 1970, read once for each request.
    ///   - bucket: Another bucket than the target's, always in path style at the endpoint itself.
    package func wireRequest(_ request: S3Request, credentials: AWSCredentials?, time: Int64, bucket: String? = nil) -> (origin: HTTPOrigin, request: HTTPRequest) {
        let place = place(of: request, bucket: bucket)
        guard let credentials, let signed = try? signed(request, at: place, credentials: credentials, time: time) else {
            return (place.origin, wire(unsigned(request, at: place), body: request.body))
        }
        return (place.origin, wire(signed, body: request.body))
    }

    /// A URL that lets anybody make the request for `validity` seconds: a credential, which is shown where it is asked for
    /// and nowhere else.
    package func presignedURL(
        _ request: S3Request, credentials: AWSCredentials, time: Int64, validity: Int64
    ) throws(AWSSigningError) -> String {
        let place = place(of: request, bucket: nil)
        // Who follows a URL sends no header of ours.
        let bare = SigningRequest(
            method: request.method, path: place.path, query: place.query, fields: [("Host", place.origin.authority)])
        let query: String
        switch target.signer {
        case .v4:
            query = try SigV4.s3(region: target.region).presignedQuery(bare, credentials: credentials, time: time, validity: validity)
        case .v2:
            query = try SigV2.presignedQuery(
                bare, bucketInHost: place.bucketInHost, credentials: credentials, end: time + min(max(validity, 0), SigV4.validity.upperBound))
        }
        return place.origin.scheme.rawValue + "://" + place.origin.authority + place.path + "?" + query
    }

    private struct Place {
        let origin: HTTPOrigin
        let path: String
        let query: String
        let bucketInHost: String?
    }

    private func place(of request: S3Request, bucket other: String?) -> Place {
        let isVirtual = target.style == .virtualHost && other == nil
        let bucket = other ?? target.bucket
        var path = target.pathPrefix
        if !isVirtual, let bucket { path += "/" + PercentEncoding.encode(bucket, keeping: .unreserved) }
        if let key = request.key {
            path += "/" + PercentEncoding.encode(key, keeping: .slashes)
        } else if isVirtual || bucket == nil, target.hasSlashAfterPrefix {
            path += "/"
        }
        let query = request.query.map { name, value in
            let name = PercentEncoding.encode(name, keeping: .unreserved)
            return value.map { name + "=" + PercentEncoding.encode($0, keeping: .unreserved) } ?? name
        }
        return Place(
            origin: other == nil ? target.origin : target.endpoint, path: path.isEmpty ? "/" : path, query: query.joined(separator: "&"),
            bucketInHost: isVirtual ? bucket : nil)
    }

    private func unsigned(_ request: S3Request, at place: Place) -> SigningRequest {
        // Never encoded, as a signature over Accept-Encoding would break in proxies that change it.
        var fields = [("Host", place.origin.authority), ("User-Agent", userAgent), ("Accept-Encoding", "identity")]
        fields += request.fields.map { ($0.name, $0.value) }
        if target.isRequesterPays { fields.append(("x-amz-request-payer", "requester")) }
        return SigningRequest(method: request.method, path: place.path, query: place.query, fields: fields)
    }

    private func signed(
        _ request: S3Request, at place: Place, credentials: AWSCredentials, time: Int64
    ) throws(AWSSigningError) -> SigningRequest {
        var unsigned = unsigned(request, at: place)
        switch target.signer {
        case .v4:
            let hash = SigV4.payloadHash(request.body)
            unsigned.fields.append(("X-Amz-Content-SHA256", hash))
            return try SigV4.s3(region: target.region).signed(unsigned, payloadHash: hash, credentials: credentials, time: time)
        case .v2:
            // rclone sends no token with it.
            return try SigV2.signed(unsigned, bucketInHost: place.bucketInHost, credentials: credentials, time: time, sendsToken: false)
        }
    }

    private func wire(_ request: SigningRequest, body: [UInt8]) -> HTTPRequest {
        HTTPRequest(
            method: request.method, target: request.query.isEmpty ? request.path : request.path + "?" + request.query,
            fields: request.fields.map { HTTPField($0.name, $0.value) }, body: body)
    }
}

extension S3Target {
    /// The endpoint without a bucket in front of its name.
    package var endpoint: HTTPOrigin {
        guard style == .virtualHost, let bucket, origin.host.hasPrefix(bucket + ".") else { return origin }
        let host = String(origin.host.dropFirst(bucket.count + 1))
        // The accelerated endpoint knows no path style.
        guard host.hasPrefix("s3-accelerate."), origin.port == 443 else {
            return HTTPOrigin(scheme: origin.scheme, host: host, port: origin.port)
        }
        let domain = host.dropFirst("s3-accelerate.".count)
        let isDual = domain.hasPrefix("dualstack.")
        return HTTPOrigin(
            scheme: origin.scheme,
            host: "s3." + (isDual ? "dualstack." : "") + region.lowercased() + "." + (isDual ? domain.dropFirst("dualstack.".count) : domain))
    }
}
