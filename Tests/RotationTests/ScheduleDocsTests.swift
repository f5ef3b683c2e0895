import CommandDriver
import Foundation
import TestVectors
import Testing

/// docs/rotation.md, "On a schedule": what the CronJob's container runs does what the page says, at a real server and a real remote of Git.
@Suite(.waiting) struct ScheduleDocsTests {
    /// The script of the CronJob, and its environment, with folders of a test in place of the container's.
    fileprivate func script(_ folder: String) throws -> (text: String, environment: [String: String]) {
        let page = try String(contentsOf: VectorFolder.packageRoot.appendingPathComponent("docs/rotation.md"), encoding: .utf8)
        let begin = try #require(page.range(of: "args:\n                - |\n"))
        let lines = page[begin.upperBound...].components(separatedBy: "\n")
        let text = lines.prefix { $0.hasPrefix(String(repeating: " ", count: 18)) }.map { $0.dropFirst(18) }.joined(separator: "\n") + "\n"
        var environment: [String: String] = [:]
        for line in lines.dropFirst(text.split(separator: "\n").count + 1) {
            guard let name = line.range(of: "- {name: "), let value = line.range(of: ", value: ") else { break }
            environment[String(line[name.upperBound..<value.lowerBound])] = line[value.upperBound...].dropLast().replacingOccurrences(of: "\"", with: "")
                .replacingOccurrences(of: "/work", with: folder).replacingOccurrences(of: "/keys/", with: folder + "/keys/")
        }
        return (text.replacingOccurrences(of: "/work", with: folder), environment)
    }

    /// The clone on the job's volume, and what it pushes to.
    private final class Place {
        let workspace: Workspace
        private let endpoint: String
        private let text: String
        private let environment: [String: String]

        init(_ suite: ScheduleDocsTests) throws {
            workspace = try Workspace()
            let server = try S3Server.shared(.moto)
            endpoint = server.endpoint
            for name in ["bin", "repository/prod", "keys"] { try FileManager.default.createDirectory(atPath: workspace.path(name), withIntermediateDirectories: true) }
            try FileManager.default.createSymbolicLink(atPath: workspace.path("bin/rcsops"), withDestinationPath: Program.rcsops.path)
            try FileManager.default.moveItem(atPath: workspace.path("key.txt"), toPath: workspace.path("keys/identity.txt"))
            try workspace.put(RotationTrial.config(IAMUser(of: server).first, endpoint: server.endpoint), "plain")
            let made = try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "repository/prod/rclone.enc.ini", "plain", environment: [:])
            #expect(made.code == 0, "\(made.messages)")
            let (text, environment) = try suite.script(workspace.folder.path)
            #expect(environment.keys.contains("SOPS_AGE_KEY_FILE") && environment.keys.contains("GIT_COMMITTER_EMAIL"))
            // No server of a test is Amazon's.
            self.text = text.replacingOccurrences(of: "credentials rotate ", with: "credentials rotate --source iam --iam-endpoint \(endpoint) ")
            self.environment = environment.merging(["PATH": workspace.path("bin") + ":/usr/bin:/bin"]) { $1 }
            try git("init", "-q", "-b", "main")
            try git("add", "-A")
            try git("commit", "-q", "-m", "begin")
            try git("init", "-q", "--bare", "-b", "main", "../origin.git")
            try git("remote", "add", "origin", "../origin.git")
            try git("push", "-q", "-u", "origin", "main")
        }

        @discardableResult func git(_ words: String...) throws -> String { try workspace.git(words, in: "repository") }

        /// The job, for keys of that age.
        func run(age: String = "90d", _ more: [String: String] = [:]) throws -> Outcome {
            try Program.run(
                URL(fileURLWithPath: "/bin/sh"), ["-c", text.replacingOccurrences(of: "--if-older-than 90d", with: "--if-older-than " + age)], in: workspace.folder,
                environment: environment.merging(more) { $1 })
        }

        /// Somebody else pushes meanwhile.
        func pushFromElsewhere() throws {
            try workspace.git(["clone", "-q", "origin.git", "elsewhere"])
            try workspace.put("note\n", "elsewhere/note")
            try workspace.git(["add", "note"], in: "elsewhere")
            try workspace.git(["commit", "-q", "-m", "note"], in: "elsewhere")
            try workspace.git(["push", "-q"], in: "elsewhere")
        }

        /// What all others get.
        func pushed() throws -> String { try git("--git-dir", "../origin.git", "log", "--format=%an", "main") }
    }

    @Test("the CronJob's script leaves a young key, rotates an old one, commits, and pushes; a second run has nothing to do") func cronJob() throws {
        let place = try Place(self)
        let young = try place.run()
        #expect(young.code == 0 && young.messages.contains("is not due"), "\(young.messages)")
        let old = try place.run(age: "0s")
        #expect(old.code == 0, "\(old.text) \(old.messages)")
        #expect(try place.pushed() == "rotation\nT\n")
        #expect(try place.git("show", "--stat", "--format=", "HEAD").contains("1 file changed"))
        // The journal waits for its time, and is not committed.
        #expect(try place.git("status", "--porcelain") == "")
        let again = try place.run()
        #expect(again.code == 0, "\(again.messages)")
        #expect(try place.git("rev-parse", "HEAD") == place.git("--git-dir", "../origin.git", "rev-parse", "main"))
    }

    /// A file that is written and not committed keeps git from any pull.
    @Test("a run that ended between a file and its commit is gone on with by the next one, and pushed", arguments: ["killed", "hook"]) func brokenOff(how: String) throws {
        let place = try Place(self)
        let hook = place.workspace.path("repository/.git/hooks/pre-commit")
        if how == "hook" {
            try FileManager.default.createDirectory(atPath: place.workspace.path("repository/.git/hooks"), withIntermediateDirectories: true)
            try Data("#!/bin/sh\nexit 1\n".utf8).write(to: URL(fileURLWithPath: hook))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        }
        let broken = try place.run(age: "0s", how == "hook" ? [:] : ["RCSOPS_FAULT": "document.folder:kill"])
        #expect(broken.code != 0, "\(broken.messages)")
        #expect(try place.git("status", "--porcelain") == " M prod/rclone.enc.ini\n")
        try? FileManager.default.removeItem(atPath: hook)
        try place.pushFromElsewhere()
        let next = try place.run()
        #expect(next.code == 0, "\(next.code) \(next.text) \(next.messages)")
        #expect(try place.pushed() == "rotation\nT\nT\n")
        #expect(try place.git("status", "--porcelain") == "")
        let again = try place.run()
        #expect(again.code == 0, "\(again.messages)")
    }

    @Test("where the other commits do not fit, nothing is left half rebased, and the next run says the same") func conflict() throws {
        let place = try Place(self)
        try place.workspace.git(["clone", "-q", "origin.git", "elsewhere"])
        try place.workspace.put("one\n", "repository/prod/rclone.enc.ini")
        try place.git("commit", "-q", "-a", "-m", "one")
        try place.workspace.put("other\n", "elsewhere/prod/rclone.enc.ini")
        try place.workspace.git(["commit", "-q", "-a", "-m", "other"], in: "elsewhere")
        try place.workspace.git(["push", "-q"], in: "elsewhere")
        let head = try place.git("rev-parse", "HEAD")
        for _ in 0..<2 {
            let made = try place.run()
            #expect(made.code != 0 && !made.text.contains("rcsops"), "\(made.text) \(made.messages)")
            #expect(try place.git("status", "--porcelain", "--branch").hasPrefix("## main...origin/main") && place.git("rev-parse", "HEAD") == head)
        }
    }
}
