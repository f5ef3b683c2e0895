import AWSSigning
import CommandDriver
import Foundation
import HTTPTransport
import ObjectStorage
import SecretMemory
import TestVectors
import Testing

/// `rclone serve s3` checks signatures of version 4.
@Suite struct RcloneServerTests {
    private final class Server {
        private let program: StartedProgram
        let port: Int
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-served-\(UUID().uuidString)")

        init(buckets: [String]) throws {
            port = Int.random(in: 20_000..<30_000)
            for bucket in buckets { try FileManager.default.createDirectory(at: folder.appendingPathComponent(bucket), withIntermediateDirectories: true) }
            program = try StartedProgram(
                Program.peer("rclone"),
                [
                    "--config", "/dev/null", "serve", "s3", "--addr", "127.0.0.1:\(port)",
                    "--auth-key", keys["access_key_id"]! + "," + keys["secret_access_key"]!, folder.path,
                ],
                environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path])
        }

        deinit {
            program.send(SIGKILL)
            _ = program.wait(seconds: 5)
            try? FileManager.default.removeItem(at: folder)
        }

        /// The statuses; waits until the server answers.
        func statuses(of requests: [RawRequests.Request]) throws -> [Int] {
            for _ in 0..<100 {
                if let found = try? RawRequests.statuses(of: requests, port: port) { return found }
                Thread.sleep(forTimeInterval: 0.1)
            }
            return try RawRequests.statuses(of: requests, port: port)
        }
    }

    @Test("it takes what we sign for 500 odd names, and none of it with another secret")
    func names() throws {
        let seed = TestRun.seed(of: "names for rclone")
        var random = SplitMix(seed: seed)
        let buckets = (0..<20).map { _ in S3Names.bucket(using: &random) }
        let server = try Server(buckets: buckets)
        let now = Int64(Date().timeIntervalSince1970)
        let right = AWSCredentials(
            accessKeyID: keys["access_key_id"]!, secretAccessKey: SecretBytes(copying: Array(keys["secret_access_key"]!.utf8)))
        let wrong = AWSCredentials(accessKeyID: keys["access_key_id"]!, secretAccessKey: SecretBytes(copying: Array("another".utf8)))
        func raw(_ request: S3Request, bucket: String, _ credentials: AWSCredentials) throws -> RawRequests.Request {
            let options = try S3Options(lookup(keys.merging(["provider": "Rclone", "endpoint": "http://127.0.0.1:\(server.port)"]) { $1 }))
            let wire = S3RequestSigner(for: try S3Endpoint(of: options, bucket: bucket).target, userAgent: "test")
                .wireRequest(request, credentials: credentials, time: now).request
            return RawRequests.Request(method: wire.method, target: wire.target, fields: wire.fields.map { ($0.name, $0.value) }, body: wire.body)
        }
        #expect(try server.statuses(of: buckets.map { try raw(S3Request("HEAD"), bucket: $0, right) }).allSatisfy { $0 == 200 })
        #expect(try server.statuses(of: buckets.map { try raw(S3Request("HEAD"), bucket: $0, wrong) }).allSatisfy { $0 == 403 })
        var requests: [S3Request] = []
        for index in 0..<500 {
            let key = S3Names.key(using: &random)
            switch index % 3 {
            case 0: requests.append(S3Request("HEAD", key: key))
            case 1: requests.append(S3Request("GET", query: [("list-type", "2"), ("prefix", key), ("max-keys", "1")]))
            default: requests.append(S3Request("PUT", key: key, fields: [("content-type", "text/plain")], body: Array("probe\n".utf8)))
            }
        }
        func statuses(_ credentials: AWSCredentials) throws -> [Int] {
            try server.statuses(of: requests.enumerated().map { try raw($1, bucket: buckets[$0 % buckets.count], credentials) })
        }
        // Names that a folder can't have are refused too, but not for their signature.
        let found = try statuses(right)
        #expect(found.count == 500)
        for (request, status) in zip(requests, found) where status == 403 { Issue.record("refused: \(request.method) \(request.key ?? "")") }
        #expect(try statuses(wrong).allSatisfy { $0 == 403 })
    }
}
