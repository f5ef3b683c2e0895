import AWSSigning
import Foundation
import HTTPTransport
import ObjectStorage
import SecretMemory
import TestVectors
import Testing

@Suite struct S3RequestSignerTests {
    private let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: SecretBytes(copying: Array("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".utf8)))

    private func signer(_ options: [String: String], bucket: String? = "bkt") throws -> S3RequestSigner {
        S3RequestSigner(for: try S3Endpoint(of: S3Options(lookup(options.merging(keys) { $1 })), bucket: bucket).target, userAgent: "rcsops/test")
    }

    private struct Vectors: Decodable {
        struct Case: Decodable {
            struct Signature: Decodable { let authorization: String }
            let id, date, region: String
            let v4, v2: Signature
        }
        let header_signed: [Case]
    }

    private func vector(_ id: String) throws -> Vectors.Case {
        let bytes = try VectorFolder.bytes("sigv4/s3-head-vectors.json")
        return try #require(try JSONDecoder().decode(Vectors.self, from: Data(bytes)).header_signed.first { $0.id == id })
    }

    /// 2026-11-23 22:15:00 UTC, the clock of the vectors.
    private let time: Int64 = 1_795_472_100

    @Test("a prefix stands before the bucket, and is signed", .enabled(if: VectorFolder.isThere))
    func prefix() throws {
        let (origin, request) = try signer(["provider": "Ceph", "endpoint": "https://gw.example.test/object-store/v1/", "region": "default"])
            .wireRequest(S3Request("HEAD"), credentials: credentials, time: time)
        #expect(origin == HTTPOrigin(scheme: .https, host: "gw.example.test"))
        #expect(request.target == "/object-store/v1/bkt")
        let vector = try vector("path-prefix")
        #expect(vector.date == "20261123T221500Z" && vector.region == "default")
        #expect(request.fields["Authorization"] == vector.v4.authorization)
    }

    @Test("a V2 request has the vector's signature and no header of version 4", .enabled(if: VectorFolder.isThere))
    func versionTwo() throws {
        let (_, request) = try signer(["provider": "Ceph", "endpoint": "http://127.0.0.1:18333", "v2_auth": "true", "session_token": "t"])
            .wireRequest(S3Request("HEAD"), credentials: credentials, time: time)
        #expect(request.fields["Authorization"] == (try vector("custom-port").v2.authorization))
        #expect(request.fields.map(\.name) == ["Host", "User-Agent", "Accept-Encoding", "Date", "Authorization"])
        #expect(request.fields["Host"] == "127.0.0.1:18333")
    }

    @Test("a slash at the endpoint's end is no part of the path")
    func slash() throws {
        let (_, request) = try signer(["provider": "Ceph", "endpoint": "https://s3.upshift.redhat.com/"])
            .wireRequest(S3Request("HEAD"), credentials: credentials, time: time)
        #expect(request.target == "/bkt")
        #expect(request.fields["Host"] == "s3.upshift.redhat.com")
    }

    @Test("the service's path is a slash or the prefix")
    func service() throws {
        func target(_ options: [String: String]) throws -> String {
            try signer(options, bucket: nil).wireRequest(S3Request("HEAD"), credentials: credentials, time: 0).request.target
        }
        #expect(try target(["provider": "Ceph", "endpoint": "https://gw"]) == "/")
        #expect(try target(["provider": "AWS"]) == "/")
        #expect(try target(["provider": "Ceph", "endpoint": "https://gw/x"]) == "/x")
    }

    @Test("unsigned requests have no key in them, and requester pays says so on each")
    func unsigned() throws {
        let one = try signer(["provider": "Ceph", "endpoint": "https://gw", "requester_pays": "true"])
        let request = one.wireRequest(S3Request("HEAD"), credentials: nil, time: 0).request
        #expect(request.fields.map(\.name) == ["Host", "User-Agent", "Accept-Encoding", "x-amz-request-payer"])
        let signed = one.wireRequest(S3Request("HEAD"), credentials: credentials, time: 0).request
        #expect(signed.fields["Authorization"]?.contains("x-amz-request-payer") == true)
        #expect(signed.fields["X-Amz-Content-SHA256"] == SigV4.emptyPayload)
    }

    @Test("keys that can't sign leave the request unsigned")
    func badKeys() throws {
        let bad = AWSCredentials(accessKeyID: "A/B", secretAccessKey: SecretBytes(copying: Array("s".utf8)))
        let request = try signer(["provider": "Ceph", "endpoint": "https://gw"]).wireRequest(S3Request("HEAD"), credentials: bad, time: 0).request
        #expect(request.fields["Authorization"] == nil)
    }

    @Test("another bucket is asked in path style at the endpoint itself")
    func otherBucket() throws {
        let virtual = try signer(["provider": "AWS", "endpoint": "https://gw.example.test:8443/x"])
        #expect(virtual.target.origin.host == "bkt.gw.example.test")
        let (origin, request) = virtual.wireRequest(S3Request("HEAD"), credentials: credentials, time: 0, bucket: "rcsops-probe-0")
        #expect(origin == HTTPOrigin(scheme: .https, host: "gw.example.test", port: 8443))
        #expect(request.target == "/x/rcsops-probe-0")
        #expect(request.fields["Host"] == "gw.example.test:8443")
        let fast = try signer(["provider": "AWS", "use_accelerate_endpoint": "true", "region": "eu-west-1"])
        #expect(fast.wireRequest(S3Request("HEAD"), credentials: credentials, time: 0, bucket: "x").origin.host == "s3.eu-west-1.amazonaws.com")
    }

    @Test("every name is sent as one that reads back the same, in both styles", arguments: ["Ceph", "AWS"])
    func names(provider: String) throws {
        let seed = TestRun.seed(of: "names to sign")
        var random = SplitMix(seed: seed)
        for _ in 0..<500 {
            let bucket = S3Names.bucket(using: &random)
            let key = S3Names.key(using: &random)
            let one = try signer(["provider": provider, "endpoint": "https://gw.example.test/p"], bucket: bucket)
            let request = one.wireRequest(
                S3Request("GET", key: key, query: [("prefix", key), ("acl", nil)]), credentials: credentials, time: time
            ).request
            let parts = request.target.split(separator: "?", maxSplits: 1)
            let path = String(decoding: PercentEncoding.decode(parts[0].utf8), as: UTF8.self)
            #expect(path == (one.target.style == .path ? "/p/\(bucket)/\(key)" : "/p/\(key)"))
            #expect(parts[1] == "prefix=\(PercentEncoding.encode(key, keeping: .unreserved))&acl")
            #expect(request.target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            // What a server computes from what it reads.
            let names = try #require(request.fields["Authorization"]?.components(separatedBy: "SignedHeaders=").last?.prefix { $0 != "," })
            let read = SigningRequest(
                method: "GET", path: PercentEncoding.encode(bytes: PercentEncoding.decode(parts[0].utf8), keeping: .slashes), query: String(parts[1]),
                fields: names.split(separator: ";").map { (String($0), request.fields[String($0)] ?? "") })
            let v4 = SigV4.s3(region: "us-east-1")
            let canonical = v4.canonicalRequest(of: read, payloadHash: SigV4.emptyPayload)
            let signature = SigV4.signature(
                of: v4.stringToSign(canonical, time: SigningTime(time)), key: v4.signingKey(of: credentials.secretAccessKey, time: SigningTime(time)))
            #expect(request.fields["Authorization"]?.hasSuffix("Signature=" + signature) == true)
        }
    }

    @Test("a presigned URL is the vector's", .enabled(if: VectorFolder.isThere))
    func presigned() throws {
        let url = try signer(["provider": "Ceph", "endpoint": "https://s3.us-east-1.amazonaws.com"], bucket: "examplebucket")
            .presignedURL(S3Request("HEAD"), credentials: credentials, time: 1_369_353_600, validity: 86_400)
        #expect(url.hasPrefix("https://s3.us-east-1.amazonaws.com/examplebucket?X-Amz-Algorithm=AWS4-HMAC-SHA256&"))
        #expect(url.hasSuffix("X-Amz-Signature=777a705d5bc48356bc8695ad97b7ab2517e9854d1ebef9469f3adee9c73b3368"))
    }
}
