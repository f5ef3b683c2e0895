import CommandDriver
import Foundation
import Testing

/// The proxy itself: each fault is what its name says, as a client that is not ours sees it.
@Suite(.waiting) struct FaultProxyTests {
    private func aws(_ endpoint: String, _ key: S3Server.Key, _ arguments: String...) throws -> Outcome {
        try Program.run(
            Program.peer("aws"), arguments + ["--endpoint-url", endpoint, "--region", "us-east-1", "--output", "json", "--cli-read-timeout", "10"],
            in: FileManager.default.temporaryDirectory,
            environment: ["AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret, "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"])
    }

    private struct Made: Decodable {
        struct Key: Decodable {
            let AccessKeyId: String
            let SecretAccessKey: String
        }
        let AccessKey: Key
    }

    @Test func withoutRulesItIsTheServer() throws {
        let server = try S3Server.shared(.moto)
        let proxy = try FaultProxy(before: server.endpoint)
        let user = try IAMUser(of: server)
        let listed = try aws(proxy.gateways[0], user.first, "iam", "list-access-keys", "--user-name", user.name)
        #expect(listed.code == 0 && listed.text.contains(user.first.id), "\(listed.messages)")
        #expect(try aws(proxy.gateways[1], user.first, "s3api", "list-buckets").code == 0)
        #expect(try proxy.requests.map(\.action) == ["ListAccessKeys", "s3"])
        #expect(try user.works(user.first))
    }

    @Test(arguments: [("drop", 2), ("refuse", 1), ("truncate", 2), ("status", 2), ("deny", 1)])
    func aLostAnswerLeavesWhatItSays(fault: String, keys: Int) throws {
        let server = try S3Server.shared(.moto)
        let proxy = try FaultProxy(before: server.endpoint)
        let user = try IAMUser(of: server)
        try proxy.set("{\"faults\": [{\"action\": \"CreateAccessKey\", \"do\": \"\(fault)\", \"status\": 500, \"code\": \"ServiceFailure\"}]}")
        let made = try aws(proxy.gateways[0], user.first, "iam", "create-access-key", "--user-name", user.name)
        #expect(made.code != 0 && !made.text.contains("SecretAccessKey"), "\(made.text)")
        #expect(try user.keys.count == keys)
        #expect(try proxy.requests.map(\.fault) == [fault])
    }

    @Test func aNewKeyIsHiddenAtOneGatewayAndAnInactiveOneIsRejected() throws {
        let server = try S3Server.shared(.moto)
        let proxy = try FaultProxy(before: server.endpoint)
        let user = try IAMUser(of: server)
        try proxy.set("{\"hidden_at\": 1, \"inactive_rejected\": true}")
        let made = try aws(proxy.gateways[0], user.first, "iam", "create-access-key", "--user-name", user.name)
        let pair = try JSONDecoder().decode(Made.self, from: made.output).AccessKey
        let new = S3Server.Key(id: pair.AccessKeyId, secret: pair.SecretAccessKey)
        #expect(try aws(proxy.gateways[0], new, "s3api", "list-buckets").code == 0)
        let hidden = try aws(proxy.gateways[1], new, "s3api", "list-buckets")
        #expect(hidden.code != 0 && hidden.messages.contains("InvalidAccessKeyId"), "\(hidden.messages)")
        let off = try aws(
            proxy.gateways[0], new, "iam", "update-access-key", "--user-name", user.name, "--access-key-id", user.first.id, "--status", "Inactive")
        #expect(off.code == 0, "\(off.messages)")
        #expect(try aws(proxy.gateways[0], user.first, "s3api", "list-buckets").messages.contains("InvalidAccessKeyId"))
    }
}
