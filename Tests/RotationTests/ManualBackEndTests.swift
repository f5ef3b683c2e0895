import CommandDriver
import Foundation
import Testing

/// `--source manual`: a person makes the key, and takes the old one away.
@Suite(.waiting, .serialized) struct ManualBackEndTests {
    private static func trial() throws -> (trial: BackEndTrial, user: IAMUser, new: S3Server.Key) {
        let server = try S3Server.shared(.seaweedfs)
        let user = try IAMUser(of: server)
        let new = try user.addKey()
        let trial = try BackEndTrial(user, remote: ["provider = Cloudflare", "endpoint = " + server.endpoint], secrets: [new.secret])
        trial.options = ["--source", "manual", "--verify-timeout", "10s"]
        return (trial, user, new)
    }

    /// What the report says is to be done next.
    private static func action(_ outcome: Outcome) throws -> String? {
        ((try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])?["next"] as? [String: Any])?["action"] as? String
    }

    @Test("a renamed remote stops an abort, which ends when it has its name again") func renamed() throws {
        let (trial, user, new) = try Self.trial()
        _ = try trial.rotate(BackEndTrial.soonGone + ["--stdin"], input: new.id + "\n" + new.secret + "\n")
        func rename(_ name: String, to other: String) throws {
            let made = try trial.workspace.rcsops(["config", "rename", trial.file, name, other])
            #expect(made.code == 0, "\(made.messages)")
        }
        try rename("s3prod", to: "s3new")
        let stopped = try trial.abort()
        #expect(stopped.code == 4 && stopped.messages.contains("RC8517") && stopped.messages.contains("resume ends the abort"), "\(stopped.messages)")
        try rename("s3new", to: "s3prod")
        let back = try trial.resume()
        #expect(try back.code == 0 && trial.pair().id == user.first.id, "\(back.messages)")
        try user.delete(new.id)
        expectNone(try trial.faultsOfOld())
    }

    @Test("where no server answers, a new pair is told as not tried, and its key as the person's own") func unreached() throws {
        let workspace = try Workspace()
        let pair = "access_key_id = AKIAINVENTED00000000\nsecret_access_key = TOPSECRET\n"
        try workspace.put("[r]\ntype = s3\nprovider = Other\nendpoint = http://127.0.0.1:1\n" + pair, "rclone.conf")
        try workspace.encrypt()
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        let environment = workspace.identity.merging(["HOME": workspace.folder.path, "RCSOPS_PACE": "10"]) { $1 }
        let made = try workspace.rcsops(
            ["credentials", "rotate", "rclone.enc.ini", "--source", "manual", "--stdin", "--yes", "--verify-timeout", "3s"], environment: environment,
            input: Data("NEWID\nTOPSECRETTHREE\n".utf8))
        #expect(made.code == 5 && made.messages.contains("RC8520"), "\(made.code) \(made.messages)")
        #expect(made.messages.contains("it was not reached, nothing listens there; no file was changed"), "\(made.messages)")
        #expect(made.messages.contains("abort ends the rotation, and the key stays where it was made") && !made.messages.contains("deletes"), "\(made.messages)")
        // The plan's warnings, which nobody has seen.
        #expect(made.messages.contains("warning: requests go over plain http") && made.messages.contains("--scan FOLDER looks further"), "\(made.messages)")
    }

    @Test("the pair on standard input, until the old one is confirmed as rejected", arguments: ["json", "lines", "credential_process"])
    func whole(form: String) throws {
        let (trial, user, new) = try Self.trial()
        let plan = try trial.plan()
        #expect(plan.code == 0 && plan.text.contains("keep the pair that you give") && plan.text.contains("confirm-retired"), "\(plan.text)\(plan.messages)")
        let text = switch form {
        case "json": "{\"access_key_id\": \"\(new.id)\", \"secret_access_key\": \"\(new.secret)\"}"
        case "lines": new.id + "\n" + new.secret + "\n"
        default: "{\"Version\": 1, \"AccessKeyId\": \"\(new.id)\", \"SecretAccessKey\": \"\(new.secret)\"}"
        }
        let made = try trial.rotate(BackEndTrial.soonGone + ["--stdin"], input: text)
        #expect(made.code == 0, "\(made.code) \(made.messages)")
        #expect(try trial.pair().id == new.id)
        trial.waitForGrace()
        // Due, and a person's.
        let due = try trial.resume()
        #expect(due.code == 5 && due.messages.contains("RC8531") && due.messages.contains("confirm-retired"), "\(due.code) \(due.messages)")
        try user.delete(user.first.id)
        let gone = try trial.confirmRetired()
        #expect(gone.code == 0, "\(gone.messages)")
        #expect(try trial.report(gone).state == "done")
        expectNone(try trial.faultsOfDone())
    }

    @Test("an old pair that is still accepted is not taken for retired") func stillAccepted() throws {
        let (trial, user, new) = try Self.trial()
        _ = try trial.rotate(BackEndTrial.soonGone + ["--stdin"], input: new.id + "\n" + new.secret + "\n")
        trial.waitForGrace()
        let early = try trial.confirmRetired()
        #expect(early.code == 8 && early.messages.contains("RC8532"), "\(early.code) \(early.messages)")
        // A resume would do nothing about it.
        #expect(early.messages.contains("rcsops credentials confirm-retired \(trial.file) s3prod once more"), "\(early.messages)")
        #expect(try Self.action(early) == "confirm-retired")
        #expect(!trial.journals.isEmpty)
        try user.delete(user.first.id)
        let late = try trial.abort()
        #expect(late.code == 4 && late.messages.contains("RC8528") && late.messages.contains("confirm-retired \(trial.file) s3prod sees"), "\(late.messages)")
        #expect(try Self.action(late) == "confirm-retired")
        let misspelt = try trial.workspace.rcsops(["credentials", "confirm-retired", trial.file, "s3prd"])
        #expect(misspelt.code == 64 && misspelt.messages.contains("RC8501") && misspelt.messages.contains("did you mean s3prod?"), "\(misspelt.messages)")
        #expect(try trial.confirmRetired().code == 0)
        expectNone(try trial.faultsOfDone())
    }

    @Test("abort writes the old pair back, and leaves the new key to the person") func abort() throws {
        let (trial, user, new) = try Self.trial()
        _ = try trial.rotate(BackEndTrial.soonGone + ["--stdin"], input: new.id + "\n" + new.secret + "\n")
        let back = try trial.abort()
        #expect(back.code == 0, "\(back.messages)")
        #expect(try trial.pair().id == user.first.id)
        let report = try #require(try JSONSerialization.jsonObject(with: back.output) as? [String: Any])
        #expect(report["orphans"] as? [String] == [new.id], "\(back.text)")
        let id = try #require(report["rotation_id"] as? String)
        let status = try trial.workspace.rcsops(
            ["credentials", "status", "--id", id], environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(status.text.contains("the old key is in use as before; \(new.id), which was given, is valid as before: delete it where it was made"), "\(status.text)")
        try user.delete(new.id)
        expectNone(try trial.faultsOfOld())
    }

    @Test("a pair that does not work is not written, and can be given up") func wrongPair() throws {
        let (trial, user, new) = try Self.trial()
        let made = try trial.rotate(BackEndTrial.soonGone + ["--stdin"], input: new.id + "\nnot-its-secret-not-its-secret\n")
        #expect(made.code == 5 && made.messages.contains("RC8520"), "\(made.code) \(made.messages)")
        #expect(made.messages.contains("the secret is not its secret; no file was changed") && made.messages.contains("rotate begins again"), "\(made.messages)")
        #expect(!made.messages.contains("not-its-secret") && !made.text.contains("not-its-secret"))
        #expect(try trial.abort().code == 0)
        try user.delete(new.id)
        expectNone(try trial.faultsOfOld())
    }

    @Test("on a terminal it asks for the pair, and shows no secret") func terminal() throws {
        let (trial, user, new) = try Self.trial()
        let session = try TerminalSession.run(
            Program.rcsops, ["credentials", "rotate", trial.file, "--remote", "s3prod", "--grace", "4s"] + trial.options + ["--audit-log", trial.workspace.path("audit.log")],
            [("id of the new pair: ", new.id + "\n"), ("its secret", new.secret + "\n"), ("last four characters: ", String(user.first.id.suffix(4)) + "\n")],
            in: trial.workspace, environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(session.code == 0, "\(session.shown)")
        #expect(!session.shown.contains(new.secret) && session.showedAtAnswers == [true, false, true], "\(session.shown)")
        #expect(try trial.pair().id == new.id)
        try user.delete(user.first.id)
        trial.waitForGrace()
        let gone = try trial.confirmRetired()
        #expect(gone.code == 0, "\(gone.messages)")
        expectNone(try trial.faultsOfDone())
    }
}
