import CommandDriver
import Foundation
import Testing

/// Whose key radosgw's admin operations tell, in answers as radosgw 16 gave them (``CephBackEndTests`` asks the gateway itself).
@Suite(.waiting, .serialized) struct CephSubuserTests {
    /// A key as an answer has it, of the user that the test names.
    private static func trial(of user: String) throws -> (trial: BackEndTrial, proxy: FaultProxy, body: String) {
        let server = try S3Server.shared(.seaweedfs)
        let proxy = try FaultProxy(before: server.endpoint)
        let holder = try IAMUser(of: server)
        let admin = try server.key(of: "owner")
        let trial = try BackEndTrial(
            holder, remote: ["provider = Ceph", "endpoint = " + proxy.gateways[0]], more: server.remote("admin", admin), secrets: [admin.secret])
        trial.options = ["--admin-remote", "admin"]
        let keys = "{\"user\":\"u\",\"access_key\":\"ANOTHER\",\"secret_key\":\"s\"},{\"user\":\"\(user)\",\"access_key\":\"\(holder.first.id)\",\"secret_key\":\"s\"}"
        return (trial, proxy, "{\"tenant\":\"\",\"user_id\":\"u\",\"keys\":[\(keys)],\"swift_keys\":[],\"caps\":[]}")
    }

    private static func rules(_ body: String, after refusals: Int) throws -> String {
        let refused = ["action": "admin-list", "do": "answer", "times": refusals, "status": 403, "body": "{\"Code\":\"AccessDenied\"}"] as [String: Any]
        let told = ["action": "admin-list", "do": "answer", "times": 9, "status": 200, "body": body] as [String: Any]
        return String(decoding: try JSONSerialization.data(withJSONObject: ["faults": (refusals > 0 ? [refused] : []) + [told]]), as: UTF8.self)
    }

    /// The second way is a gateway that tells the owner of no key: then the list of the user does.
    @Test("a subuser's key gets none of the whole user, whatever --user says", arguments: [[], ["--user", "u"]], [0, 2])
    func subuser(named: [String], refusals: Int) throws {
        if named.isEmpty, refusals > 0 { return }
        let (trial, proxy, body) = try Self.trial(of: "u:part")
        try proxy.set(Self.rules(body, after: refusals))
        let made = try trial.rotate(["--immediate"] + named)
        #expect(made.code == 3 && made.messages.contains("RC8518") && made.messages.contains("is a key of the subuser u:part"), "\(made.code) \(made.messages)")
        #expect(try !proxy.requests.contains { $0.action == "admin-create" } && trial.journals.isEmpty)
        expectNone(try trial.faultsOfOld())
    }

    @Test("--user that is not whose key it is is refused") func another() throws {
        let (trial, proxy, body) = try Self.trial(of: "other")
        try proxy.set(Self.rules(body, after: 0))
        let made = try trial.rotate(["--immediate", "--user", "u"])
        #expect(made.code == 3 && made.messages.contains("RC8518") && made.messages.contains("is a key of other, and not of u"), "\(made.code) \(made.messages)")
        #expect(try !proxy.requests.contains { $0.action == "admin-create" } && trial.journals.isEmpty)
        expectNone(try trial.faultsOfOld())
    }
}
