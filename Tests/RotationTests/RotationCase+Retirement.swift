import CommandDriver
import Foundation

extension RotationCase {
    /// What happens until the old key is gone, and what people do.
    static let retirement: [RotationCase] = [
        RotationCase(20, "the new key may do less than the old one") {
            let trial = try RotationTrial()
            let before = try trial.workspace.data(trial.files[0])
            try trial.proxy.set(rules("", more: ", \"new_denied\": true"))
            let made = try trial.rotate()
            var faults = code(made, 5) + (try trial.faults(ofBytes: before)) + (try trial.faults(ofState: "created")) + (try trial.faultsOfBoth())
            if !made.messages.contains("fewer rights") { faults.append("the reason is not told: \(made.messages)") }
            return faults + code(try trial.abort(), 0) + (try trial.faultsOfOld())
        },
        RotationCase(22, "the clock jumps back two days during the grace time") {
            let (trial, twoDaysBack) = (try RotationTrial(), ["RCSOPS_CLOCK": "-172800"])
            var faults = code(try trial.rotate(["--grace", "6s", "--grace-inactive", "8s"], isImmediate: false), 0) + (try trial.faults(ofState: "grace"))
            // Nothing is due, by either clock.
            let early = try trial.resume(environment: twoDaysBack)
            faults += code(early, 0) + (try trial.faultsOfBoth())
            guard let due = try RotationTrial.report(early).retire.deactivate_not_before.flatMap(Self.seconds) else { return faults + ["no time of retirement"] }
            try RotationTrial.wait("time") { Date().timeIntervalSince1970 > due }
            let off = try trial.resume(environment: twoDaysBack)
            faults += code(off, 0) + (try trial.faults(ofState: "deactivated"))
            guard let end = try RotationTrial.report(off).retire.delete_not_before.flatMap(Self.seconds) else { return faults + ["no time of deletion"] }
            faults += code(try trial.resume(["--wait"], environment: twoDaysBack), 0)
            let requests = try trial.proxy.requests
            guard let switched = requests.first(where: { $0.action == "UpdateAccessKey" }), let deleted = requests.first(where: { $0.action == "DeleteAccessKey" }) else {
                return faults + ["the old key was not retired"]
            }
            if switched.at < due || deleted.at < end || end < switched.at + 7 { faults.append("too early: \(due), \(switched.at), \(end), \(deleted.at)") }
            return faults + (try trial.faultsOfDone())
        },
        RotationCase(33, "a file is encrypted to others only") {
            let trial = try RotationTrial()
            let other = try trial.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
            try FileManager.default.removeItem(atPath: trial.workspace.path("other.txt"))
            try trial.encrypt(RotationTrial.config(trial.user.first, endpoint: trial.proxy.gateways[0]), "foreign.enc.ini", to: other)
            try trial.commitFiles("foreign.enc.ini")
            let made = try trial.rotate()
            var faults = code(made, 5) + (try trial.faults(ofState: "grace")) + (try trial.faultsOfBoth())
            if try trial.pair().id == trial.user.first.id { faults.append("the file was not written") }
            if !made.messages.contains("foreign.enc.ini") { faults.append("the blind spot is not named: \(made.messages)") }
            faults += code(try trial.resume(), 5) + (try trial.faultsOfBoth())
            return faults + code(try trial.resume(["--accept-blind-spots"]), 0) + (try trial.faultsOfDone())
        },
        RotationCase(37, "the old pair is accepted though it is switched off") {
            let trial = try RotationTrial()
            try trial.proxy.set("{}")
            // Two minutes of asking, without the waiting between.
            let pace = ["RCSOPS_PACE": "50"]
            let made = try trial.rotate(environment: pace)
            var faults = code(made, 8) + (try trial.faults(ofState: "deactivated"))
            let report = try RotationTrial.report(made)
            if report.retire.rejection != "unconfirmed" || report.state == "done" || report.exit != 8 { faults.append("told as \(report)") }
            let updates = try trial.count(of: "UpdateAccessKey")
            faults += code(try trial.resume(environment: pace), 8)
            if try trial.count(of: "UpdateAccessKey") != updates || trial.count(of: "DeleteAccessKey") != 0 { faults.append("more than the check was done again") }
            if try trial.user.keys.count != 2 || !trial.archived.isEmpty { faults.append("taken for done") }
            try trial.proxy.set(rules(""))
            faults += code(try trial.resume(environment: pace), 0)
            return faults + (try trial.faultsOfDone())
        },
        RotationCase(38, "somebody uses the old key after the commit") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules("", more: ", \"last_used\": {\"\(trial.user.first.id)\": 7200}"))
            let made = try trial.rotate()
            var faults = code(made, 5) + (try trial.faults(ofState: "grace")) + (try trial.faultsOfBoth())
            if !made.messages.contains("by s3 at ") { faults.append("who uses it is not told: \(made.messages)") }
            faults += code(try trial.resume(), 5) + (try trial.faultsOfBoth())
            return faults + code(try trial.resume(["--force-retire"]), 0) + (try trial.faultsOfDone())
        },
        RotationCase(40, "killed when the old key is off, before the journal has it") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(fault("UpdateAccessKey", "hold")))
            let running = try trial.start()
            try trial.waitForRequest("UpdateAccessKey")
            try RotationTrial.wait("the key is not off") { try trial.user.keys.contains { !$0.active } }
            running.send(SIGKILL)
            _ = try running.outcome()
            var faults = try trial.faults(ofState: "grace")
            try trial.proxy.set(rules(""))
            _ = try trial.settle()
            if try trial.count(of: "UpdateAccessKey") != 1 { faults.append("it was not recognised") }
            return faults + (try trial.faultsOfDone())
        },
        interrupted(SIGINT, during: "GetUser"), interrupted(SIGTERM, during: "CreateAccessKey"), interrupted(SIGINT, during: "s3"),
        interrupted(SIGINT, during: "UpdateAccessKey"), interrupted(SIGTERM, during: "DeleteAccessKey"),
        interrupted(SIGTERM, at: "journal.write"), interrupted(SIGINT, at: "journal.rename@3"), interrupted(SIGTERM, at: "document.write"),
        interrupted(SIGINT, at: "document.folder"),
        RotationCase(46, "an IAM that only shows") {
            let server = try S3Server.shared(.seaweedfsReadOnly)
            let trial = try RotationTrial(server, user: IAMUser(existing: "owner", of: server), source: "seaweedfs")
            let made = try trial.rotate()
            var faults = code(made, 5)
            if !made.messages.contains("s3.iam.readOnly") { faults.append("no hint: \(made.messages)") }
            if !trial.journals.isEmpty { faults += code(try trial.abort(), 0) }
            return faults + (try trial.faultsOfOld())
        },
        RotationCase(47, "the secret has characters that XML and URLs escape") {
            let trial = try RotationTrial()
            let ending = "/+=&<>=/"
            try trial.proxy.set(rules("", more: ", \"secret_ending\": \"\(ending)\""))
            var faults = code(try trial.rotate(), 0)
            let (pair, keys) = (try trial.pair(), try trial.user.keys.map(\.id))
            if keys != [pair.id] || keys == [trial.user.first.id] || !pair.secret.hasSuffix(ending) || pair.secret.count != 24 + ending.count {
                faults.append("keys: \(keys), and a secret of \(pair.secret.count)")
            }
            // A client that is not ours signs with what the real sops reads.
            let listed = try Program.run(
                Program.peer("aws"), ["s3api", "list-buckets", "--endpoint-url", trial.proxy.gateways[0], "--region", "us-east-1"], in: trial.workspace.folder,
                environment: ["AWS_ACCESS_KEY_ID": pair.id, "AWS_SECRET_ACCESS_KEY": pair.secret, "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"])
            faults += code(listed, 0)
            if try trial.workspace.rcsops("decrypt", trial.files[0]).text != RotationTrial.config(pair, endpoint: trial.proxy.gateways[0]) {
                faults.append("other changes")
            }
            return faults + (trial.journals.isEmpty ? [] : ["journals: \(trial.journals)"])
        },
        RotationCase(50, "rotated after a recipient was removed") {
            let (trial, leaver) = try Self.withLeaver()
            try Self.remove(leaver, trial)
            let faults = code(try trial.rotate(["--commit"]), 0) + (try trial.faultsOfDone())
            return faults + (try Self.exposed(to: leaver, trial, code: 0, status: "superseded"))
        },
        RotationCase(50, "rotated before a recipient is removed") {
            let (trial, leaver) = try Self.withLeaver()
            let faults = code(try trial.rotate(["--commit"]), 0) + (try trial.faultsOfDone())
            try Self.remove(leaver, trial)
            return faults + (try Self.exposed(to: leaver, trial, code: 9, status: "live"))
        },
    ]

    private static func seconds(_ date: String) -> Double? { ISO8601DateFormatter().date(from: date)?.timeIntervalSince1970 }

    // MARK: Signals

    /// While the back end's answer is awaited.
    private static func interrupted(_ signal: Int32, during action: String) -> RotationCase {
        RotationCase(45, "signal \(signal) while \(action) is under way") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(fault(action, "hold")))
            let running = try trial.start()
            try trial.waitForRequest(action)
            running.send(signal)
            let made = try running.outcome()
            try trial.proxy.set(rules(""))
            return try faults(of: made, by: signal, trial)
        }
    }

    /// In the middle of writing: that is done first.
    private static func interrupted(_ signal: Int32, at point: String) -> RotationCase {
        RotationCase(45, "signal \(signal) at \(point)") {
            let trial = try RotationTrial()
            let running = try trial.start(environment: ["RCSOPS_FAULT": point + ":stop"])
            try running.waitUntilStopped()
            running.send(signal)
            running.send(SIGCONT)
            return try faults(of: try running.outcome(), by: signal, trial)
        }
    }

    private static func faults(of made: Outcome, by signal: Int32, _ trial: RotationTrial) throws -> [String] {
        var faults = code(made, 128 + signal)
        if made.ending != .exit { faults.append(made.endingText) }
        faults += try trial.faults()
        guard let journal = trial.journals.first else { return faults + (try trial.faultsOfOld()) }
        faults += code(try trial.workspace.peer("sops", "decrypt", journal), 0)
        _ = try trial.settle()
        return faults + (try trial.faultsOfDone())
    }

    // MARK: Who leaves

    private static func withLeaver() throws -> (RotationTrial, String) {
        let trial = try RotationTrial()
        let leaver = try trial.workspace.rcsops("key", "generate", "--output", "leaver.txt").text.trimmingCharacters(in: .newlines)
        try trial.encrypt(RotationTrial.config(trial.user.first, endpoint: trial.proxy.gateways[0]), trial.files[0], to: trial.workspace.recipient + "," + leaver)
        try trial.commitFiles()
        return (trial, leaver)
    }

    private static func remove(_ leaver: String, _ trial: RotationTrial) throws {
        let removed = try trial.workspace.rcsops("recipients", "remove", "--yes", leaver, trial.files[0])
        guard removed.code == 0 || removed.code == 9 else { throw CocoaError(.fileWriteUnknown, userInfo: ["messages": removed.messages]) }
        try trial.git("commit", "-q", "-a", "-m", "remove")
    }

    private static func exposed(to leaver: String, _ trial: RotationTrial, code wanted: Int32, status: String) throws -> [String] {
        struct Report: Decodable {
            struct Exposure: Decodable {
                let path: String
                let status: String
            }
            let exposures: [Exposure]
        }
        let made = try trial.workspace.rcsops("exposed", "--recipient", leaver, "--json")
        let found = try JSONDecoder().decode(Report.self, from: made.output).exposures.filter { $0.path == "s3prod/secret_access_key" }.map(\.status)
        // Of the pair before the rotation nothing is live any more.
        return code(made, wanted) + (found.contains(status) && (status == "live" || !found.contains("live")) ? [] : ["\(found), not \(status)"])
    }
}
