import AWSSigning
import Foundation
import SecretMemory
import TestVectors
import Testing

@Suite("signatures of S3 as botocore makes them", .enabled(if: VectorFolder.isThere))
struct S3VectorTests {
    @Test("version 4 in the header", arguments: S3Vectors.shared?.header_signed ?? [])
    func headerV4(_ vector: S3Vectors.Header) throws {
        let url = URLText(vector.url)
        let signer = SigV4.s3(region: vector.region)
        let time = SigningTime(seconds(vector.date))
        #expect(time.stamp == vector.date)
        var request = SigningRequest(method: vector.method, path: url.path, query: url.query, fields: [("Host", url.host)])
        for (name, value) in vector.headers { request.fields.append((name, value)) }
        request.fields.append(("X-Amz-Content-SHA256", vector.payload_hash))
        let keys = credentials(vector.access_key_id, vector.secret_access_key, token: vector.session_token)
        let signed = try signer.signed(request, payloadHash: vector.payload_hash, credentials: keys, time: seconds(vector.date))

        let canonical = signer.canonicalRequest(of: signed, payloadHash: vector.payload_hash)
        #expect(canonical.text == vector.v4.canonical_request)
        #expect(signer.stringToSign(canonical, time: time) == vector.v4.string_to_sign)
        let key = signer.signingKey(of: keys.secretAccessKey, time: time)
        #expect(key.withBytes { PercentEncoding.hexText($0) } == vector.v4.signing_key_hex)
        #expect(signed.fields.last?.name == "Authorization")
        #expect(signed.fields.last?.value == vector.v4.authorization)
        for (name, value) in vector.v4.signed_request_headers {
            #expect(signed.fields.first { $0.name.lowercased() == name.lowercased() }?.value == value)
        }
    }

    @Test("version 2 in the header", arguments: S3Vectors.shared?.header_signed ?? [])
    func headerV2(_ vector: S3Vectors.Header) throws {
        let url = URLText(vector.url)
        let time = seconds(vector.date)
        #expect(SigningTime(time).httpDate == vector.v2.date_header)
        let fields = [("Host", url.host)] + vector.headers.map { ($0.key, $0.value) }
        let request = SigningRequest(method: vector.method, path: url.path, query: url.query, fields: fields)
        let keys = credentials(vector.access_key_id, vector.secret_access_key, token: vector.session_token)
        let signed = try SigV2.signed(request, bucketInHost: vector.virtual_host_bucket, credentials: keys, time: time)
        #expect(SigV2.canonicalResource(request, bucketInHost: vector.virtual_host_bucket) == vector.v2.canonical_resource)
        #expect(
            SigV2.stringToSign(signed, bucketInHost: vector.virtual_host_bucket, date: vector.v2.date_header) == vector.v2.string_to_sign)
        #expect(signed.fields.last?.value == vector.v2.authorization)
    }

    @Test("version 4 in the query", arguments: S3Vectors.shared?.presigned_v4 ?? [])
    func presignedV4(_ vector: S3Vectors.PresignedV4) throws {
        let url = URLText(vector.url)
        let signer = SigV4.s3(region: vector.region)
        let request = SigningRequest(method: vector.method, path: url.path, query: url.query, fields: [("Host", url.host)])
        let keys = credentials(vector.access_key_id, vector.secret_access_key, token: vector.session_token)
        let (unsigned, time) = try signer.presigning(request, credentials: keys, time: seconds(vector.date), validity: vector.expires)
        let canonical = signer.canonicalRequest(of: unsigned, payloadHash: SigV4.unsignedPayload)
        #expect(canonical.text == vector.canonical_request)
        #expect(signer.stringToSign(canonical, time: time) == vector.string_to_sign)
        let query = try signer.presignedQuery(request, credentials: keys, time: seconds(vector.date), validity: vector.expires)
        #expect(query == URLText(vector.presigned_url).query)
        #expect(query.hasSuffix("&X-Amz-Signature=" + vector.signature))
    }

    @Test("version 2 in the query", arguments: S3Vectors.shared?.presigned_v2 ?? [])
    func presignedV2(_ vector: S3Vectors.PresignedV2) throws {
        let url = URLText(vector.url)
        let request = SigningRequest(method: vector.method, path: url.path, query: url.query, fields: [("Host", url.host)])
        let keys = credentials(vector.access_key_id, vector.secret_access_key, token: vector.session_token)
        var withToken = request
        if let token = vector.session_token { withToken.fields.append(("x-amz-security-token", token)) }
        let text = SigV2.stringToSign(withToken, date: String(vector.expires_epoch))
        #expect(text == vector.string_to_sign)
        #expect(try SigV2.signature(of: text, credentials: keys) == vector.signature)
        #expect(try SigV2.presignedQuery(request, credentials: keys, end: vector.expires_epoch) == URLText(vector.presigned_url).query)
    }

    @Test("all of them are there") func counts() {
        #expect(S3Vectors.shared?.header_signed.count == 25)
        #expect(S3Vectors.shared?.presigned_v4.count == 6)
        #expect(S3Vectors.shared?.presigned_v2.count == 2)
    }
}
