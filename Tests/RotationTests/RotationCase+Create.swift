import CommandDriver
import Foundation

/// Around the request that makes the key: deaths, full disks, answers that are lost.
extension RotationCase {
    private static let pace = 20

    /// Dies at a point, and goes on: as if nothing had been, with so many keys made.
    private static func dies(_ number: Int, _ name: String, at point: String, creates: Int, note: String? = nil) -> RotationCase {
        RotationCase(number, name) {
            let trial = try RotationTrial(pace: pace)
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": point + ":kill"])
            if made.ending != .signal { return ["it did not die: \(made.code) \(made.messages)"] }
            return try trial.faultsOfDeath() + code(try trial.resume(), 0) + trial.faultsOfDone() + trial.faultsOfStory(creates: creates, note: note)
        }
    }

    static let create: [RotationCase] = [
        dies(2, "dies when the plan is durable; resume", at: "journal.saved@1", creates: 1),
        RotationCase(2, "dies when the plan is durable; abort") {
            let trial = try RotationTrial(pace: pace)
            _ = try trial.rotate(environment: ["RCSOPS_FAULT": "journal.saved@1:kill"])
            if trial.journals.count != 1 { return ["journals: \(trial.journals)"] }
            return code(try trial.abort(), 0) + (try trial.faultsOfOld()) + (try trial.faultsOfStory(creates: 0))
        },
        dies(3, "dies before the request", at: "journal.saved@2", creates: 1, note: "nothing_made"),
        RotationCase(4, "dies before the answer is read") {
            let trial = try RotationTrial(pace: pace)
            if try !trial.killed(at: "CreateAccessKey") { return ["it did not die"] }
            var faults = try trial.faultsOfDeath()
            if try trial.user.keys.count != 2 { faults.append("no key was made") }
            return faults + code(try trial.resume(), 0) + (try trial.faultsOfDone()) + (try trial.faultsOfStory(creates: 2, note: "orphan_deleted"))
        },
        RotationCase(4, "dies before the answer is read; abort") {
            let trial = try RotationTrial(pace: pace)
            if try !trial.killed(at: "CreateAccessKey") { return ["it did not die"] }
            return code(try trial.abort(), 0) + (try trial.faultsOfOld()) + (try trial.faultsOfStory(creates: 1, note: "orphan_deleted"))
        },
        RotationCase(6, "the answer to create is lost, of a server that shows secrets", needsCeph: true) {
            let trial = try RotationTrial(.radosgw, pace: pace)
            try trial.proxy.set(rules(fault("admin-create", "drop")))
            return code(try trial.rotate(), 0) + (try trial.faultsOfDone()) + (try trial.faultsOfStory(creates: 1, note: "adopted"))
        },
        RotationCase(6, "dies before the answer is read, of a server that shows secrets", needsCeph: true) {
            let trial = try RotationTrial(.radosgw, pace: pace)
            if try !trial.killed(at: "admin-create") { return ["it did not die"] }
            return try trial.faultsOfDeath() + code(try trial.resume(), 0) + trial.faultsOfDone() + trial.faultsOfStory(creates: 1, note: "adopted")
        },
        RotationCase(7, "the answer to create is lost, and the pair is ours", needsCeph: true) {
            let trial = try RotationTrial(.radosgw, pace: pace)
            try trial.proxy.set(rules(fault("admin-create", "drop")))
            return code(try trial.rotate(["--rgw-explicit-key"]), 0) + (try trial.faultsOfDone()) + (try trial.faultsOfStory(creates: 1, note: "found"))
        },
        RotationCase(7, "the request to create is lost, and the pair is ours", needsCeph: true) {
            let trial = try RotationTrial(.radosgw, pace: pace)
            try trial.proxy.set(rules(fault("admin-create", "refuse")))
            // Sent again from the journal, by another process at the latest.
            if try trial.rotate(["--rgw-explicit-key"]).code != 0 { _ = try trial.settle() }
            return try trial.faultsOfDone() + trial.faultsOfStory(creates: 2)
        },
        RotationCase(7, "dies before the answer is read, and the pair is ours", needsCeph: true) {
            let trial = try RotationTrial(.radosgw, pace: pace)
            if try !trial.killed(at: "admin-create", more: ["--rgw-explicit-key"]) { return ["it did not die"] }
            return try trial.faultsOfDeath() + code(try trial.resume(), 0) + trial.faultsOfDone() + trial.faultsOfStory(creates: 1, note: "found")
        },
        dies(13, "dies when the answer is read, and not yet durable", at: "journal.create@3", creates: 2, note: "orphan_deleted"),
        dies(13, "dies when the answer is written, and not yet durable", at: "journal.rename@3", creates: 2, note: "orphan_deleted"),
        RotationCase(14, "the disk is full when the new pair is to be kept") {
            let trial = try RotationTrial(pace: pace)
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": "journal.write@3:enospc"])
            return code(made, 5) + (try trial.faultsOfOld(isEnded: false)) + (try trial.faultsOfStory(creates: 1)) + code(try trial.resume(), 0)
                + (try trial.faultsOfDone()) + (try trial.faultsOfStory(creates: 2))
        },
        RotationCase(14, "the disk is full, and the new key can't be deleted") {
            let trial = try RotationTrial(pace: pace)
            try trial.proxy.set(rules(fault("DeleteAccessKey", "deny", times: 100)))
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": "journal.write@3:enospc"])
            var faults = code(made, 5)
            if try trial.user.keys.count != 2 { faults.append("keys: \(try trial.user.keys)") }
            try trial.proxy.set(rules(""))
            return faults + (try trial.faultsOfDeath()) + code(try trial.resume(), 0) + (try trial.faultsOfDone())
                + (try trial.faultsOfStory(creates: 2, note: "orphan_deleted"))
        },
        dies(15, "dies when the new pair is durable", at: "journal.saved@3", creates: 1),
    ]
}
