import CommandDriver
import Foundation

/// One rotation of one key at a real server, behind the fault proxy: what is done to it, and how it ends.
final class RotationTrial: @unchecked Sendable {
    struct Report: Decodable {
        struct Key: Decodable { let id: String }
        let state: String
        let exit: Int32
        let new: Key?
    }

    let workspace: Workspace
    let server: S3Server
    let proxy: FaultProxy
    let user: IAMUser
    let files: [String]
    /// Each wait of the program takes this part of its time, where the case is not about time.
    let pace: Int
    /// Everything that the program has printed.
    private let printed = ThreadAnswer("")

    /// The commands that the cases drive are in this build.
    static let isBuilt: Bool = {
        guard let workspace = try? Workspace() else { return false }
        return (try? workspace.rcsops("credentials", "status").messages.contains("RC8500")) == false
    }()

    init(_ kind: S3Server.Kind = .moto, files count: Int = 1, policy: String? = nil, pace: Int = 1) throws {
        workspace = try Workspace()
        self.pace = pace
        server = try S3Server.shared(kind)
        proxy = try FaultProxy(before: server.endpoint)
        user = try IAMUser(of: server, policy: policy)
        files = (1...count).map { $0 == 1 ? "rclone.enc.ini" : "rclone\($0).enc.ini" }
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        for file in files {
            try workspace.put(Self.config(user.first, endpoint: proxy.gateways[0]), "plain")
            guard try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", file, "plain").code == 0 else { throw CocoaError(.fileWriteUnknown) }
            try FileManager.default.removeItem(atPath: workspace.path("plain"))
        }
        if kind == .radosgw { try putAdministrator() }
        try proxy.set("{\"inactive_rejected\": true}")
    }

    /// Ordinary users of Ceph make no keys: the owner has the right to.
    private func putAdministrator() throws {
        try workspace.put("[admin]\n" + Self.config(try server.key(of: "owner"), endpoint: proxy.gateways[0]).split(separator: "\n").dropFirst(2).prefix(5).joined(separator: "\n") + "\n", "plain")
        _ = try workspace.rcsops("encrypt", "--age", workspace.recipient, "--output", "admin.enc.ini", "plain")
        try FileManager.default.removeItem(atPath: workspace.path("plain"))
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

    func rotate(_ more: [String] = [], environment: [String: String] = [:], isImmediate: Bool = true) throws -> Outcome {
        try run(rotation(isImmediate) + more, environment)
    }

    private func rotation(_ isImmediate: Bool) -> [String] {
        ["rotate"] + files + ["--remote", "s3prod"] + source + ["--yes", "--verify-timeout", "15s"] + (isImmediate ? ["--immediate"] : [])
    }

    private var source: [String] {
        switch server.kind {
        case .moto: ["--source", "iam", "--iam-endpoint", proxy.gateways[0]]
        case .seaweedfs: ["--source", "seaweedfs"]
        case .radosgw: ["--source", "ceph-admin"] + administrator
        }
    }

    private var administrator: [String] { server.kind == .radosgw ? ["--admin-remote", "admin", "--admin-file", "admin.enc.ini"] : [] }

    private var variables: [String: String] {
        workspace.identity.merging(["HOME": workspace.folder.path, "RCSOPS_PACE": String(pace)]) { $1 }
    }

    /// A rotation, or what goes on with it, that is killed just before the n-th system call which changes something.
    func killedAtCall(_ number: Int, isResume: Bool = false) throws -> (outcome: Outcome, counted: Int, call: String) {
        let report = workspace.path(".calls")
        let made = try Program.run(
            Program.peer("python-with-pyrage"),
            [Program.testPeer("kill-at-call.py").path, String(number), report, Program.rcsops.path, "credentials"]
                + (isResume ? resumption : rotation(true)) + logged, in: workspace.folder, environment: variables)
        printed.value += made.text + made.messages
        let words = try workspace.text(".calls").split(whereSeparator: \.isWhitespace)
        return (made, words.first.flatMap { Int($0) } ?? 0, words.count > 1 ? String(words[1]) : "")
    }

    /// The same, killed from outside after some time; true when it had not ended by itself.
    func killed(afterMicroseconds time: Int, isResume: Bool = false) throws -> Bool {
        let program = try started(isResume ? resumption : rotation(true))
        usleep(UInt32(time))
        program.send(SIGKILL)
        return program.wait(seconds: 60).end == .signal(SIGKILL)
    }

    /// Killed while the server has done an act and its answer is on the way.
    func killed(at action: String, by signal: Int32 = SIGKILL, more: [String] = [], through launcher: [String] = []) throws -> Bool {
        try proxy.set("{\"inactive_rejected\": true, \"faults\": [{\"action\": \"\(action)\", \"do\": \"hold\"}]}")
        let program = try started(rotation(true) + more, through: launcher)
        let end = Date() + 60
        while Date() < end, try !proxy.requests.contains(where: { $0.action == action && $0.status != nil }) { usleep(20_000) }
        program.send(signal)
        let isKilled = program.wait(seconds: 60).end == .signal(signal)
        try proxy.set("{\"inactive_rejected\": true}")
        return isKilled
    }

    private func started(_ arguments: [String], through launcher: [String] = []) throws -> StartedProgram {
        let words = launcher + [Program.rcsops.path, "credentials"] + arguments + logged
        let streams = open(workspace.path(".printed"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(streams) }
        return try StartedProgram(
            URL(fileURLWithPath: words[0]), Array(words.dropFirst()), environment: ["PATH": "/usr/bin:/bin"].merging(variables) { $1 },
            folder: workspace.folder, output: streams, errors: streams)
    }

    private var logged: [String] { ["--json", "--audit-log", workspace.path("audit.log")] }
    private var resumption: [String] { ["resume", ".", "--all-due", "--verify-timeout", "15s"] + administrator }

    func resume(_ more: [String] = [], environment: [String: String] = [:]) throws -> Outcome {
        try run(resumption + more, environment)
    }

    func abort(_ more: [String] = [], environment: [String: String] = [:]) throws -> Outcome {
        try run(["abort", "."] + administrator + more, environment)
    }

    private func run(_ arguments: [String], _ environment: [String: String]) throws -> Outcome {
        let made = try workspace.rcsops(
            ["credentials"] + arguments + logged, environment: variables.merging(environment) { $1 })
        printed.value += made.text + made.messages
        return made
    }

    /// Goes on until nothing changes any more.
    func settle() throws -> Int32 {
        var last: Int32 = -1
        for _ in 0..<6 {
            last = try resume().code
            if journals.isEmpty { break }
        }
        return last
    }

    static func report(_ outcome: Outcome) throws -> Report { try JSONDecoder().decode(Report.self, from: outcome.output) }

    // MARK: How it ends

    var journals: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: workspace.folder.path)) ?? []).filter { $0.contains(".rotate-") && $0.hasSuffix(".json") } }

    /// By the real sops, so that nothing of ours vouches for ours.
    func pair(in file: String? = nil) throws -> S3Server.Key {
        let opened = try workspace.peer("sops", "decrypt", file ?? files[0])
        func value(_ name: String) -> String {
            opened.text.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: "=", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces) ?? ""
        }
        return S3Server.Key(id: value("access_key_id"), secret: value("secret_access_key"))
    }

    /// What is not as it is to be at the end of every case: at least one pair in the files works, no secret was told, all else is as it was.
    func faults() throws -> [String] {
        var faults: [String] = []
        for file in files {
            let pair = try pair(in: file)
            if try !user.works(pair) { faults.append(file + " holds no pair that works") }
            let text = try workspace.rcsops("decrypt", file).text
            if text != Self.config(pair, endpoint: proxy.gateways[0]) { faults.append(file + " holds other changes") }
            for secret in [pair.secret, user.first.secret] {
                let files = ["audit.log", ".printed"].map { (try? workspace.text($0)) ?? "" }.joined()
                if (printed.value + files).contains(secret) { faults.append("a secret was told") }
            }
        }
        let creates = try proxy.requests.filter { $0.action == "CreateAccessKey" || $0.action == "admin-create" }.count
        if creates > 3 { faults.append("\(creates) creates") }
        for journal in journals where try workspace.text(journal).contains(user.first.secret) { faults.append("the journal has a secret in clear") }
        return faults
    }

    /// As case 1: the new key alone, in every file, and no journal.
    func faultsOfDone() throws -> [String] {
        var faults = try faults()
        let keys = try user.keys
        if keys.count != 1 || keys.first?.id == user.first.id { faults.append("keys: \(keys)") }
        for file in files where try pair(in: file).id != keys.first?.id { faults.append(file + " does not hold the new key") }
        if !journals.isEmpty { faults.append("journals: \(journals)") }
        if !leftAnywhere.isEmpty { faults.append("left: \(leftAnywhere)") }
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
