import CommandDriver
import Foundation
import Testing

/// What the options of `credentials rotate` do at a real back end, by the command line.
@Suite(.waiting, .serialized) struct BackEndOptionTests {
    private static func trial(_ endpoint: String? = nil, more: [String] = []) throws -> BackEndTrial {
        let server = try S3Server.shared(.seaweedfs)
        return try BackEndTrial(try IAMUser(of: server), remote: ["provider = SeaweedFS", "endpoint = " + (endpoint ?? server.endpoint)] + more)
    }

    private func git(_ trial: BackEndTrial, _ arguments: String...) throws -> String { try trial.workspace.git(arguments) }

    /// A file in another folder with the same key.
    private func addCopy(_ trial: BackEndTrial, in folder: String) throws -> String {
        try FileManager.default.createDirectory(atPath: trial.workspace.path(folder), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: trial.workspace.path(trial.file), toPath: trial.workspace.path(folder + "/copy.enc.ini"))
        return folder + "/copy.enc.ini"
    }

    private func holdsNew(_ trial: BackEndTrial, _ file: String) throws -> Bool {
        try trial.workspace.rcsops("decrypt", file).text.contains("access_key_id = " + trial.pair().id)
    }

    // MARK: Where it is tried

    @Test("--verify-each-address finds the gateway behind one name that lags, and names it", .enabled(if: geteuid() == 0)) func eachAddress() throws {
        let server = try S3Server.shared(.seaweedfs)
        let proxy = try FaultProxy(before: server.endpoint, second: "127.0.0.2")
        let port = proxy.gateways[0].split(separator: ":").last ?? ""
        let trial = try Self.trial("http://gateways.test:\(port)")
        try trial.workspace.put("127.0.0.1 localhost\n127.0.0.1 gateways.test\n127.0.0.2 gateways.test\n", "hosts")
        // The one tool that all commands of the test are run by: the name is known in there alone.
        func inside(_ arguments: [String]) throws -> Outcome {
            try Program.run(
                URL(fileURLWithPath: "/usr/bin/unshare"),
                ["-m", "/bin/sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"", trial.workspace.path("hosts"), Program.rcsops.path, "credentials"] + arguments
                    + ["--verify-timeout", "8s", "--json", "--audit-log", trial.workspace.path("audit.log")],
                in: trial.workspace.folder, environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        }
        try proxy.set("{\"hidden_at\": 1}")
        let made = try inside(["rotate", trial.file, "--remote", "s3prod", "--yes", "--immediate", "--verify-each-address"])
        #expect(made.code == 5 && made.messages.contains("RC8520") && made.messages.contains("127.0.0.2"), "\(made.code) \(made.messages)")
        #expect(try trial.pair().id == trial.holder.first.id)
        let verified = try JSONSerialization.jsonObject(with: made.output) as? [String: Any]
        #expect((verified?["verify"] as? [[String: Any]])?.compactMap { $0["address"] as? String }.sorted() == ["127.0.0.1", "127.0.0.2"])
        try proxy.set("{}")
        let done = try inside(["resume", ".", "--all-due"])
        #expect(done.code == 0, "\(done.messages)")
        #expect(try Set(proxy.requests.filter { $0.action == "s3" }.map(\.gateway)) == [0, 1])
        expectNone(try trial.faultsOfDone())
    }

    @Test("--verify-bucket asks for the bucket alone, and the plan names it") func bucket() throws {
        let server = try S3Server.shared(.seaweedfs)
        let proxy = try FaultProxy(before: server.endpoint)
        let trial = try Self.trial(proxy.gateways[0])
        let made = try trial.rotate(BackEndTrial.immediately + ["--verify-bucket", "bkt"])
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try trial.faultsOfDone())
        let paths = try proxy.requests.filter { $0.action == "s3" }.map(\.path)
        #expect(!paths.isEmpty && paths.allSatisfy { $0 == "/bkt" || $0.hasPrefix("/bkt/") }, "\(paths)")
        let plan = try Self.trial().plan("--verify-bucket", "bkt")
        #expect(plan.text.contains(", bucket bkt"), "\(plan.text)")
    }

    @Test("--iam-endpoint is asked about keys, and S3 at the remote's own", arguments: ["iam", "seaweedfs"]) func iamEndpoint(source: String) throws {
        let server = try S3Server.shared(.seaweedfs)
        let (iam, storage) = (try FaultProxy(before: server.endpoint), try FaultProxy(before: server.endpoint))
        let trial = try Self.trial(storage.gateways[0])
        trial.options = ["--source", source, "--iam-endpoint", iam.gateways[0], "--iam-region", "eu-central-1"]
        let made = try trial.rotate(BackEndTrial.soon)
        #expect(made.code == 0, "\(made.messages)")
        trial.waitForGrace()
        try trial.settle()
        expectNone(try trial.faultsOfDone())
        #expect(try Set(storage.requests.map(\.action)) == ["s3"])
        #expect(try !iam.requests.map(\.action).contains("s3") && iam.requests.contains { $0.action == "CreateAccessKey" })
    }

    // MARK: Which files

    @Test("--scan finds the key in other folders, in the beginning and before the old key goes") func scan() throws {
        let trial = try Self.trial()
        let copy = try addCopy(trial, in: "elsewhere/below")
        // What deploys puts the old pair back, where only --scan looks.
        try FileManager.default.copyItem(atPath: trial.workspace.path(trial.file), toPath: trial.workspace.path("kept"))
        let made = try trial.rotate(BackEndTrial.immediately + ["--scan", "elsewhere", "--render", "/bin/cp kept elsewhere/late.enc.ini"])
        #expect(try holdsNew(trial, copy))
        #expect(made.code == 5 && made.messages.contains("RC8524"), "\(made.code) \(made.messages)")
        #expect(try trial.holder.keys.filter(\.active).count == 2)
        try FileManager.default.removeItem(atPath: trial.workspace.path("elsewhere/late.enc.ini"))
        try trial.settle()
        expectNone(try trial.faultsOfDone())
    }

    @Test("--from-report rotates what a real report of exposed secrets names") func report() throws {
        let trial = try Self.trial()
        let leaver = try trial.workspace.rcsops("key", "generate", "--output", "leaver.txt").text.trimmingCharacters(in: .newlines)
        _ = try git(trial, "init", "-q", ".")
        let added = try trial.workspace.rcsops("recipients", "add", leaver, trial.file, "--yes")
        #expect(added.code == 0, "\(added.messages)")
        _ = try git(trial, "add", trial.file)
        _ = try git(trial, "commit", "-q", "-m", "for both")
        let removed = try trial.workspace.rcsops("recipients", "remove", leaver, trial.file, "--yes")
        #expect([0, 9].contains(removed.code), "\(removed.messages)")
        _ = try git(trial, "commit", "-q", "-a", "-m", "for one")
        let exposed = try trial.workspace.rcsops("exposed", "--recipient", leaver, "--json")
        #expect(exposed.code == 9, "\(exposed.code) \(exposed.messages)")
        try trial.workspace.put(exposed.output, "report.json")
        let made = try trial.workspace.rcsops(
            ["credentials", "rotate", "--from-report", "report.json", "--yes", "--immediate", "--json", "--audit-log", trial.workspace.path("audit.log")],
            environment: trial.workspace.identity.merging(["HOME": trial.workspace.folder.path]) { $1 })
        #expect(made.code == 0, "\(made.code) \(made.messages)")
        expectNone(try trial.faultsOfDone())
        #expect(try git(trial, "status", "--porcelain", "--untracked-files=no") == " M \(trial.file)\n")
        _ = try git(trial, "commit", "-q", "-a", "-m", "another pair")
        // Now it is superseded.
        #expect(try trial.workspace.rcsops("exposed", "--recipient", leaver).code == 0)
    }

    // MARK: What is done with them

    @Test("--commit commits the file alone, --rotate-data-key makes another data key") func commit() throws {
        let trial = try Self.trial()
        _ = try git(trial, "init", "-q", ".")
        try trial.workspace.put("one\n", "other.txt")
        _ = try git(trial, "add", trial.file, "other.txt")
        _ = try git(trial, "commit", "-q", "-m", "begin")
        try trial.workspace.put("two\n", "other.txt")
        _ = try git(trial, "add", "other.txt")
        let before = try trial.workspace.text(trial.file)
        let name = ["GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "n@example.com", "GIT_COMMITTER_NAME": "n", "GIT_COMMITTER_EMAIL": "n@example.com"]
        let made = try trial.rotate(BackEndTrial.immediately + ["--commit", "--rotate-data-key"], environment: name)
        #expect(made.code == 0, "\(made.messages)")
        expectNone(try trial.faultsOfDone())
        #expect(try git(trial, "show", "--name-only", "--format=", "HEAD") == trial.file + "\n")
        #expect(try git(trial, "status", "--porcelain", "--untracked-files=no") == "M  other.txt\n")
        // Every value under another key, also those that stay.
        let stayed = try Set(trial.workspace.text(trial.file).split(separator: "\n").filter { $0.contains("ENC[") }).intersection(before.split(separator: "\n"))
        #expect(stayed.isEmpty, "\(stayed)")
        let report = try JSONSerialization.jsonObject(with: made.output) as? [String: Any]
        #expect(try report?["commit"] as? String == git(trial, "rev-parse", "HEAD").trimmingCharacters(in: .newlines))
    }

    @Test("without --rotate-data-key two values and the MAC change") func smallChange() throws {
        let trial = try Self.trial()
        let before = try trial.workspace.text(trial.file).split(separator: "\n")
        #expect(try trial.rotate().code == 0)
        let after = try trial.workspace.text(trial.file).split(separator: "\n")
        let changed = zip(before, after).filter { $0 != $1 }.map { $0.1.prefix { $0 != "=" && $0 != " " } }
        #expect(before.count == after.count && Set(changed).isSubset(of: ["access_key_id", "secret_access_key", "lastmodified", "mac", "sops_lastmodified", "sops_mac", ";"]), "\(changed)")
    }

    @Test("--render deploys before the grace time, and one that fails is run again by resume") func render() throws {
        let trial = try Self.trial()
        let failed = try trial.rotate(BackEndTrial.immediately + ["--render", "/bin/sh -c 'echo deployed; exit 3'"])
        #expect(failed.code == 5 && failed.messages.contains("RC8530") && failed.messages.contains("exit code 3"), "\(failed.code) \(failed.messages)")
        #expect(try trial.holder.keys.filter(\.active).count == 2)
        let done = try trial.resume(["--all-due", "--render", "/bin/sh -c 'cp rclone.enc.ini deployed'"])
        #expect(done.code == 0, "\(done.messages)")
        #expect(try trial.workspace.data("deployed") == trial.workspace.data(trial.file))
        expectNone(try trial.faultsOfDone())
    }

    @Test("what --render prints is thrown away, and what it says shows neither pair") func renderedSecrets() throws {
        let trial = try Self.trial()
        let old = try trial.holder.keys.map(\.id)
        let script = "set -e; r='\(Program.rcsops.path)'; $r decrypt \(trial.file); $r decrypt \(trial.file) >&2; $r decrypt \(trial.file) | base64 -w0 >&2; echo deployed >&2"
        let made = try trial.rotate(BackEndTrial.immediately + ["--render", "/bin/sh -c \"\(script)\""])
        #expect(made.code == 0, "\(made.messages)")
        #expect(made.messages.contains("secret_access_key = [redacted]") && made.messages.contains("deployed\n"), "\(made.messages)")
        let plain = try trial.workspace.rcsops("decrypt", trial.file).text
        let secret = try #require(plain.split(separator: "\n").first { $0.hasPrefix("secret_access_key") }?.split(separator: " ").last)
        #expect(!old.isEmpty && !made.messages.contains(secret) && !made.text.contains(secret))
        #expect(!made.messages.contains(Data(plain.utf8).base64EncodedString()) && made.messages.components(separatedBy: "[redacted]").count >= 3)
    }
}
