internal import Cryptography
package import SecretMemory

/// Signature Version 4 (AWS IAM User Guide, "Create a signed AWS API request"), for one service in one region. Each step is
/// a function of its own: a wrong signature shows at the first that differs.
package struct SigV4: Sendable {
    /// What the canonical request makes of the path.
    package enum PathRule: Sendable {
        /// As it is on the wire: S3, whose keys may hold `..` and `//` (S3 API Reference, "Authenticating Requests").
        case asIs
        /// Dot segments and double slashes removed, then encoded once more: every other service.
        case normalizedAndEncodedAgain
    }

    package static let algorithm = "AWS4-HMAC-SHA256"
    /// SHA-256 of nothing.
    package static let emptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    package static let unsignedPayload = "UNSIGNED-PAYLOAD"
    /// Of a presigned URL, in seconds.
    package static let validity: ClosedRange<Int64> = 1...604_800

    package let service: String
    package let region: String
    package let paths: PathRule

    package init(service: String, region: String, paths: PathRule) {
        self.service = service
        self.region = region
        self.paths = paths
    }

    package static func s3(region: String) -> SigV4 { SigV4(service: "s3", region: region, paths: .asIs) }

    package struct CanonicalRequest: Sendable {
        package let text: String
        /// Joined by `;`.
        package let signedHeaders: String
    }

    /// The hash of a body, as text.
    package static func payloadHash(_ body: [UInt8]) -> String {
        body.isEmpty ? emptyPayload : body.withUnsafeBytes { PercentEncoding.hexText(SHA256.hash($0)) }
    }

    package func canonicalRequest(of request: SigningRequest, payloadHash: String) -> CanonicalRequest {
        var values: [String: String] = [:]
        for (name, value) in request.fields {
            let name = name.lowercased()
            guard !Self.unsigned.contains(name) else { continue }
            let folded = Self.folded(value)
            values[name] = values[name].map { $0 + "," + folded } ?? folded
        }
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let signedHeaders = names.joined(separator: ";")
        var text = request.method + "\n" + canonicalPath(request.path) + "\n" + Self.canonicalQuery(of: request) + "\n"
        for name in names { text += name + ":" + (values[name] ?? "") + "\n" }
        text += "\n" + signedHeaders + "\n" + payloadHash
        return CanonicalRequest(text: text, signedHeaders: signedHeaders)
    }

    package func stringToSign(_ canonical: CanonicalRequest, time: SigningTime) -> String {
        let hash = Array(canonical.text.utf8).withUnsafeBytes { PercentEncoding.hexText(SHA256.hash($0)) }
        return Self.algorithm + "\n" + time.stamp + "\n" + scope(time) + "\n" + hash
    }

    /// Date, region, service and terminator.
    package func scope(_ time: SigningTime) -> String { time.date + "/" + region + "/" + service + "/aws4_request" }

    /// The key of a scope: good for this date, region and service alone.
    package func signingKey(of secret: borrowing SecretBytes, time: SigningTime) -> SecretBytes {
        func next(_ key: borrowing SecretBytes, _ part: String) -> SecretBytes {
            key.withBytes { key in Array(part.utf8).withRawBytes { HMACSHA256.secret(key: key, $0) } }
        }
        let prefixed = SecretBytes(count: 4 + secret.count) { room in
            secret.withBytes { secret in
                room.copyBytes(from: "AWS4".utf8)
                UnsafeMutableRawBufferPointer(rebasing: room[4...]).copyMemory(from: secret)
            }
        }
        return next(next(next(next(prefixed, time.date), region), service), "aws4_request")
    }

    /// Lower-case hexadecimal.
    package static func signature(of stringToSign: String, key: borrowing SecretBytes) -> String {
        key.withBytes { key in Array(stringToSign.utf8).withUnsafeBytes { PercentEncoding.hexText(HMACSHA256.code(key: key, $0)) } }
    }

    /// The header form: the request with `X-Amz-Date`, `X-Amz-Security-Token` where there is a token, and `Authorization`.
    package func signed(
        _ request: SigningRequest, payloadHash: String, credentials: AWSCredentials, time seconds: Int64
    ) throws(AWSSigningError) -> SigningRequest {
        try request.check()
        if let fault = AccessKeyID.fault(in: credentials.accessKeyID.utf8) { throw .accessKeyID(fault) }
        let time = SigningTime(seconds)
        var signed = request
        signed.fields.append(("X-Amz-Date", time.stamp))
        if let token = try credentials.tokenText() { signed.fields.append(("X-Amz-Security-Token", token)) }
        let canonical = canonicalRequest(of: signed, payloadHash: payloadHash)
        let signature = Self.signature(
            of: stringToSign(canonical, time: time), key: signingKey(of: credentials.secretAccessKey, time: time))
        signed.fields.append((
            "Authorization",
            Self.algorithm + " Credential=" + credentials.accessKeyID + "/" + scope(time) + ", SignedHeaders=" + canonical.signedHeaders
                + ", Signature=" + signature
        ))
        return signed
    }

    /// The query form: the whole query of a URL that is a credential for `validity` seconds. Only `Host` and the fields of
    /// the request are signed, and whoever uses it sends those.
    package func presignedQuery(
        _ request: SigningRequest, credentials: AWSCredentials, time seconds: Int64, validity: Int64
    ) throws(AWSSigningError) -> String {
        let (unsigned, time) = try presigning(request, credentials: credentials, time: seconds, validity: validity)
        let canonical = canonicalRequest(of: unsigned, payloadHash: Self.unsignedPayload)
        let signature = Self.signature(
            of: stringToSign(canonical, time: time), key: signingKey(of: credentials.secretAccessKey, time: time))
        return unsigned.query + "&X-Amz-Signature=" + signature
    }

    /// The request whose canonical form is signed for a presigned URL.
    package func presigning(
        _ request: SigningRequest, credentials: AWSCredentials, time seconds: Int64, validity: Int64
    ) throws(AWSSigningError) -> (request: SigningRequest, time: SigningTime) {
        try request.check()
        if let fault = AccessKeyID.fault(in: credentials.accessKeyID.utf8) { throw .accessKeyID(fault) }
        guard Self.validity.contains(validity) else { throw .validity(validity) }
        let time = SigningTime(seconds)
        let names = canonicalRequest(of: request, payloadHash: Self.unsignedPayload).signedHeaders
        var added: [(String, String)] = [
            ("X-Amz-Algorithm", Self.algorithm), ("X-Amz-Credential", credentials.accessKeyID + "/" + scope(time)),
            ("X-Amz-Date", time.stamp), ("X-Amz-Expires", String(validity)), ("X-Amz-SignedHeaders", names),
        ]
        if let token = try credentials.tokenText() { added.append(("X-Amz-Security-Token", token)) }
        let query = added.map { $0.0 + "=" + PercentEncoding.encode($0.1, keeping: .unreserved) }.joined(separator: "&")
        return (
            SigningRequest(
                method: request.method, path: request.path, query: request.query.isEmpty ? query : request.query + "&" + query,
                fields: request.fields), time
        )
    }

    private func canonicalPath(_ path: String) -> String {
        switch paths {
        case .asIs: return path.isEmpty ? "/" : path
        case .normalizedAndEncodedAgain:
            var segments: [ArraySlice<UInt8>] = []
            let parts = Array(path.utf8).split(separator: UInt8(ascii: "/"))
            for part in parts {
                switch Array(part) {
                case [UInt8(ascii: ".")]: continue
                case [UInt8(ascii: "."), UInt8(ascii: ".")]: _ = segments.popLast()
                default: segments.append(part)
                }
            }
            var normalized: [UInt8] = []
            for segment in segments { normalized += [UInt8(ascii: "/")] + segment }
            if normalized.isEmpty || path.utf8.last == UInt8(ascii: "/") { normalized.append(UInt8(ascii: "/")) }
            return PercentEncoding.encode(bytes: normalized, keeping: .slashes)
        }
    }

    /// Each name and value in the one spelling, sorted.
    private static func canonicalQuery(of request: SigningRequest) -> String {
        let pairs = request.parameters.map { name, value in
            (
                name: PercentEncoding.encode(bytes: PercentEncoding.decode(name), keeping: .unreserved),
                value: PercentEncoding.encode(bytes: PercentEncoding.decode(value ?? []), keeping: .unreserved)
            )
        }
        let sorted = pairs.sorted { left, right in
            left.name == right.name
                ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8) : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        return sorted.map { $0.name + "=" + $0.value }.joined(separator: "&")
    }

    /// Without white space at the ends, and with one blank for each run inside.
    private static func folded(_ value: String) -> String {
        value.utf8.split { WhiteSpace.isASCII($0) }.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }

    /// What proxies and servers on the way change or add (botocore `auth.py`, aws-sdk-go-v2 `v4/headers.go`).
    private static let unsigned: Set<String> = [
        "authorization", "user-agent", "connection", "expect", "accept-encoding", "x-amzn-trace-id", "transfer-encoding", "te", "trailer",
        "upgrade", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "content-length",
    ]
}

extension AWSCredentials {
    /// The session token as a header has it, nil where there is none.
    func tokenText() throws(AWSSigningError) -> String? {
        let bytes: [UInt8]
        switch sessionToken {
        case .some(let token): bytes = token.withBytes { Array($0) }
        case .none: return nil
        }
        guard !bytes.isEmpty else { return nil }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unusableText("session token") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
