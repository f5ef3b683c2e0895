import CommandDriver
import Foundation

/// The acceptance cases of credential rotation (spec of rotation, §6), by their numbers: a fault, and how it has to end.
struct RotationCase: Sendable {
    let number: Int
    let name: String
    /// Where radosgw is not installed, it can't be tried.
    var needsCeph = false
    /// What is not as it has to be.
    let faults: @Sendable () throws -> [String]

    init(_ number: Int, _ name: String, needsCeph: Bool = false, _ faults: @escaping @Sendable () throws -> [String]) {
        (self.number, self.name, self.needsCeph, self.faults) = (number, name, needsCeph, faults)
    }

    static func code(_ outcome: Outcome, _ wanted: Int32) -> [String] {
        outcome.code == wanted ? [] : ["exit code \(outcome.code), not \(wanted): \(outcome.messages)"]
    }

    static func rules(_ faults: String, more: String = "") -> String { "{\"inactive_rejected\": true, \"faults\": [\(faults)]\(more)}" }
    static func fault(_ action: String, _ kind: String, times: Int = 1, status: Int = 500, code: String = "ServiceFailure") -> String {
        "{\"action\": \"\(action)\", \"do\": \"\(kind)\", \"times\": \(times), \"status\": \(status), \"code\": \"\(code)\"}"
    }

    /// A fault of the back end on the way, after which `resume` ends as if nothing had been.
    static func endsWell(_ number: Int, _ name: String, _ faults: String, more: String = "") -> RotationCase {
        RotationCase(number, name) {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(faults, more: more))
            if try trial.rotate().code != 0 { _ = try trial.settle() }
            return try trial.faultsOfDone()
        }
    }

    static let all: [RotationCase] = (backEnd + create + files + retirement).sorted { $0.number < $1.number }

    /// What the back end and the network do.
    private static let backEnd: [RotationCase] = [
        RotationCase(1, "nothing fails") {
            let trial = try RotationTrial()
            return code(try trial.rotate(), 0) + (try trial.faultsOfDone())
        },
        endsWell(5, "the answer to create is lost", fault("CreateAccessKey", "drop")),
        endsWell(8, "500 to create, and the key was made", fault("CreateAccessKey", "status")),
        RotationCase(8, "500 to create, and no key was made") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(fault("CreateAccessKey", "deny")))
            if try trial.rotate().code != 0 { _ = try trial.settle() }
            return try trial.faultsOfDone()
        },
        endsWell(9, "half of the answer to create comes", fault("CreateAccessKey", "truncate")),
        RotationCase(10, "both slots are used before") {
            let trial = try RotationTrial()
            let other = try trial.user.addKey()
            let made = try trial.rotate()
            var faults = code(made, 7)
            if !made.messages.contains(other.id) || !made.messages.contains(trial.user.first.id) { faults.append("the keys are not named") }
            if try trial.user.keys.count != 2 { faults.append("keys: \(try trial.user.keys)") }
            if try !trial.journals.isEmpty || trial.archived.map(\.state) != ["aborted"] { faults.append("the rotation has not ended") }
            return faults + (try trial.faults())
        },
        RotationCase(11, "--evict of a key that another file uses") {
            let trial = try RotationTrial(files: 2)
            let other = try trial.user.addKey()
            try trial.encrypt(RotationTrial.config(other, endpoint: trial.proxy.gateways[0]), trial.files[1])
            let before = try trial.workspace.data(trial.files[0])
            var faults = code(try trial.rotate(["--evict", other.id, "--evict-active", "--scan", "."], files: [trial.files[0]]), 7)
            if try trial.user.keys.count != 2 { faults.append("a key is gone") }
            return faults + (try trial.faults(ofBytes: before)) + (try trial.count(of: "CreateAccessKey") == 0 ? [] : ["a key was made"])
        },
        RotationCase(12, "the slot is filled between plan and create") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(fault("CreateAccessKey", "deny", times: 9, status: 409, code: "LimitExceeded")))
            let made = try trial.rotate()
            let report = try RotationTrial.report(made)
            return code(made, 7) + (report.state == "aborted" && report.exit == 7 ? [] : ["the report says \(report)"]) + (try trial.faultsOfOld())
        },
        endsWell(16, "the new key is known after 5 seconds", "", more: ", \"visible_after\": 5"),
        RotationCase(17, "the new key is never known") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules("", more: ", \"visible_after\": 100000"))
            let made = try trial.rotate()
            return code(made, 5) + code(try trial.abort(), 0) + (try trial.faultsOfOld())
        },
        RotationCase(18, "accepted at one gateway, refused at the other") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules("", more: ", \"hidden_at\": 1"))
            let made = try trial.rotate(["--verify-endpoint", trial.proxy.gateways[1]])
            var faults = code(made, 5)
            if !made.messages.contains(trial.proxy.gateways[1]) { faults.append("the gateway is not named") }
            if try trial.pair().id != trial.user.first.id { faults.append("the file was written") }
            try trial.proxy.set(rules(""))
            _ = try trial.settle()
            return faults + (try trial.faultsOfDone())
        },
        endsWell(19, "accepted, rejected, accepted, accepted", "", more: ", \"pattern\": \"+-++\""),
        RotationCase(21, "the clock is 20 minutes wrong") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules("", more: ", \"skew\": 1200"))
            return code(try trial.rotate(), 6) + (try trial.faultsOfOld())
        },
        RotationCase(34, "500 to deactivate") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(fault("UpdateAccessKey", "deny", times: 100)))
            let made = try trial.rotate()
            let faults = code(made, 6) + (try trial.faults(ofState: "grace")) + (try trial.faultsOfBoth())
            try trial.proxy.set(rules(""))
            _ = try trial.settle()
            return faults + (try trial.faultsOfDone())
        },
        endsWell(35, "the answer to delete is lost", fault("DeleteAccessKey", "drop")),
        RotationCase(36, "delete is denied") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(fault("DeleteAccessKey", "deny", times: 100, status: 403, code: "AccessDenied")))
            let made = try trial.rotate()
            var faults = code(made, 5) + (try trial.faults(ofState: "deactivated"))
            if !made.messages.contains("DeleteAccessKey") { faults.append("the action is not named") }
            if try trial.user.keys.first(where: { $0.id == trial.user.first.id })?.active ?? true { faults.append("the old key is active") }
            try trial.proxy.set(rules(""))
            _ = try trial.settle()
            return faults + (try trial.faultsOfDone())
        },
        RotationCase(39, "the new key is deleted before the old one goes") {
            let trial = try RotationTrial()
            _ = try trial.rotate(["--grace", "1s"], isImmediate: false)
            try trial.user.delete(try trial.pair().id)
            sleep(2)
            var faults = code(try trial.resume(), 5)
            if try trial.user.keys != [IAMUser.Key(id: trial.user.first.id, active: true)] { faults.append("keys: \(try trial.user.keys)") }
            faults += code(try trial.abort(), 0)
            return faults + (try trial.faultsOfOld())
        },
        RotationCase(41, "abort after the files were written") {
            let trial = try RotationTrial()
            let made = try trial.rotate(isImmediate: false)
            var faults = code(made, 0)
            if try trial.pair().id == trial.user.first.id { faults.append("the file was not written") }
            return faults + code(try trial.abort(), 0) + (try trial.faultsOfOld())
        },
        RotationCase(41, "abort after the new pair was deployed, and that was said to have failed") {
            let trial = try RotationTrial()
            let deploy = "/bin/sh -c 'cp rclone.enc.ini deployed.ini; test -e twice || { touch twice; exit 1; }'"
            var faults = code(try trial.rotate(["--render", deploy]), 5) + (try trial.faults(ofState: "written"))
            if try trial.pair(in: "deployed.ini").id == trial.user.first.id { faults.append("nothing was deployed") }
            faults += code(try trial.abort(), 0) + (try trial.faultsOfOld())
            return try trial.pair(in: "deployed.ini").id == trial.user.first.id ? faults : faults + ["what was deployed has the new key"]
        },
        RotationCase(42, "abort after the old key was switched off") {
            let trial = try RotationTrial()
            _ = try trial.rotate(["--grace", "1s"], isImmediate: false)
            sleep(2)
            _ = try trial.resume()
            var faults: [String] = []
            if try trial.user.keys.first(where: { $0.id == trial.user.first.id })?.active ?? true { faults.append("the old key is active") }
            faults += code(try trial.abort(), 5) + code(try trial.abort(["--rollback-after-deactivate"]), 0)
            return faults + (try trial.faultsOfOld())
        },
        RotationCase(43, "the journal was changed by hand") {
            let trial = try RotationTrial()
            _ = try trial.rotate(["--grace", "1s"], isImmediate: false)
            guard let journal = trial.journals.first else { return ["no journal"] }
            let text = try trial.workspace.text(journal)
            try trial.workspace.put(text.replacingOccurrences(of: trial.user.first.id, with: "AKIATAMPERED00000000"), journal)
            sleep(2)
            let before = try trial.proxy.requests.count
            let made = try trial.resume()
            return code(made, 4) + code(try trial.abort(), 4) + (made.messages.contains("MAC") ? [] : ["the reason is not told: \(made.messages)"]) + (try trial.proxy.requests.count == before ? [] : ["the back end was asked"])
        },
        RotationCase(44, "the journal does not open any more") {
            let trial = try RotationTrial()
            _ = try trial.rotate(["--grace", "1s"], isImmediate: false)
            sleep(2)
            let stranger = ["SOPS_AGE_KEY_FILE": "/dev/null"]
            let status = try trial.workspace.rcsops(["credentials", "status", "--json"], environment: stranger)
            let made = try trial.resume(environment: stranger)
            return code(status, 0) + code(made, 4) + (made.messages.contains(trial.workspace.recipient) ? [] : ["the recipients are not named: \(made.messages)"])
                + (try trial.faultsOfBoth())
        },
        RotationCase(48, "two users at once") {
            let trials = try [RotationTrial(), RotationTrial()]
            let answers = trials.map { trial in
                let answer = ThreadAnswer<Outcome?>(nil)
                Thread { answer.value = try? trial.rotate() }.start()
                return answer
            }
            let end = Date() + 90
            while answers.contains(where: { $0.value == nil }), Date() < end { usleep(100_000) }
            return try trials.flatMap { try $0.faultsOfDone() }
        },
    ]
}
