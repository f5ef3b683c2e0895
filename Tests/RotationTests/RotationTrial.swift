import CommandDriver
import Foundation

/// One rotation of one key at a real server, behind the fault proxy: what is done to it, and how it ends.
final class RotationTrial: @unchecked Sendable {
    struct Report: Decodable {
        struct Key: Decodable { let id: String }
        struct Retirement: Decodable {
            let deactivate_not_before: String?
            let delete_not_before: String?
            let rejection: String
        }
        let state: String
        let exit: Int32
        let new: Key?
        let retire: Retirement
    }

    let workspace: Workspace
    let server: S3Server
    let proxy: FaultProxy
    let user: IAMUser
    let files: [String]
    /// What is in a file besides, because somebody has put it there.
    var added = ""
    private let source: String
    /// Each wait of the program takes this part of its time, where the case is not about time.
    let pace: Int
    /// Everything that the program has printed.
    private let printed = ThreadAnswer("")

    /// The commands that the cases drive are in this build.
    static let isBuilt: Bool = {
        guard let workspace = try? Workspace() else { return false }
        return (try? workspace.rcsops("credentials", "status").messages.contains("RC8500")) == false
    }()

    convenience init(_ kind: S3Server.Kind = .moto, files count: Int = 1, policy: String? = nil, pace: Int = 1) throws {
        let server = try S3Server.shared(kind)
        try self.init(
            server, user: IAMUser(of: server, policy: policy), files: (1...count).map { $0 == 1 ? "rclone.enc.ini" : "rclone\($0).enc.ini" }, pace: pace)
        if kind == .radosgw { try putAdministrator() }
    }

    /// `prepare` makes the folders that the files lie in.
    init(
        _ server: S3Server, user: IAMUser, files: [String] = ["rclone.enc.ini"], source: String? = nil, pace: Int = 1,
        prepare: (Workspace) throws -> Void = { _ in }
    ) throws {
        (workspace, self.server, self.user, self.files, self.pace) = (try Workspace(), server, user, files, pace)
        self.source = source ?? Self.source(of: server.kind)
        proxy = try FaultProxy(before: server.endpoint)
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        try prepare(workspace)
        for file in files { try encrypt(Self.config(user.first, endpoint: proxy.gateways[0]), file) }
        try proxy.set("{\"inactive_rejected\": true}")
    }

    /// Makes a file anew, as somebody does who edits it.
    func encrypt(_ text: String, _ file: String, to recipients: String? = nil) throws {
        try workspace.put(text, "plain")
        defer { try? FileManager.default.removeItem(atPath: workspace.path("plain")) }
        let made = try workspace.rcsops("encrypt", "--age", recipients ?? workspace.recipient, "--output", file, "plain")
        guard made.code == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: ["messages": made.messages]) }
    }

    private static func source(of kind: S3Server.Kind) -> String {
        switch kind {
        case .moto: "iam"
        case .seaweedfs, .seaweedfsReadOnly: "seaweedfs"
        case .radosgw: "ceph-admin"
        }
    }

    /// Ordinary users of Ceph make no keys: the owner has the right to.
    private func putAdministrator() throws {
        let owner = try server.key(of: "owner")
        try encrypt(Self.config(owner, endpoint: proxy.gateways[0]).replacingOccurrences(of: "[s3prod]", with: "[admin]"), "admin.enc.ini")
    }

    static func config(_ key: S3Server.Key, endpoint: String) -> String {
        """
        # kept
        [s3prod]
        type = s3
        provider = Other
        endpoint = \(endpoint)
        access_key_id = \(key.id)
        secret_access_key = \(key.secret)

        [other]
        type = local
        nounc = true

        """
    }

    // MARK: What is run

    func rotate(
        _ more: [String] = [], environment: [String: String] = [:], isImmediate: Bool = true, files some: [String]? = nil, by runner: [String] = []
    ) throws -> Outcome {
        try run(rotation(isImmediate, files: some) + more, environment, by: runner)
    }

    /// A rotation that goes on by itself, of all files or some.
    func start(_ more: [String] = [], environment: [String: String] = [:], files some: [String]? = nil) throws -> RunningCommand {
        try running(rotation(true, files: some) + more, environment)
    }

    func startResume(_ more: [String] = [], environment: [String: String] = [:]) throws -> RunningCommand { try running(resumption + more, environment) }

    private func running(_ arguments: [String], _ environment: [String: String] = [:], through launcher: [String] = []) throws -> RunningCommand {
        try RunningCommand(told(arguments), in: workspace.folder, environment: variables(environment), through: launcher) { [printed] in
            printed.value += $0.text + $0.messages
        }
    }

    private func rotation(_ isImmediate: Bool, files some: [String]? = nil) -> [String] {
        ["rotate"] + (some ?? files) + ["--remote", "s3prod", "--source", source] + (source == "iam" ? ["--iam-endpoint", proxy.gateways[0]] : [])
            + administrator + ["--yes", "--verify-timeout", "15s"] + (isImmediate ? ["--immediate"] : [])
    }

    private var administrator: [String] { source == "ceph-admin" ? ["--admin-remote", "admin", "--admin-file", "admin.enc.ini"] : [] }
    private var resumption: [String] { ["resume", ".", "--all-due", "--verify-timeout", "15s"] + administrator }

    /// A rotation, or what goes on with it, that is killed just before the n-th system call which changes something.
    func killedAtCall(_ number: Int, isResume: Bool = false) throws -> (outcome: Outcome, counted: Int, call: String) {
        let report = workspace.path(".calls")
        let made = try Program.run(
            Program.peer("python-with-pyrage"),
            [Program.testPeer("kill-at-call.py").path, String(number), report, Program.rcsops.path]
                + told(isResume ? resumption : rotation(true)), in: workspace.folder, environment: variables([:]))
        printed.value += made.text + made.messages
        let words = try workspace.text(".calls").split(whereSeparator: \.isWhitespace)
        return (made, words.first.flatMap { Int($0) } ?? 0, words.count > 1 ? String(words[1]) : "")
    }

    /// The same, killed from outside after some time; true when it had not ended by itself.
    func killed(afterMicroseconds time: Int, isResume: Bool = false) throws -> Bool {
        let program = try running(isResume ? resumption : rotation(true))
        usleep(UInt32(time))
        program.send(SIGKILL)
        return try program.isKilled(by: SIGKILL)
    }

    /// Killed while the server has done an act and its answer is on the way.
    func killed(at action: String, by signal: Int32 = SIGKILL, more: [String] = [], through launcher: [String] = []) throws -> Bool {
        try proxy.set("{\"inactive_rejected\": true, \"faults\": [{\"action\": \"\(action)\", \"do\": \"hold\"}]}")
        let program = try running(rotation(true) + more, through: launcher)
        let end = Date() + 60
        while Date() < end, try !proxy.requests.contains(where: { $0.action == action && $0.status != nil }) { usleep(20_000) }
        program.send(signal)
        let isKilled = try program.isKilled(by: signal)
        try proxy.set("{\"inactive_rejected\": true}")
        return isKilled
    }

    func resume(_ more: [String] = [], environment: [String: String] = [:], by runner: [String] = []) throws -> Outcome {
        try run(resumption + more, environment, by: runner)
    }

    func abort(_ more: [String] = [], environment: [String: String] = [:]) throws -> Outcome {
        try run(["abort", "."] + administrator + more, environment)
    }

    /// - Parameter runner: The words of a program that starts it, as faketime does.
    private func run(_ arguments: [String], _ environment: [String: String], by runner: [String] = []) throws -> Outcome {
        let words = runner + [Program.rcsops.path] + told(arguments)
        let made = try Program.run(
            URL(fileURLWithPath: words[0]), Array(words.dropFirst()), in: workspace.folder, environment: variables(environment))
        printed.value += made.text + made.messages
        return made
    }

    private func told(_ arguments: [String]) -> [String] { ["credentials"] + arguments + ["--json", "--audit-log", workspace.path("audit.log")] }
    private func variables(_ more: [String: String]) -> [String: String] {
        workspace.identity.merging(["HOME": workspace.folder.path, "RCSOPS_PACE": String(pace)]) { $1 }.merging(more) { $1 }
    }

    /// Goes on until nothing changes any more.
    func settle(by runner: [String] = []) throws -> Int32 {
        var last: Int32 = -1
        for _ in 0..<6 {
            last = try resume(by: runner).code
            if journals.isEmpty { break }
        }
        return last
    }

    static func report(_ outcome: Outcome) throws -> Report {
        do { return try JSONDecoder().decode(Report.self, from: outcome.output) } catch {
            throw CocoaError(.coderReadCorrupt, userInfo: ["messages": outcome.endingText + " " + outcome.text + outcome.messages])
        }
    }

    // MARK: How it ends

    /// The folder of the files.
    private var folder: String { files[0].contains("/") ? String(files[0].prefix { $0 != "/" }) + "/" : "" }
    private var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: workspace.path(folder))) ?? []).map { folder + $0 } }

    var journals: [String] { names.filter { $0.contains(".rotate-") && $0.hasSuffix(".json") } }
    /// Half-written files.
    var leftOvers: [String] { names.filter { $0.contains(".rcsops-") } }

    private struct Stated: Decodable { let state: String }

    /// Of the journal that is there.
    var state: String? {
        get throws { try journals.first.map { try JSONDecoder().decode(Stated.self, from: try workspace.data($0)).state } }
    }

    /// The journals that have ended, as they are kept.
    var archived: [(state: String, text: String)] {
        get throws {
            let folder = ".local/state/rcsops/rotations"
            return try ((try? FileManager.default.contentsOfDirectory(atPath: workspace.path(folder))) ?? []).filter { $0.hasSuffix(".json") }.map { name in
                (try JSONDecoder().decode(Stated.self, from: try workspace.data(folder + "/" + name)).state, try workspace.text(folder + "/" + name))
            }
        }
    }

    func pair(in file: String? = nil) throws -> S3Server.Key { try workspace.pair(in: file ?? files[0]) }

    /// What is not as it is to be at the end of every case: at least one pair in the files works, no secret was told, all else is as it was.
    func faults() throws -> [String] {
        var faults: [String] = []
        for file in files {
            let pair = try pair(in: file)
            if try !user.works(pair) { faults.append(file + " holds no pair that works") }
            let text = try workspace.rcsops("decrypt", file).text
            if text != Self.config(pair, endpoint: proxy.gateways[0]) + added { faults.append(file + " holds other changes: " + text) }
            for secret in [pair.secret, user.first.secret] {
                if (printed.value + ((try? workspace.text("audit.log")) ?? "")).contains(secret) { faults.append("a secret was told") }
            }
        }
        let creates = try proxy.requests.filter { $0.action == "CreateAccessKey" || $0.action == "admin-create" }.count
        if !leftOvers.isEmpty { faults.append("left over: \(leftOvers)") }
        for (_, text) in try archived where text.contains("secret_access_key") { faults.append("an ended journal has a secret") }
        if creates > 3 { faults.append("\(creates) creates") }
        for journal in journals where try workspace.text(journal).contains(user.first.secret) { faults.append("the journal has a secret in clear") }
        return faults
    }

    /// As case 1: the new key alone, in every file, and no journal.
    /// - Parameter ended: How the rotations ended of which this trial's home has the journals.
    func faultsOfDone(ended: [String] = ["done"]) throws -> [String] {
        var faults = try faults()
        let keys = try user.keys
        if keys.count != 1 || keys.first?.id == user.first.id { faults.append("keys: \(keys)") }
        for file in files where try pair(in: file).id != keys.first?.id { faults.append(file + " does not hold the new key") }
        if !journals.isEmpty { faults.append("journals: \(journals)") }
        if !leftAnywhere.isEmpty { faults.append("left: \(leftAnywhere)") }
        if try archived.map(\.state).sorted() != ended { faults.append("ended journals: \(try archived.map(\.state))") }
        return faults
    }

    /// Only the old key, in every file.
    func faultsOfOld(isEnded: Bool = true) throws -> [String] {
        var faults = try faults()
        let keys = try user.keys
        if keys != [IAMUser.Key(id: user.first.id, active: true)] { faults.append("keys: \(keys)") }
        for file in files where try pair(in: file).id != user.first.id { faults.append(file + " does not hold the old key") }
        if isEnded, !journals.isEmpty { faults.append("journals: \(journals)") }
        return faults
    }
}
