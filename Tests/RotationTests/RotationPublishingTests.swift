import CommandDriver
import Foundation
import Testing

/// Commits of a rotation's files that somebody or something comes between; against SeaweedFS and the real git.
@Suite(.waiting, .serialized) struct RotationPublishingTests {
    private static let names = ["GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "n@example.com", "GIT_COMMITTER_NAME": "n", "GIT_COMMITTER_EMAIL": "n@example.com"]

    /// The file is in a repository, and whatever is committed by itself is refused where `hook` says so.
    private func trial(hook: Bool = false) throws -> BackEndTrial {
        let server = try S3Server.shared(.seaweedfs)
        let trial = try BackEndTrial(try IAMUser(of: server), remote: ["provider = SeaweedFS", "endpoint = " + server.endpoint])
        trial.environment = Self.names
        try trial.workspace.git(["init", "-q", "."])
        try trial.workspace.git(["add", trial.file])
        try trial.workspace.git(["commit", "-q", "-m", "begin"])
        if hook {
            try FileManager.default.createDirectory(atPath: trial.workspace.path(".git/hooks"), withIntermediateDirectories: true)
            try trial.workspace.put("#!/bin/sh\nexit 1\n", ".git/hooks/pre-commit")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: trial.workspace.path(".git/hooks/pre-commit"))
        }
        return trial
    }

    private func status(_ trial: BackEndTrial) throws -> String { try trial.workspace.git(["status", "--porcelain", "--untracked-files=no"]) }
    private func head(_ trial: BackEndTrial) throws -> String { try trial.workspace.git(["rev-parse", "HEAD"]).trimmingCharacters(in: .newlines) }

    private func commit(_ outcome: Outcome) throws -> String? {
        (try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])?["commit"] as? String
    }

    @Test("a file that somebody has committed with a change of its own counts as committed, and nobody is told to put the pair away")
    func committedByHand() throws {
        let trial = try trial(hook: true)
        let failed = try trial.rotate(["--grace", "1h", "--commit"])
        #expect(failed.code == 5 && failed.messages.contains("RC8530"), "\(failed.code) \(failed.messages)")
        let second = try trial.rotate(["--grace", "1h", "--commit"])
        #expect(second.code != 0 && !second.messages.contains("stash"), "\(second.code) \(second.messages)")
        let set = try trial.workspace.rcsops(["config", "set", trial.file, "other", "nounc", "false"])
        #expect(set.code == 0, "\(set.messages)")
        let foreign = try trial.resume()
        #expect(foreign.code == 5 && foreign.messages.contains("commit the file yourself"), "\(foreign.code) \(foreign.messages)")
        try trial.workspace.git(["commit", "-q", "--no-verify", "-a", "-m", "by hand"])
        let done = try trial.resume()
        #expect(done.code == 0, "\(done.code) \(done.messages)")
        #expect(try commit(done) == head(trial) && trial.report(done).state == "grace")
    }

    @Test("a copy that Git does not know gets the new pair and stays out of the commit, unless somebody names it; what a killed run has left is no copy")
    func untracked() throws {
        let trial = try trial()
        try FileManager.default.copyItem(atPath: trial.workspace.path(trial.file), toPath: trial.workspace.path("backup.enc.ini"))
        let leftOver = "." + trial.file + ".rcsops-abcdef"
        try FileManager.default.copyItem(atPath: trial.workspace.path(trial.file), toPath: trial.workspace.path(leftOver))
        let planned = try trial.plan("--commit", "--untracked", "--json")
        #expect(planned.text.contains("\"not_committed\"") && !planned.text.contains(leftOver), "\(planned.text)")
        #expect(try !trial.plan("--commit", "backup.enc.ini", "--json").text.contains("not_committed"))
        let made = try trial.rotate(["--grace", "1h", "--commit", "--untracked"])
        #expect(made.code == 0 && made.messages.contains("backup.enc.ini\" is not in Git") && made.text.contains("\"not_committed\""), "\(made.code) \(made.messages)")
        #expect(try trial.workspace.pair(in: "backup.enc.ini").id == trial.pair().id && commit(made) == head(trial))
        #expect(try trial.workspace.git(["show", "--name-only", "--format=", "HEAD"]) == trial.file + "\n")
        let back = try trial.abort()
        #expect(back.code == 0, "\(back.messages)")
        #expect(try trial.workspace.pair(in: "backup.enc.ini").id == trial.holder.first.id)
        let both = try trial.rotate(["backup.enc.ini", "--grace", "1h", "--commit"])
        #expect(both.code == 0, "\(both.messages)")
        #expect(try trial.workspace.git(["show", "--name-only", "--format=", "HEAD"]) == "backup.enc.ini\n" + trial.file + "\n")
    }

    @Test("the unpublished pair of another rotation is named as what it is") func unpublished() throws {
        let trial = try trial()
        let other = try IAMUser(of: try S3Server.shared(.seaweedfs))
        let set = try trial.workspace.rcsops(["decrypt", "-i", trial.file])
        #expect(set.code == 0, "\(set.messages)")
        let text = try trial.workspace.text(trial.file)
            + "[second]\ntype = s3\nprovider = SeaweedFS\nendpoint = \(S3Server.shared(.seaweedfs).endpoint)\naccess_key_id = \(other.first.id)\nsecret_access_key = \(other.first.secret)\n"
        try trial.workspace.put(text, "rclone.conf")
        try FileManager.default.removeItem(atPath: trial.workspace.path(trial.file))
        try trial.workspace.encrypt()
        try FileManager.default.removeItem(atPath: trial.workspace.path("rclone.conf"))
        try trial.workspace.git(["commit", "-q", "-a", "-m", "second"])
        let first = try trial.rotate(["--grace", "1h"])
        #expect(first.code == 0, "\(first.messages)")
        let id = try #require(try trial.journal()["id"] as? String)
        let refused = try trial.workspace.rcsops(
            ["credentials", "rotate", trial.file, "--remote", "second", "--yes", "--grace", "1h", "--commit"],
            environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(refused.code == 3 && refused.messages.contains("RC8613") && refused.messages.contains("--id " + id), "\(refused.code) \(refused.messages)")
        // What it says helps.
        let late = try trial.resume(["--id", id, "--commit"])
        #expect(try late.code == 0 && commit(late) == head(trial), "\(late.code) \(late.messages)")
        #expect(try status(trial) == "")
    }

    @Test("--commit and --render of a resume that comes late are done, once") func late() throws {
        let trial = try trial()
        #expect(try trial.rotate(["--grace", "1h"]).code == 0)
        #expect(try status(trial) == " M \(trial.file)\n")
        let made = try trial.resume(["--commit"])
        #expect(made.code == 0, "\(made.messages)")
        #expect(try status(trial) == "" && commit(made) == head(trial) && trial.report(made).state == "grace")
        let before = try head(trial)
        #expect(try trial.resume(["--commit"]).code == 0 && head(trial) == before)
        let rendered = try trial.resume(["--render", "/bin/sh -c 'echo deployed >> deployed'"])
        #expect(rendered.code == 0, "\(rendered.messages)")
        #expect(try trial.resume(["--all-due", "--render", "/bin/sh -c 'echo deployed >> deployed'"]).code == 0)
        #expect(try trial.workspace.text("deployed") == "deployed\n")
    }

    @Test("an abort whose program fails says which pair the files hold, and another program ends it") func failingAbort() throws {
        let trial = try trial()
        let made = try trial.rotate(["--grace", "1h", "--render", "/bin/false"])
        #expect(made.code == 5 && made.messages.contains("hold the new pair") && made.messages.contains("--render COMMAND"), "\(made.messages)")
        let stopped = try trial.abort()
        #expect(stopped.code == 5 && stopped.messages.contains("hold the old pair again") && stopped.messages.contains("--render COMMAND"), "\(stopped.messages)")
        let back = try trial.resume(["--render", "/bin/true"])
        #expect(back.code == 0, "\(back.messages)")
        expectNone(try trial.faultsOfOld())
    }

    @Test("resume --no-verify leaves out the hook of a commit that the journal wants, and only rotate needs --commit with it") func withoutHook() throws {
        let trial = try trial(hook: true)
        #expect(try trial.rotate(["--grace", "1h", "--commit"]).code == 5)
        let made = try trial.resume(["--no-verify"])
        #expect(try made.code == 0 && status(trial) == "", "\(made.code) \(made.messages)")
        #expect(try trial.rotate(["--no-verify"]).code == 64)
    }

    @Test("in the middle of a rebase nothing is begun, with --commit or without", arguments: [[], ["--commit"]]) func rebase(options: [String]) throws {
        let trial = try trial()
        try FileManager.default.createDirectory(atPath: trial.workspace.path(".git/rebase-merge"), withIntermediateDirectories: true)
        for made in [try trial.rotate(["--dry-run"] + options), try trial.rotate(options)] {
            #expect(made.code == 3 && made.messages.contains("RC8612"), "\(made.code) \(made.messages)")
        }
        expectNone(try trial.faultsOfOld())
    }

    @Test("an endpoint that is gone for good is told as what it is, and another can take its place") func goneEndpoint() throws {
        let trial = try trial()
        var gateway: FaultProxy? = try FaultProxy(before: try S3Server.shared(.seaweedfs).endpoint)
        let gone = try #require(gateway?.gateways[0])
        #expect(try trial.rotate(BackEndTrial.soonOff + ["--verify-endpoint", gone]).code == 0)
        gateway = nil
        trial.waitForGrace()
        let stopped = try trial.resume(["--verify-timeout", "4s"])
        #expect(stopped.code == 5 && stopped.messages.contains("RC8520") && stopped.messages.contains("the files hold it already"), "\(stopped.code) \(stopped.messages)")
        let other = try FaultProxy(before: try S3Server.shared(.seaweedfs).endpoint)
        let made = try trial.resume(["--verify-endpoint", other.gateways[0], "--wait"])
        #expect(made.code == 0, "\(made.code) \(made.messages)")
        let targets = (try JSONSerialization.jsonObject(with: made.output) as? [String: Any])?["verify"] as? [[String: Any]]
        #expect(Set(targets?.compactMap { $0["target"] as? String } ?? []) == [try S3Server.shared(.seaweedfs).endpoint, other.gateways[0]], "\(made.text)")
        expectNone(try trial.faultsOfDone())
    }

    @Test("while a rotation is under way, --if-older-than has nothing to do where the back end tells no date") func schedule() throws {
        let trial = try trial()
        #expect(try trial.rotate(["--grace", "1h"], environment: ["RCSOPS_FAULT": "journal.saved@3:kill"]).code != 0)
        let early = try trial.rotate(["--if-older-than", "90d"])
        #expect(early.code == 0 && early.messages.contains("is under way"), "\(early.code) \(early.messages)")
        #expect(try trial.resume().code == 0)
        let young = try trial.rotate(["--if-older-than", "90d"])
        #expect(young.code == 0 && young.messages.contains("is not due"), "\(young.code) \(young.messages)")
    }
}
