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
        #expect(!trial.journals.isEmpty)
        try user.delete(user.first.id)
        #expect(try trial.confirmRetired().code == 0)
        expectNone(try trial.faultsOfDone())
    }

    @Test("abort writes the old pair back, and leaves the new key to the person") func abort() throws {
        let (trial, user, new) = try Self.trial()
        _ = try trial.rotate(BackEndTrial.soonGone + ["--stdin"], input: new.id + "\n" + new.secret + "\n")
        let back = try trial.abort()
        #expect(back.code == 0, "\(back.messages)")
        #expect(try trial.pair().id == user.first.id)
        try user.delete(new.id)
        expectNone(try trial.faultsOfOld())
    }

    @Test("a pair that does not work is not written, and can be given up") func wrongPair() throws {
        let (trial, user, new) = try Self.trial()
        let made = try trial.rotate(BackEndTrial.soonGone + ["--stdin"], input: new.id + "\nnot-its-secret-not-its-secret\n")
        #expect(made.code == 5 && made.messages.contains("RC8520"), "\(made.code) \(made.messages)")
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
