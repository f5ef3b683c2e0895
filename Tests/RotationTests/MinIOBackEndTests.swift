import CommandDriver
import Foundation
import Testing
import TestVectors

/// `--source minio`, against a server that plays its admin API: no real one is to be had as a package.
@Suite(.waiting, .serialized) struct MinIOBackEndTests {
    private static func trial(isOld: Bool = false) throws -> (trial: BackEndTrial, server: MinIOPlay) {
        let server = try MinIOPlay(isOld: isOld)
        return (try BackEndTrial(server, remote: ["provider = Minio", "endpoint = " + server.endpoint]), server)
    }

    @Test("a service account takes another's place, by both versions of the API", arguments: [false, true]) func whole(isOld: Bool) throws {
        let (trial, server) = try Self.trial(isOld: isOld)
        let plan = try trial.plan()
        #expect(plan.code == 0 && plan.text.contains("source        minio at ") && plan.text.contains("not tried against a real server") && plan.text.contains("not carried over"), "\(plan.text)\(plan.messages)")
        expectNone(try trial.faultsOfOld())
        let made = try trial.rotate(BackEndTrial.soonOff)
        #expect(made.code == 0, "\(made.messages)")
        trial.waitForGrace()
        let off = try trial.resume()
        #expect(off.code == 0, "\(off.messages)")
        #expect(try trial.report(off).state == "deactivated")
        #expect(try server.keys.contains(IAMUser.Key(id: server.first.id, active: false)))
        let gone = try trial.resume(["--wait"])
        #expect(gone.code == 0, "\(gone.messages)")
        expectNone(try trial.faultsOfDone())
        // A new pair that does not work can't take the old one away.
        let new = try trial.pair().id
        for request in try server.requests where ["update-service-account", "delete-service-account"].contains(request.action) && request.status == 200 {
            #expect(request.key == new)
        }
    }

    @Test("a pair whose answer was lost is there once") func lostAnswer() throws {
        let (trial, server) = try Self.trial()
        try server.set("{\"action\": \"add-service-account\", \"do\": \"drop\"}")
        let made = try trial.rotate()
        if made.code != 0 { try trial.settle() }
        expectNone(try trial.faultsOfDone())
        #expect(try server.requests.count { $0.action == "add-service-account" } == 1)
    }

    @Test("the right that is missing is named, and nothing done", arguments: ["add-service-account", "delete-service-account"]) func denied(action: String) throws {
        let (trial, server) = try Self.trial()
        try server.set("{\"action\": \"\(action)\", \"do\": \"deny\"}")
        let made = try trial.rotate()
        let right = action == "add-service-account" ? "admin:CreateServiceAccount" : "admin:RemoveServiceAccount"
        #expect(made.code == 5 && made.messages.contains(right), "\(made.code) \(made.messages)")
        try trial.settle()
        expectNone(try trial.faultsOfDone())
    }

    @Test("abort goes back") func abort() throws {
        let (trial, _) = try Self.trial()
        #expect(try trial.rotate([]).code == 0)
        let back = try trial.abort()
        #expect(back.code == 0, "\(back.messages)")
        expectNone(try trial.faultsOfOld())
    }

    @Test("a page that comes for all requests is no deletion: the new pair stays in the journal until the key is gone") func maintenance() throws {
        let (trial, server) = try Self.trial()
        #expect(try trial.rotate([]).code == 0)
        let pages = ["update-service-account", "delete-service-account"].map { "{\"action\": \"\($0)\", \"do\": \"page\", \"times\": 99}" }
        try server.set(pages.joined(separator: ", "))
        let back = try trial.abort()
        #expect(back.code == 6 && back.messages.contains("RC8512"), "\(back.code) \(back.messages)")
        #expect(try server.keys.filter(\.active).count == 2)
        #expect(try (trial.journal()["new"] as? [String: Any])?["secret_access_key"] is String)
        try server.set("")
        try trial.settle()
        expectNone(try trial.faultsOfOld())
    }

    /// MinIO makes a key for the account that signs: the file would get that one's.
    @Test("an administrator makes no key for another: --admin-remote and --user are refused before anything is asked") func administrator() throws {
        let server = try MinIOPlay()
        let admin = "[admin]\ntype = s3\nprovider = Minio\nendpoint = \(server.endpoint)\naccess_key_id = \(server.root.id)\nsecret_access_key = \(server.root.secret)\n"
        let trial = try BackEndTrial(
            server, remote: ["provider = Minio", "endpoint = " + server.endpoint], more: admin, secrets: [server.root.secret])
        for option in [["--admin-remote", "admin"], ["--user", "backup"]] {
            let made = try trial.rotate(option)
            #expect(made.code == 64 && made.messages.contains("RC8511") && made.messages.contains(option[0]), "\(made.code) \(made.messages)")
            #expect(try trial.rotate(option + ["--source", "minio"]).code == 64)
        }
        expectNone(try trial.faultsOfOld())
        #expect(try server.requests.isEmpty)
    }

    @Test("the server's own pair is refused before anything is done") func root() throws {
        struct Root: KeyHolder {
            let server: MinIOPlay
            let name = "minioadmin"
            var first: S3Server.Key { server.root }
            var keys: [IAMUser.Key] { [IAMUser.Key(id: server.root.id, active: true)] }
            func delete(_ id: String) {}
            func works(_ key: S3Server.Key) -> Bool { key.id == server.root.id }
        }
        let server = try MinIOPlay()
        let trial = try BackEndTrial(Root(server: server), remote: ["provider = Minio", "endpoint = " + server.endpoint])
        let made = try trial.rotate()
        #expect(made.code == 3 && made.messages.contains("RC8516"), "\(made.code) \(made.messages)")
        expectNone(try trial.faultsOfOld())
        #expect(try server.keys.count == 1)
    }

    @Test("wherever it is killed, resume ends it", .enabled(if: TestRun.isFull)) func killed() throws {
        try BackEndKills.run("MinIO") { try Self.trial().trial }
    }
}
