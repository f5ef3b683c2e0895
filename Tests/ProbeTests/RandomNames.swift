import AWSSigning
import CommandDriver
import Cryptography
import Foundation
import HTTPTransport
import ObjectStorage
import SecretMemory
import TestVectors
import Testing

/// Random names, asked for with HEAD by the signer and the client that the probe uses.
enum RandomNames {
    private static let count = 500
    /// What is encoded, what is not, what others would take for a part of the path, and letters of two, three and four bytes.
    private static let odd = Array(" !\"#$%&'()*+,-.:;<=>?@[\\]^_`{|}~/%2F%20+=&é漢😀a~b..//./../")

    static func check(_ kind: S3Server.Kind) async throws {
        let server = try S3Server.shared(kind)
        let seed = TestRun.seed(of: "names for \(kind)")
        var random = SplitMix(seed: seed)
        let client = try HTTPClient(roots: try TrustStore(environment: { _ in nil }))
        var statuses: [Int: Int] = [:]
        for number in 0..<count {
            let bucket = number % 2 == 0 ? "bkt" : bucketName(&random)
            let key = number % 2 == 0 ? objectKey(&random) : nil
            let status = try await status(of: key, in: bucket, server, client)
            statuses[status, default: 0] += 1
            // 403 is what a wrong signature gives; the owner's key gets it for nothing else.
            #expect(status != 403, "\(bucket) \(key ?? "")")
        }
        print("random names: \(count) of \(count) signatures accepted, \(kind.rawValue): \(statuses.sorted { $0.key < $1.key })")
        #expect(try await status(of: "a b", in: "bkt", server, client, secret: "wrong") == 403)
        await client.shutdown()
    }

    private static func status(
        of key: String?, in bucket: String, _ server: S3Server, _ client: HTTPClient, secret: String? = nil
    ) async throws -> Int {
        let arena = SecretArena()
        let owner = try server.key(of: "owner")
        let values = ["provider": server.provider, "endpoint": server.endpoint, "access_key_id": owner.id, "secret_access_key": owner.secret]
        let options = try S3Options { values[$0].map { arena.store(Array($0.utf8)) } }
        let endpoint = try S3Endpoint(of: options, bucket: bucket)
        let credentials = AWSCredentials(accessKeyID: owner.id, secretAccessKey: SecretBytes(copying: Array((secret ?? owner.secret).utf8)))
        let (origin, request) = S3RequestSigner(for: endpoint.target, userAgent: "test").wireRequest(
            S3Request("HEAD", key: key), credentials: credentials, time: Int64(Date().timeIntervalSince1970))
        return try await client.response(to: request, at: origin, within: HTTPDeadlines()).status
    }

    private static func objectKey(_ random: inout SplitMix) -> String {
        String((0..<Int.random(in: 1...40, using: &random)).map { _ in odd.randomElement(using: &random) ?? "a" })
    }

    /// Names of old buckets, of 3 to 40 characters.
    private static func bucketName(_ random: inout SplitMix) -> String {
        let letters = Array("abcxyzABC019._-")
        return "b" + String((0..<Int.random(in: 2...39, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
    }
}
