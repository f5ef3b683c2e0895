internal import Cryptography
internal import SecretMemory

/// Signature Version 2 (Amazon S3 User Guide, "Signing and authenticating REST requests"): HMAC-SHA1, no region, and no
/// protection of the host.
package enum SigV2 {
    /// What is signed.
    /// - Parameters:
    ///   - bucketInHost: The bucket of a virtual host, which the path doesn't have.
    ///   - date: The header `Date`; the second at which a presigned URL ends.
    package static func stringToSign(_ request: SigningRequest, bucketInHost: String? = nil, date: String) -> String {
        func value(_ name: String) -> String { request.fields.first { $0.name.lowercased() == name }.map { trimmed($0.value) } ?? "" }
        var values: [String: String] = [:]
        for (name, value) in request.fields {
            let name = name.lowercased()
            guard name.hasPrefix("x-amz-") else { continue }
            values[name] = values[name].map { $0 + "," + trimmed(value) } ?? trimmed(value)
        }
        var text = request.method + "\n" + value("content-md5") + "\n" + value("content-type") + "\n"
        // The date of x-amz-date takes the place of Date's.
        text += (values["x-amz-date"] == nil ? date : "") + "\n"
        for name in values.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) { text += name + ":" + (values[name] ?? "") + "\n" }
        return text + canonicalResource(request, bucketInHost: bucketInHost)
    }

    package static func canonicalResource(_ request: SigningRequest, bucketInHost: String? = nil) -> String {
        let path = (bucketInHost.map { "/" + $0 } ?? "") + (request.path.isEmpty ? "/" : request.path)
        var resources: [(name: String, text: String)] = []
        for (name, value) in request.parameters {
            let name = String(decoding: PercentEncoding.decode(name), as: UTF8.self)
            guard subresources.contains(name) else { continue }
            let decoded = value.map { String(decoding: PercentEncoding.decode($0), as: UTF8.self) } ?? ""
            resources.append((name, decoded.isEmpty ? name : name + "=" + decoded))
        }
        resources.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return resources.isEmpty ? path : path + "?" + resources.map(\.text).joined(separator: "&")
    }

    /// In base64.
    package static func signature(of stringToSign: String, credentials: AWSCredentials) throws(AWSSigningError) -> String {
        let code: [UInt8]
        do throws(CryptographyError) {
            code = try credentials.secretAccessKey.withBytes { (key) throws(CryptographyError) in
                try Array(stringToSign.utf8).withRawBytes { (text) throws(CryptographyError) in try HMACSHA1.code(key: key, text) }
            }
        } catch {
            switch error {
            case .libraryFailure(let call): throw .cryptography(call)
            default: throw .cryptography("HMAC")
            }
        }
        return code.withUnsafeBytes { SecretBase64.encoded($0).withBytes { String(decoding: $0, as: UTF8.self) } }
    }

    /// The header form: the request with `Date`, `X-Amz-Security-Token` where there is a token, and `Authorization`.
    /// - Parameter sendsToken: False leaves the token out, as clients do that know none with this version.
    package static func signed(
        _ request: SigningRequest, bucketInHost: String? = nil, credentials: AWSCredentials, time: Int64, sendsToken: Bool = true
    ) throws(AWSSigningError) -> SigningRequest {
        try request.check()
        if let fault = AccessKeyID.fault(in: credentials.accessKeyID.utf8, forV2: true) { throw .accessKeyID(fault) }
        let date = SigningTime(time).httpDate
        var signed = request
        signed.fields.append(("Date", date))
        if sendsToken, let token = try credentials.tokenText() { signed.fields.append(("X-Amz-Security-Token", token)) }
        let signature = try signature(of: stringToSign(signed, bucketInHost: bucketInHost, date: date), credentials: credentials)
        signed.fields.append(("Authorization", "AWS " + credentials.accessKeyID + ":" + signature))
        return signed
    }

    /// The query form: the whole query of a URL that is a credential until `end`, in seconds since 1970.
    package static func presignedQuery(
        _ request: SigningRequest, bucketInHost: String? = nil, credentials: AWSCredentials, end: Int64
    ) throws(AWSSigningError) -> String {
        try request.check()
        if let fault = AccessKeyID.fault(in: credentials.accessKeyID.utf8, forV2: true) { throw .accessKeyID(fault) }
        var signed = request
        let token = try credentials.tokenText()
        if let token { signed.fields.append(("x-amz-security-token", token)) }
        let signature = try signature(of: stringToSign(signed, bucketInHost: bucketInHost, date: String(end)), credentials: credentials)
        var query = request.query.isEmpty ? "" : request.query + "&"
        query += "AWSAccessKeyId=" + PercentEncoding.encode(credentials.accessKeyID, keeping: .unreserved)
        query += "&Signature=" + PercentEncoding.encode(signature, keeping: .unreserved)
        if let token { query += "&x-amz-security-token=" + PercentEncoding.encode(token, keeping: .unreserved) }
        return query + "&Expires=" + String(end)
    }

    /// Query names that are part of what is asked for.
    private static let subresources: Set<String> = [
        "acl", "cors", "delete", "lifecycle", "location", "logging", "notification", "partNumber", "policy", "requestPayment",
        "response-cache-control", "response-content-disposition", "response-content-encoding", "response-content-language",
        "response-content-type", "response-expires", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions",
        "website",
    ]

    private static func trimmed(_ value: String) -> String {
        let bytes = Array(value.utf8)
        guard let start = bytes.firstIndex(where: { !WhiteSpace.isASCII($0) }), let end = bytes.lastIndex(where: { !WhiteSpace.isASCII($0) })
        else { return "" }
        return String(decoding: bytes[start...end], as: UTF8.self)
    }
}
