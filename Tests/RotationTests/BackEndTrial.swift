import CommandDriver
import Foundation
import TestVectors
import Testing

/// That nothing is as it must not be; else all of it is shown.
func expectNone(_ faults: [String], sourceLocation: SourceLocation = #_sourceLocation) { #expect(faults == [], sourceLocation: sourceLocation) }

/// One rotation at one back end by the command line alone, from the plan to its end. After each command it is looked for secrets in all that was
/// printed and written.
final class BackEndTrial: @unchecked Sendable {
    let workspace: Workspace
    let holder: any KeyHolder
    let file = "rclone.enc.ini"
    /// Given to the command that begins; those that go on have them from the journal.
    var options: [String] = []
    /// Each wait of the program takes the tenth part of its time; grace times are the wall clock's.
    var environment = ["RCSOPS_PACE": "10"]
    private let config: (S3Server.Key) -> String
    private var secrets: Set<String>
    private var printed = ""
    private var faultsOfReports: [String] = []

    /// - Parameters:
    ///   - remote: The lines of the remote, without its pair.
    ///   - more: Further remotes.
    init(_ holder: any KeyHolder, remote: [String], more: String = "", secrets: [String] = []) throws {
        workspace = try Workspace()
        self.holder = holder
        self.secrets = Set(secrets + [holder.first.secret])
        config = { key in
            (["# kept", "[s3prod]", "type = s3"] + remote + ["access_key_id = " + key.id, "secret_access_key = " + key.secret, "", "[other]", "type = local", "nounc = true", "", more])
                .joined(separator: "\n")
        }
        try workspace.put(config(holder.first), "rclone.conf")
        try workspace.encrypt()
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
    }

    // MARK: What is run

    static let immediately = ["--immediate"]
    /// Grace times that a test can wait for.
    static let soon = ["--grace", "4s", "--grace-inactive", "1s"]
    /// The same where no key is switched off.
    static let soonGone = ["--grace", "4s"]
    /// The old key stays switched off for a while.
    static let soonOff = ["--grace", "4s", "--grace-inactive", "30s"]

    /// Until the grace time of ``soon`` is over.
    func waitForGrace() { sleep(5) }

    func rotate(_ more: [String] = immediately, environment: [String: String] = [:], input: String = "") throws -> Outcome {
        try run(["rotate", file, "--remote", "s3prod", "--yes"] + more + options, environment, input)
    }

    func plan(_ more: String...) throws -> Outcome {
        try run(["rotate", file, "--remote", "s3prod", "--dry-run"] + more + options, [:], "", reporting: [])
    }

    func resume(_ more: [String] = ["--all-due"], environment: [String: String] = [:], input: String = "") throws -> Outcome {
        try run(["resume", "."] + more, environment, input)
    }

    func abort(_ more: String...) throws -> Outcome { try run(["abort", file] + more, [:], "") }

    /// How long the old key may take to be rejected is no matter of the rotation's journal.
    func confirmRetired(_ more: String...) throws -> Outcome { try run(["confirm-retired", file, "s3prod"] + kept(["--verify-timeout"]) + more, [:], "") }

    func status() throws -> String { try run(["status"], [:], "", reporting: []).text }

    func list() throws -> String { try run(["list"] + kept(["--admin-remote", "--admin-file", "--key-command"]), [:], "", reporting: []).text }

    /// Those of ``options`` that a command needs which has no journal to take them from.
    private func kept(_ names: Set<String>) -> [String] {
        zip(options, options.dropFirst() + [""]).flatMap { names.contains($0) ? [$0, $1] : [] }
    }

    private func run(_ arguments: [String], _ more: [String: String], _ input: String, reporting: [String]? = nil) throws -> Outcome {
        let made = try workspace.rcsops(
            ["credentials"] + arguments + (reporting ?? ["--json", "--audit-log", workspace.path("audit.log")]),
            environment: workspace.identity.merging(["HOME": workspace.folder.path]) { $1 }.merging(environment) { $1 }.merging(more) { $1 }, input: Data(input.utf8))
        printed += made.text + made.messages
        if reporting == nil, let value = try? JSONSerialization.jsonObject(with: made.output) { faultsOfReports += try SchemaCheck("rotation").faults(of: value) }
        try noteSecrets()
        return made
    }

    /// A key that is made and deleted again is a secret too: the journal has it meanwhile.
    private func noteSecrets() throws {
        for journal in journals {
            let opened = try workspace.peer("sops", "decrypt", journal)
            guard let value = try? JSONSerialization.jsonObject(with: opened.output) as? [String: Any] else { continue }
            for name in ["old", "new"] {
                guard let secret = (value[name] as? [String: Any])?["secret_access_key"] as? String, !secret.isEmpty else { continue }
                secrets.insert(secret)
            }
        }
    }

    /// Goes on until nothing is under way any more.
    @discardableResult func settle(_ turns: Int = 6) throws -> Outcome? {
        var last: Outcome?
        for _ in 0..<turns where !journals.isEmpty { last = try resume() }
        return last
    }

    func report(_ outcome: Outcome) throws -> RotationTrial.Report { try RotationTrial.report(outcome) }

    // MARK: How it stands

    /// Beside the first of the files, which may be in a folder below.
    var journals: [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path)) ?? []).filter { $0.contains(".rotate-") && $0.hasSuffix(".json") }
    }

    func pair() throws -> S3Server.Key { try workspace.pair(in: file) }

    /// The journal that is there, decrypted.
    func journal() throws -> [String: Any] {
        guard let name = journals.first else { return [:] }
        return try JSONSerialization.jsonObject(with: workspace.peer("sops", "decrypt", name).output) as? [String: Any] ?? [:]
    }

    /// What must be so at every end: the file holds a pair that works, nothing else in it has changed, and no secret was told.
    func faults() throws -> [String] {
        var faults = faultsOfReports
        let pair = try pair()
        if try !holder.works(pair) { faults.append("the file holds no pair that works") }
        if try workspace.rcsops("decrypt", file).text != config(pair) { faults.append("the file holds other changes") }
        for secret in secrets.union([pair.secret]) {
            if printed.contains(secret) { faults.append("a secret was printed") }
            for name in try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path) where !name.hasPrefix("its-own-") {
                guard let data = FileManager.default.contents(atPath: workspace.path(name)) else { continue }
                if data.range(of: Data(secret.utf8)) != nil { faults.append("a secret stands in " + name) }
            }
        }
        return faults
    }

    /// The new key alone.
    func faultsOfDone() throws -> [String] {
        var faults = try faults()
        let keys = try holder.keys
        if keys.count != 1 || keys.first?.id == holder.first.id { faults.append("keys: \(keys)") }
        if try pair().id != keys.first?.id { faults.append("the file does not hold the new key") }
        if try holder.works(holder.first) { faults.append("the old key works") }
        if !journals.isEmpty { faults.append("journals: \(journals)") }
        return faults
    }

    /// The old key alone.
    func faultsOfOld(isEnded: Bool = true) throws -> [String] {
        var faults = try faults()
        let keys = try holder.keys
        if keys != [IAMUser.Key(id: holder.first.id, active: true)] { faults.append("keys: \(keys)") }
        if try pair().id != holder.first.id { faults.append("the file does not hold the old key") }
        if isEnded, !journals.isEmpty { faults.append("journals: \(journals)") }
        return faults
    }
}
