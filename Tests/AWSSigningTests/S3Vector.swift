import AWSSigning
import Foundation
import SecretMemory
import TestVectors

/// Cases of S3 made with botocore (vectors/sigv4/README.md).
struct S3Vectors: Decodable {
    struct Header: Decodable, Sendable {
        struct V4: Decodable, Sendable {
            let canonical_request, string_to_sign, signing_key_hex, authorization: String
            let signed_request_headers: [String: String]
        }
        struct V2: Decodable, Sendable { let date_header, canonical_resource, string_to_sign, authorization: String }
        let id, method, url, access_key_id, secret_access_key, region, date, payload_hash: String
        let headers: [String: String]
        let session_token, virtual_host_bucket: String?
        let v4: V4
        let v2: V2
    }
    struct PresignedV4: Decodable, Sendable {
        let id, method, url, access_key_id, secret_access_key, region, date, canonical_request, string_to_sign, signature, presigned_url: String
        let expires: Int64
        let session_token: String?
    }
    struct PresignedV2: Decodable, Sendable {
        let id, method, url, access_key_id, secret_access_key, string_to_sign, signature, presigned_url: String
        let expires_epoch: Int64
        let session_token: String?
    }
    let header_signed: [Header]
    let presigned_v4: [PresignedV4]
    let presigned_v2: [PresignedV2]

    static let shared: S3Vectors? = {
        guard VectorFolder.isThere, let bytes = try? VectorFolder.bytes("sigv4/s3-head-vectors.json") else { return nil }
        return try? JSONDecoder().decode(S3Vectors.self, from: Data(bytes))
    }()
}

/// A URL taken apart as text: nothing is decoded.
struct URLText {
    let path: String
    let query: String
    /// Without the scheme's own port.
    let host: String

    init(_ text: String) {
        let scheme = text.hasPrefix("https://") ? "https://" : "http://"
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(authority.count)
        path = String(target.prefix { $0 != "?" })
        query = String(target.dropFirst(path.count + 1))
        let port = scheme == "https://" ? ":443" : ":80"
        host = String(authority.hasSuffix(port) ? authority.dropLast(port.count) : authority)
    }
}

func credentials(_ id: String, _ secret: String, token: String? = nil) -> AWSCredentials {
    let key = SecretBytes(copying: Array(secret.utf8))
    guard let token else { return AWSCredentials(accessKeyID: id, secretAccessKey: key) }
    return AWSCredentials(accessKeyID: id, secretAccessKey: key, sessionToken: SecretBytes(copying: Array(token.utf8)))
}

/// `20130524T000000Z` as seconds since 1970.
func seconds(_ stamp: String) -> Int64 {
    let form = DateFormatter()
    form.locale = Locale(identifier: "en_US_POSIX")
    form.timeZone = TimeZone(identifier: "UTC")
    form.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
    return Int64(form.date(from: stamp)!.timeIntervalSince1970)
}
