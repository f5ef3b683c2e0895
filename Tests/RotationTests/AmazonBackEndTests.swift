import CommandDriver
import Foundation
import Testing

/// `--source aws`, with moto in Amazon's place.
@Suite(.waiting, .serialized) struct AmazonBackEndTests {
    private static func trial(_ holder: IAMUser? = nil, region: String = "eu-west-1", more: String = "", secrets: [String] = []) throws -> (trial: BackEndTrial, proxy: FaultProxy) {
        let server = try S3Server.shared(.moto)
        let proxy = try FaultProxy(before: server.endpoint)
        try proxy.set("{\"inactive_rejected\": true}")
        let trial = try BackEndTrial(
            try holder ?? IAMUser(of: server), remote: ["provider = AWS", "region = " + region, "endpoint = " + proxy.gateways[0], "force_path_style = true"], more: more,
            secrets: secrets)
        trial.options = ["--source", "aws", "--iam-endpoint", proxy.gateways[0]]
        return (trial, proxy)
    }

    private static func answer(_ action: String, _ arn: String) -> String {
        let body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>\(arn)</Arn><UserId>x</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        return "{\"inactive_rejected\": true, \"faults\": [{\"action\": \"\(action)\", \"do\": \"answer\", \"times\": 9, \"status\": 200, \"body\": \"\(body)\"}]}"
    }

    @Test("the user is found by GetCallerIdentity, and named in every request about keys") func whole() throws {
        let (trial, proxy) = try Self.trial()
        let plan = try trial.plan()
        #expect(plan.code == 0 && plan.text.hasPrefix("identity      arn:aws:iam::123456789012:user/" + trial.holder.name), "\(plan.text)\(plan.messages)")
        #expect(plan.text.contains("slots         1/2") && plan.text.contains("0 days old"))
        #expect(try trial.list().contains(trial.holder.first.id))
        let made = try trial.rotate()
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try trial.faultsOfDone())
        let asked = try proxy.requests.filter { ["ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"].contains($0.action) }
        #expect(Set(asked.map(\.action)).count == 4 && asked.allSatisfy { $0.user == trial.holder.name }, "\(asked)")
        // What takes the old key away is signed by the new one.
        let new = try trial.pair().id
        #expect(asked.filter { $0.action == "UpdateAccessKey" || $0.action == "DeleteAccessKey" }.allSatisfy { $0.key == new })
        #expect(try trial.workspace.text("audit.log").contains("acct=123456789012"))
    }

    @Test("root's and a role's keys are refused before anything is done", arguments: [
        ("arn:aws:iam::123456789012:root", "root"), ("arn:aws:sts::123456789012:assumed-role/backup/session", "temporary"),
        ("arn:aws-cn:sts::123456789012:federated-user/x", "temporary"),
    ]) func refused(arn: String, word: String) throws {
        let (trial, proxy) = try Self.trial()
        try proxy.set(Self.answer("GetCallerIdentity", arn))
        let made = try trial.rotate()
        #expect(made.code == 3 && made.messages.contains("RC8516") && made.messages.contains(word), "\(made.code) \(made.messages)")
        expectNone(try trial.faultsOfOld())
        #expect(try proxy.requests.map(\.action) == ["GetCallerIdentity"])
    }

    private static let blocked = "{\"inactive_rejected\": true, \"faults\": [{\"action\": \"CreateAccessKey\", \"do\": \"page\", \"status\": 403, \"body\": \"<html>blocked</html>\"}]}"

    @Test("a key whose answer a firewall has put its page over is found and deleted, and another made") func pageOverAnswer() throws {
        let (trial, proxy) = try Self.trial()
        try proxy.set(Self.blocked)
        let made = try trial.rotate()
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try trial.faultsOfDone())
        #expect(try proxy.requests.count { $0.action == "CreateAccessKey" } == 2 && trial.workspace.text("audit.log").contains("orphan_deleted"))
    }

    @Test("the path of an ARN is no part of the user's name") func path() throws {
        let (trial, proxy) = try Self.trial()
        try proxy.set(Self.answer("GetCallerIdentity", "arn:aws:iam::123456789012:user/team/of/" + trial.holder.name))
        let made = try trial.rotate()
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try trial.faultsOfDone())
    }

    /// Without a right to its own keys, as a policy that wants a second factor makes it.
    @Test("--admin-remote signs all requests about keys, for the user of the rotated key", arguments: [false, true]) func administrator(isInOtherFile: Bool) throws {
        let server = try S3Server.shared(.moto)
        let owner = try server.key(of: "owner")
        let narrow = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}"
        let (trial, proxy) = try Self.trial(try IAMUser(of: server, policy: narrow), more: isInOtherFile ? "" : server.remote("admin", owner), secrets: [owner.secret])
        try trial.workspace.put(server.remote("admin", owner), "its-own-admin.conf")
        let alone = try trial.rotate()
        #expect(alone.code == 5 && alone.messages.contains("iam:ListAccessKeys") && alone.messages.contains("--admin-remote"), "\(alone.code) \(alone.messages)")
        expectNone(try trial.faultsOfOld())
        trial.options += ["--admin-remote", "admin"] + (isInOtherFile ? ["--admin-file", "its-own-admin.conf"] : [])
        let made = try trial.rotate(BackEndTrial.soon)
        #expect(made.code == 0, "\(made.messages)")
        trial.waitForGrace()
        #expect(try trial.settle()?.code == 0)
        expectNone(try trial.faultsOfDone())
        let asked = try proxy.requests.filter { ["CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"].contains($0.action) }
        #expect(Set(asked.map(\.action)).count == 3 && asked.allSatisfy { $0.key == owner.id && $0.user == trial.holder.name }, "\(asked)")
    }

    @Test("an administrator's pair that is rotated itself signs as any other's, and the new one after it", arguments: [false, true]) func itsOwnAdministrator(isLater: Bool) throws {
        let (trial, proxy) = try Self.trial()
        trial.options += ["--admin-remote", "s3prod"]
        let made = try trial.rotate(isLater ? BackEndTrial.soon : BackEndTrial.immediately)
        #expect(made.code == 0, "\(made.messages)")
        if isLater {
            trial.waitForGrace()
            #expect(try trial.settle()?.code == 0)
        }
        expectNone(try trial.faultsOfDone())
        let new = try trial.pair().id
        let gone = try proxy.requests.filter { $0.action == "UpdateAccessKey" || $0.action == "DeleteAccessKey" }
        #expect(!gone.isEmpty && gone.allSatisfy { $0.key == new }, "\(gone)")
    }

    @Test("a schedule leaves a rotation alone that is under way, though its new key takes the last place") func underWay() throws {
        let (trial, proxy) = try Self.trial()
        #expect(try trial.rotate(["--grace", "1h"], environment: ["RCSOPS_FAULT": "journal.saved@3:kill"]).code != 0)
        #expect(try trial.holder.keys.count == 2)
        for more in [[], ["--dry-run"]] {
            let made = try trial.rotate(["--if-older-than", "0s"] + more)
            #expect(made.code == 0 && made.output.isEmpty && made.messages.contains("is under way (creat"), "\(made.code) \(made.messages)")
            let again = try trial.rotate(more)
            #expect(again.code == 4 && again.messages.contains("RC8541"), "\(again.code) \(again.messages)")
        }
        #expect(try proxy.requests.count { $0.action == "CreateAccessKey" } == 1)
        #expect(try trial.abort().code == 0)
        expectNone(try trial.faultsOfOld())
    }

    @Test("an abort of the administrator's own rotation goes back") func itsOwnAdministratorGoesBack() throws {
        let (trial, proxy) = try Self.trial()
        trial.options += ["--admin-remote", "s3prod"]
        let made = try trial.rotate([])
        #expect(made.code == 0, "\(made.messages)")
        let new = try trial.pair().id
        let back = try trial.abort()
        #expect(back.code == 0, "\(back.messages)")
        expectNone(try trial.faultsOfOld())
        // The new key does not delete itself.
        #expect(try proxy.requests.filter { $0.action == "DeleteAccessKey" }.map(\.key) == [trial.holder.first.id] && new != trial.holder.first.id)
    }

    @Test("an administrator's pair that is rotated among others signs for the later ones with the new pair") func administratorAmongThem() throws {
        let server = try S3Server.shared(.moto)
        let narrow = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}"
        let (admin, last) = (try IAMUser(of: server), try IAMUser(of: server, policy: narrow))
        let (trial, proxy) = try Self.trial(try IAMUser(of: server, policy: narrow))
        // Behind the proxy, which rejects what is switched off.
        let text = try trial.workspace.rcsops("decrypt", trial.file).text
        let remotes = [("admin", admin.first), ("last", last.first)].map { server.remote($0, $1).replacingOccurrences(of: server.endpoint, with: proxy.gateways[0]) }
        try trial.workspace.put(text + "\n" + remotes.joined(), "rclone.conf")
        try trial.workspace.encrypt()
        try FileManager.default.removeItem(atPath: trial.workspace.path("rclone.conf"))
        let made = try trial.workspace.rcsops(
            ["credentials", "rotate", trial.file, "--admin-remote", "admin", "--yes", "--immediate"] + trial.options,
            environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(made.code == 0 && trial.journals.isEmpty, "\(made.messages)")
        for user in [admin, last] { #expect(try user.keys.count == 1 && user.keys[0].id != user.first.id) }
        let after = try trial.workspace.rcsops("decrypt", trial.file).text
        for user in [admin, last] { #expect(try after.contains(user.keys[0].id) && !after.contains(user.first.id)) }
        #expect(try trial.holder.keys.count == 1 && after.contains(trial.holder.keys[0].id))
        let created = try proxy.requests.filter { $0.action == "CreateAccessKey" }
        #expect(try created.map(\.key) == [admin.first.id, admin.first.id, admin.keys[0].id], "\(created)")
    }

    /// Squid's IAM, which no gateway here has, speaks as AWS does, at the endpoint of S3.
    @Test("--source ceph-iam asks the gateway itself, for the user of an account") func account() throws {
        let (trial, proxy) = try Self.trial()
        let other = try BackEndTrial(trial.holder, remote: ["provider = Ceph", "endpoint = " + proxy.gateways[0]])
        other.options = ["--source", "ceph-iam"]
        let plan = try other.plan()
        #expect(plan.code == 0 && plan.text.contains("source        ceph-iam at " + proxy.gateways[0]) && plan.text.contains("for 3m at most"), "\(plan.text)\(plan.messages)")
        let made = try other.rotate()
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try other.faultsOfDone())
        #expect(try !proxy.requests.map(\.action).contains("GetCallerIdentity") && !proxy.requests.map(\.action).contains("GetAccessKeyLastUsed"))
    }

    @Test("the region's partition says which hosts are asked", arguments: [
        ("eu-west-1", "sts.eu-west-1.amazonaws.com", "iam.amazonaws.com"), ("cn-northwest-1", "sts.cn-northwest-1.amazonaws.com.cn", "iam.cn-north-1.amazonaws.com.cn"),
        ("us-gov-east-1", "sts.us-gov-east-1.amazonaws.com", "iam.us-gov.amazonaws.com"),
    ]) func partition(region: String, sts: String, iam: String) async throws {
        let proxy = try ScriptedServer([[.read, .send("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")]])
        let server = try S3Server.shared(.moto)
        let trial = try BackEndTrial(try IAMUser(of: server), remote: ["provider = AWS", "region = " + region])
        let made = try trial.rotate(environment: ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"])
        #expect(made.code == 6 && made.messages.contains("https://" + iam), "\(made.code) \(made.messages)")
        #expect(proxy.requests.map { $0.prefix { $0 != "\r\n" } } == ["CONNECT \(sts):443 HTTP/1.1"], "\(proxy.requests)")
        #expect(try trial.pair().id == trial.holder.first.id && trial.journals.isEmpty)
    }

    @Test("of a partition that nobody tells about, the endpoint is wanted") func isolated() throws {
        let server = try S3Server.shared(.moto)
        let trial = try BackEndTrial(try IAMUser(of: server), remote: ["provider = AWS", "region = us-iso-east-1"])
        let made = try trial.rotate()
        #expect(made.code == 64 && made.messages.contains("RC8503") && made.messages.contains("--iam-region"), "\(made.code) \(made.messages)")
    }
}
