import CommandDriver
import Foundation
import Testing

/// Rotations at radosgw 16, by the command line from the plan to the end.
@Suite(.waiting, .serialized, .enabled(if: ProcessInfo.processInfo.environment["RCSOPS_CEPH"] != nil, "scripts/test --ceph runs it"))
struct CephBackEndTests {
    private static func trial(
        _ endpoint: String? = nil, more: [String] = [], admin: String = "owner", subuser: String? = nil
    ) throws -> BackEndTrial {
        let server = try S3Server.shared(.radosgw)
        let admin = try server.key(of: admin)
        let trial = try BackEndTrial(
            try CephUser(of: server, subuser: subuser), remote: ["provider = Ceph", "endpoint = " + (endpoint ?? server.endpoint)] + more,
            more: server.remote("admin", admin), secrets: [admin.secret])
        trial.options = ["--admin-remote", "admin"]
        return trial
    }

    private static let lost = "{\"faults\": [{\"action\": \"admin-create\", \"do\": \"drop\"}]}"

    @Test("by both signatures, with a pair of the server's choice and of ours", arguments: [false, true], [false, true])
    func whole(isV2: Bool, isExplicit: Bool) throws {
        let trial = try Self.trial(more: isV2 ? ["v2_auth = true"] : [])
        trial.options += isExplicit ? ["--source", "ceph-admin", "--rgw-explicit-key"] : []
        let plan = try trial.plan()
        #expect(plan.code == 0 && plan.text.contains("source        ceph-admin at http://127.0.0.1:"), "\(plan.text)\(plan.messages)")
        #expect(plan.text.contains("caps users=read (proven)") && !plan.text.contains("deactivate "), "\(plan.text)")
        expectNone(try trial.faultsOfOld())
        let made = try trial.rotate()
        #expect(made.code == 0, "\(made.messages)")
        #expect(try trial.report(made).state == "done")
        expectNone(try trial.faultsOfDone())
        #expect(try trial.workspace.text("audit.log").contains("src=ceph-admin"))
    }

    /// The proxy reads a signer's id out of version 4's header alone.
    @Test("v2_auth signs every request by version 2, those about keys too, and after a resume", arguments: [false, true]) func version(isV2: Bool) throws {
        let proxy = try FaultProxy(before: try S3Server.shared(.radosgw).endpoint)
        let trial = try Self.trial(proxy.gateways[0], more: isV2 ? ["v2_auth = true"] : [])
        #expect(try trial.rotate(BackEndTrial.soonGone).code == 0)
        trial.waitForGrace()
        #expect(try trial.settle()?.code == 0)
        expectNone(try trial.faultsOfDone())
        let requests = try proxy.requests
        #expect(Set(requests.map(\.action)) == ["s3", "admin-list", "admin-create", "admin-delete"] && requests.allSatisfy { ($0.key == nil) == isV2 }, "\(requests)")
    }

    @Test("nothing is switched off: from the grace time the old key is deleted, by resume") func times() throws {
        let trial = try Self.trial()
        let made = try trial.rotate(BackEndTrial.soonGone)
        #expect(made.code == 0)
        #expect(try trial.report(made).state == "grace")
        #expect(try trial.holder.keys.count == 2)
        trial.waitForGrace()
        let gone = try trial.resume()
        #expect(gone.code == 0, "\(gone.messages)")
        expectNone(try trial.faultsOfDone())
        let log = try trial.workspace.text("audit.log")
        #expect(log.contains("from=grace to=deleting") && !log.contains("to=deactivated"))
    }

    @Test("abort goes back from the grace time") func abort() throws {
        let trial = try Self.trial()
        #expect(try trial.rotate([]).code == 0)
        let back = try trial.abort()
        #expect(back.code == 0, "\(back.messages)")
        expectNone(try trial.faultsOfOld())
    }

    /// Case 6 of §6.
    @Test("a key whose answer was lost is adopted with the secret that the list shows") func adopted() throws {
        let proxy = try FaultProxy(before: try S3Server.shared(.radosgw).endpoint)
        try proxy.set(Self.lost)
        let trial = try Self.trial(proxy.gateways[0])
        let made = try trial.rotate()
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try trial.faultsOfDone())
        #expect(try proxy.requests.count { $0.action == "admin-create" } == 1)
        #expect(try trial.workspace.text("audit.log").contains("adopted"))
    }

    /// Case 7 of §6.
    @Test("a pair of our choice whose answer was lost is there once", arguments: ["drop", "refuse"]) func repeated(fault: String) throws {
        let proxy = try FaultProxy(before: try S3Server.shared(.radosgw).endpoint)
        try proxy.set(Self.lost.replacingOccurrences(of: "drop", with: fault))
        let trial = try Self.trial(proxy.gateways[0])
        trial.options += ["--rgw-explicit-key"]
        let made = try trial.rotate()
        if made.code != 0 { try trial.settle() }
        expectNone(try trial.faultsOfDone())
        #expect(try proxy.requests.count { $0.action == "admin-create" } == (fault == "drop" ? 1 : 2))
    }

    @Test("a pair of our choice stays ours when resume makes it") func explicitAfterDeath() throws {
        let trial = try Self.trial()
        #expect(try trial.rotate(["--grace", "1h", "--rgw-explicit-key"], environment: ["RCSOPS_FAULT": "journal.saved@1:kill"]).ending == .signal)
        #expect(try trial.journal()["state"] as? String == "planned")
        // Dead again before the request: the pair is in the journal already.
        #expect(try trial.resume(environment: ["RCSOPS_FAULT": "journal.saved@1:kill"]).ending == .signal)
        let journal = try trial.journal()
        #expect(journal["state"] as? String == "creating" && (journal["new"] as? [String: Any])?["secret_access_key"] is String, "\(journal.keys)")
        #expect(try trial.resume().code == 0)
        #expect(try trial.pair().id == (journal["new"] as? [String: Any])?["id"] as? String)
        #expect(try trial.abort().code == 0)
        expectNone(try trial.faultsOfOld())
    }

    @Test("the right that is missing is named, and nothing done") func caps() throws {
        let server = try S3Server.shared(.radosgw)
        let none = try Self.trial(admin: "stranger")
        let refused = try none.rotate()
        #expect(refused.code == 5 && refused.messages.contains("RC8513") && refused.messages.contains("users=read"), "\(refused.code) \(refused.messages)")
        expectNone(try none.faultsOfOld())
        // One that may look and not write.
        let reader = try CephUser(of: server, caps: "users=read")
        let trial = try BackEndTrial(
            try CephUser(of: server), remote: ["provider = Ceph", "endpoint = " + server.endpoint], more: server.remote("admin", reader.first),
            secrets: [reader.first.secret])
        trial.options = ["--admin-remote", "admin"]
        let made = try trial.rotate()
        #expect(made.code == 5 && made.messages.contains("RC8513") && made.messages.contains("users=write"), "\(made.code) \(made.messages)")
        #expect(try trial.abort().code == 0)
        expectNone(try trial.faultsOfOld())
    }

    @Test("the administrator's own key is rotated by itself, with the new pair after the old one") func itsOwnAdministrator() throws {
        let server = try S3Server.shared(.radosgw)
        let trial = try BackEndTrial(try CephUser(of: server, caps: "users=*"), remote: ["provider = Ceph", "endpoint = " + server.endpoint])
        trial.options = ["--admin-remote", "s3prod"]
        let made = try trial.rotate()
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try trial.faultsOfDone())
    }

    @Test("keys are asked for at --admin-endpoint, S3 at the remote's own") func adminEndpoint() throws {
        let server = try S3Server.shared(.radosgw)
        let (master, gateway) = (try FaultProxy(before: server.endpoint), try FaultProxy(before: server.endpoint))
        let trial = try Self.trial(gateway.gateways[0])
        trial.options += ["--admin-endpoint", master.gateways[0]]
        #expect(try trial.rotate(BackEndTrial.soonGone).code == 0)
        trial.waitForGrace()
        // The journal has the address.
        let gone = try trial.resume()
        #expect(gone.code == 0, "\(gone.messages)")
        expectNone(try trial.faultsOfDone())
        #expect(Set(try master.requests.map(\.action)).isSubset(of: ["admin-list", "admin-create", "admin-delete"]))
        #expect(Set(try gateway.requests.map(\.action)) == ["s3"])
    }

    /// IAM came with Squid; radosgw 16 takes such a form for an S3 request.
    @Test("--source ceph-iam is refused by a gateway without that API, and nothing done") func noIAM() throws {
        let trial = try Self.trial()
        trial.options = ["--source", "ceph-iam"]
        let made = try trial.rotate()
        #expect(made.code == 6 && made.messages.contains("RC8512") && made.messages.contains("iam:ListAccessKeys"), "\(made.code) \(made.messages)")
        #expect(made.messages.contains("ceph-admin"), "\(made.messages)")
        expectNone(try trial.faultsOfOld())
    }

    @Test("the key of a subuser is refused before anything is done") func subuser() throws {
        let trial = try Self.trial(subuser: "part")
        let made = try trial.rotate()
        #expect(made.code == 3 && made.messages.contains("subuser"), "\(made.code) \(made.messages)")
        #expect(try trial.journals.isEmpty && trial.pair().id == trial.holder.first.id)
    }

    @Test("wherever it is killed, resume ends it", arguments: [false, true]) func killed(isExplicit: Bool) throws {
        _ = try S3Server.shared(.radosgw)
        try BackEndKills.run(isExplicit ? "radosgw, our pair" : "radosgw") {
            let trial = try Self.trial()
            if isExplicit { trial.options += ["--rgw-explicit-key"] }
            return trial
        }
    }
}
