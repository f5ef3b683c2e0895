import CommandDriver
import Foundation
import Testing

/// Rotations at SeaweedFS, by the command line from the plan to the end.
@Suite(.waiting, .serialized) struct SeaweedFSBackEndTests {
    private static func trial(_ endpoint: String? = nil, provider: String = "SeaweedFS") throws -> BackEndTrial {
        let server = try S3Server.shared(.seaweedfs)
        return try BackEndTrial(try IAMUser(of: server), remote: ["provider = " + provider, "endpoint = " + (endpoint ?? server.endpoint)])
    }

    @Test("by the remote's provider alone, and by --source", arguments: [("SeaweedFS", []), ("Other", ["--source", "seaweedfs"])])
    func whole(provider: String, source: [String]) throws {
        let trial = try Self.trial(provider: provider)
        trial.options = source
        let plan = try trial.plan()
        #expect(plan.code == 0 && plan.text.contains("source        seaweedfs at http://127.0.0.1:"), "\(plan.text)\(plan.messages)")
        #expect(plan.text.contains("CreateAccessKey for " + trial.holder.name) && plan.text.contains("deactivate " + trial.holder.first.id))
        expectNone(try trial.faultsOfOld())
        let made = try trial.rotate()
        #expect(made.code == 0, "\(made.messages)")
        #expect(try trial.report(made).state == "done")
        expectNone(try trial.faultsOfDone())
        #expect(try trial.workspace.text("audit.log").contains("src=seaweedfs"))
    }

    @Test("the old key is switched off, seen rejected, and deleted, each in its time") func times() throws {
        let trial = try Self.trial()
        let listed = try trial.list()
        #expect(listed.contains(trial.holder.first.id) && listed.contains("tells no date"), "\(listed)")
        let made = try trial.rotate(BackEndTrial.soonOff)
        #expect(made.code == 0)
        #expect(try trial.report(made).state == "grace")
        #expect(try trial.holder.keys.filter(\.active).count == 2)
        #expect(try trial.status().contains("both keys are valid until"))
        trial.waitForGrace()
        let off = try trial.resume()
        #expect(off.code == 0, "\(off.messages)")
        #expect(try trial.report(off).state == "deactivated")
        #expect(try trial.holder.keys.contains(IAMUser.Key(id: trial.holder.first.id, active: false)))
        // It tells that a key is off, and takes it no more.
        #expect(try !trial.holder.works(trial.holder.first))
        #expect(try trial.status().contains("the old key is off"))
        let gone = try trial.resume(["--wait"])
        #expect(gone.code == 0, "\(gone.messages)")
        #expect(try trial.report(gone).state == "done")
        expectNone(try trial.faultsOfDone())
    }

    @Test("abort goes back from the grace time, and from a key that is off when it is told so") func abort() throws {
        let early = try Self.trial()
        #expect(try early.rotate([]).code == 0)
        #expect(try early.pair().id != early.holder.first.id)
        let back = try early.abort()
        #expect(back.code == 0, "\(back.messages)")
        expectNone(try early.faultsOfOld())
        let late = try Self.trial()
        #expect(try late.rotate(BackEndTrial.soonOff).code == 0)
        late.waitForGrace()
        #expect(try late.resume().code == 0)
        #expect(try late.abort().code == 5)
        let again = try late.abort("--rollback-after-deactivate")
        #expect(again.code == 0, "\(again.messages)")
        expectNone(try late.faultsOfOld())
    }

    @Test("a key whose answer was lost is found without a date, and deleted", arguments: ["drop", "truncate", "status"]) func lostAnswer(fault: String) throws {
        let server = try S3Server.shared(.seaweedfs)
        let proxy = try FaultProxy(before: server.endpoint)
        try proxy.set("{\"faults\": [{\"action\": \"CreateAccessKey\", \"do\": \"\(fault)\", \"status\": 500, \"code\": \"ServiceFailure\"}]}")
        let trial = try Self.trial(proxy.gateways[0])
        let made = try trial.rotate()
        if made.code != 0 { try trial.settle() }
        expectNone(try trial.faultsOfDone())
        #expect(try proxy.requests.count { $0.action == "CreateAccessKey" } == 2)
        #expect(try trial.workspace.text("audit.log").contains("orphan_deleted"))
    }

    /// The answer is 200, and the pair never works (spec of rotation, §5.2).
    @Test("the key of a static file is left as it is, though the server says that it made another") func staticIdentity() throws {
        struct Static: KeyHolder {
            let server: S3Server
            let name = "lister"
            var first: S3Server.Key { get { (try? server.key(of: "lister")) ?? S3Server.Key(id: "", secret: "") } }
            var keys: [IAMUser.Key] { [IAMUser.Key(id: first.id, active: true)] }
            func delete(_ id: String) {}
            func works(_ key: S3Server.Key) -> Bool { key.id == first.id }
        }
        let server = try S3Server.shared(.seaweedfs)
        let trial = try BackEndTrial(Static(server: server), remote: ["provider = SeaweedFS", "endpoint = " + server.endpoint])
        let made = try trial.rotate()
        #expect(made.code == 5 && made.messages.contains("RC8522"), "\(made.code) \(made.messages)")
        let back = trial.journals.isEmpty ? nil : try trial.abort()
        #expect(back.map { $0.code == 0 } ?? true, "\(back?.messages ?? "")")
        expectNone(try trial.faultsOfOld())
    }

    @Test("wherever it is killed, resume ends it") func killed() throws {
        _ = try S3Server.shared(.seaweedfs)
        try BackEndKills.run("SeaweedFS") { try Self.trial() }
    }
}
