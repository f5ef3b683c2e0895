import CommandDriver
import Foundation
import TestVectors
import Testing

/// docs/rotation.md, "On a schedule": what the CronJob's container runs does what the page says, at a real server and a real remote of Git.
@Suite struct ScheduleDocsTests {
    /// The script of the CronJob, and its environment, with folders of a test in place of the container's.
    private func script(_ folder: String) throws -> (text: String, environment: [String: String]) {
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

    @Test("the CronJob's script leaves a young key, rotates an old one, commits, and pushes; a second run has nothing to do") func cronJob() throws {
        let workspace = try Workspace()
        let server = try S3Server.shared(.moto)
        let user = try IAMUser(of: server)
        let folder = workspace.folder.path
        for name in ["bin", "repository/prod", "keys"] { try FileManager.default.createDirectory(atPath: workspace.path(name), withIntermediateDirectories: true) }
        try FileManager.default.createSymbolicLink(atPath: workspace.path("bin/rcsops"), withDestinationPath: Program.rcsops.path)
        try FileManager.default.moveItem(atPath: workspace.path("key.txt"), toPath: workspace.path("keys/identity.txt"))
        try workspace.put(RotationTrial.config(user.first, endpoint: server.endpoint), "plain")
        #expect(try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "repository/prod/rclone.enc.ini", "plain", environment: [:]).code == 0)
        func git(_ words: String...) throws -> String {
            let made = try Program.run(
                URL(fileURLWithPath: "/usr/bin/git"), ["-c", "user.name=T", "-c", "user.email=t@example.com"] + words, in: URL(fileURLWithPath: workspace.path("repository")))
            #expect(made.isSuccess, "\(words) \(made.messages)")
            return made.text
        }
        _ = try git("init", "-q", "-b", "main")
        _ = try git("add", "-A")
        _ = try git("commit", "-q", "-m", "begin")
        _ = try git("init", "-q", "--bare", "-b", "main", "../origin.git")
        _ = try git("remote", "add", "origin", "../origin.git")
        _ = try git("push", "-q", "-u", "origin", "main")

        let (text, environment) = try script(folder)
        #expect(environment.keys.contains("SOPS_AGE_KEY_FILE") && environment.keys.contains("GIT_COMMITTER_EMAIL"))
        // No server of a test is Amazon's.
        let here = text.replacingOccurrences(of: "credentials rotate ", with: "credentials rotate --source iam --iam-endpoint \(server.endpoint) ")
        func run(_ script: String) throws -> Outcome {
            try Program.run(
                URL(fileURLWithPath: "/bin/sh"), ["-c", script], in: workspace.folder,
                environment: environment.merging(["PATH": workspace.path("bin") + ":/usr/bin:/bin"]) { $1 })
        }
        let young = try run(here)
        #expect(young.code == 0 && young.messages.contains("is not due"), "\(young.messages)")
        let old = try run(here.replacingOccurrences(of: "--if-older-than 90d", with: "--if-older-than 0s"))
        #expect(old.code == 0, "\(old.text) \(old.messages)")
        #expect(try git("--git-dir", "../origin.git", "log", "--format=%an", "main") == "rotation\nT\n")
        #expect(try git("show", "--stat", "--format=", "HEAD").contains("1 file changed"))
        // The journal waits for its time, and is not committed.
        #expect(try git("status", "--porcelain") == "")
        let again = try run(here)
        #expect(again.code == 0, "\(again.messages)")
        #expect(try git("rev-parse", "HEAD") == git("--git-dir", "../origin.git", "rev-parse", "main"))
    }
}
