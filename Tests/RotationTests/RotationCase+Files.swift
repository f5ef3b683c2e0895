import CommandDriver
import Foundation

extension RotationCase {
    /// What happens to files, locks and journals.
    static let files: [RotationCase] = [
        fullDisk("document.create", "enospc"), fullDisk("document.write", "enospc"), fullDisk("document.write", "edquot"), fullDisk("document.fsync", "enospc"),
        RotationCase(24, "killed before the document is renamed") {
            let trial = try RotationTrial()
            let before = try trial.workspace.data(trial.files[0])
            let killed = try trial.rotate(environment: ["RCSOPS_FAULT": "document.rename:kill"])
            var faults = killed.ending == .signal ? [] : ["not killed: \(killed.messages)"]
            faults += try trial.faults(ofBytes: before)
            if trial.leftOvers.count != 1 { faults.append("left over: \(trial.leftOvers)") }
            _ = try trial.settle()
            return faults + (try trial.faultsOfDone())
        },
        RotationCase(25, "killed behind the renaming of the document") {
            let trial = try RotationTrial()
            let killed = try trial.rotate(environment: ["RCSOPS_FAULT": "document.folder:kill"])
            var faults = killed.ending == .signal ? [] : ["not killed: \(killed.messages)"]
            if try trial.pair().id == trial.user.first.id { faults.append("the file was not written") }
            faults += try trial.faults(ofState: "writing")
            // No second write: another one would have other bytes, by its fresh IVs.
            let written = try trial.workspace.data(trial.files[0])
            _ = try trial.settle()
            return faults + (try trial.faults(ofBytes: written)) + (try trial.faultsOfDone())
        },
        powerLoss("the old document comes back", at: "document.folder:kill") { trial, former in try trial.workspace.put(former.document, trial.files[0]) },
        powerLoss("the new document stays, the old journal comes back", at: "journal.folder:kill") { trial, former in
            try trial.workspace.put(former.journal, trial.journals[0])
        },
        powerLoss("the folder does not say that it is synced", at: "document.folder:eio") { _, _ in },
        RotationCase(26, "the folder does not say that it is synced, and nobody wants to go on") {
            let trial = try RotationTrial()
            var faults = code(try trial.rotate(environment: ["RCSOPS_FAULT": "document.folder:eio"]), 5) + (try trial.faults(ofState: "writing"))
            if try trial.pair().id == trial.user.first.id { faults.append("the file was not written") }
            return faults + code(try trial.abort(), 0) + (try trial.faultsOfOld())
        },
        RotationCase(27, "somebody adds a remote between reading and renaming") {
            let trial = try RotationTrial()
            let running = try trial.start(environment: ["RCSOPS_FAULT": "document.read:stop"])
            try running.waitUntilStopped()
            try trial.encrypt(RotationTrial.config(trial.user.first, endpoint: trial.proxy.gateways[0]) + Self.otherRemote, trial.files[0])
            trial.added = Self.otherRemote
            running.send(SIGCONT)
            return code(try running.outcome(), 0) + (try trial.faultsOfDone())
        },
        RotationCase(27, "somebody sets a value by sops between reading and renaming") {
            let trial = try RotationTrial()
            let running = try trial.start(environment: ["RCSOPS_FAULT": "document.fsync:stop"])
            try running.waitUntilStopped()
            let edited = try trial.workspace.peer("sops", "set", trial.files[0], "[\"other\"][\"nounc\"]", "\"false\"")
            running.send(SIGCONT)
            var faults = code(edited, 0) + code(try running.outcome(), 0)
            let text = try trial.workspace.peer("sops", "decrypt", trial.files[0]).text
            if !text.contains("false") { faults.append("somebody's change is gone: \(text)") }
            let keys = try trial.user.keys.map(\.id)
            if try keys != [trial.pair().id] || keys == [trial.user.first.id] { faults.append("keys: \(keys)") }
            return faults + (trial.journals.isEmpty ? [] : ["journals: \(trial.journals)"])
        },
        RotationCase(28, "somebody else changes the pair") {
            let trial = try RotationTrial.withUnknownKey()
            _ = try trial.workspace.peer("sops", "set", "rclone.enc.ini", "[\"s3prod\"][\"access_key_id\"]", "\"AKIASOMEBODYELSE0000\"")
            let before = try trial.workspace.data(trial.files[0])
            try trial.proxy.set(rules(""))
            var faults = code(try trial.resume(), 4) + (try trial.faults(ofBytes: before))
            // The new key goes; the old pair is in the journal alone, which stays until a person says so.
            faults += code(try trial.abort(), 4) + (try trial.faults(ofBytes: before))
            if try trial.user.keys.map(\.id) != [trial.user.first.id] { faults.append("keys: \(try trial.user.keys)") }
            faults += code(try trial.abort(["--leave-as-is"]), 0) + (try trial.faults(ofBytes: before))
            return faults + (trial.journals.isEmpty ? [] : ["journals: \(trial.journals)"])
        },
        RotationCase(28, "Git puts the file back when the old key is deleted") {
            let trial = try RotationTrial()
            try trial.commitFiles()
            let killed = try trial.rotate(environment: ["RCSOPS_FAULT": "journal.saved@15:kill"])
            var faults = killed.ending == .signal ? [] : ["not killed: \(killed.messages)"]
            faults += try trial.faults(ofState: "deleted")
            try trial.git("checkout", "--", trial.files[0])
            if try trial.pair().id != trial.user.first.id { faults.append("the file was not put back") }
            return faults + code(try trial.resume(), 0) + (try trial.faultsOfDone())
        },
        RotationCase(29, "the file has another name when an abort comes") {
            let trial = try RotationTrial()
            _ = try trial.rotate(isImmediate: false)
            let (here, there) = (trial.workspace.path(trial.files[0]), trial.workspace.path("moved.enc.ini"))
            try FileManager.default.moveItem(atPath: here, toPath: there)
            let back = try trial.abort()
            var faults = code(back, 4)
            if try trial.user.keys.filter(\.active).count != 2 { faults.append("keys: \(try trial.user.keys)") }
            if !back.messages.contains("git switch") || back.messages.contains("abort deletes") { faults.append("no way out is told: \(back.messages)") }
            try FileManager.default.moveItem(atPath: there, toPath: here)
            return faults + code(try trial.resume(), 0) + (try trial.faultsOfOld())
        },
        sectionGone("renamed") { $0.replacingOccurrences(of: "[s3prod]", with: "[s3renamed]") },
        sectionGone("removed") { String($0[$0.range(of: "[other]")!.lowerBound...]) },
        RotationCase(30, "two at once on one file") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(fault("CreateAccessKey", "hold")))
            let first = try trial.start()
            try trial.waitForRequest("CreateAccessKey")
            let before = try trial.proxy.requests.count
            let loser = try trial.rotate()
            var faults = code(loser, 4)
            if !loser.messages.contains("locked by process ") { faults.append("who holds it is not said: \(loser.messages)") }
            if try trial.proxy.requests.count != before { faults.append("the back end was asked") }
            try trial.proxy.set(rules(""))
            return faults + code(try first.outcome(), 0) + (try trial.faultsOfDone())
        },
        RotationCase(31, "without locks: two begin, and the second journal is refused") {
            let trial = try RotationTrial()
            let first = try trial.start(environment: ["RCSOPS_FAULT": "journal.rename:stop"])
            try first.waitUntilStopped()
            try trial.voidLocks()
            try trial.proxy.set(rules(fault("CreateAccessKey", "hold")))
            let second = try trial.start()
            try trial.waitForRequest("CreateAccessKey")
            first.send(SIGCONT)
            var faults = code(try first.outcome(), 4)
            try trial.proxy.set(rules(""))
            faults += code(try second.outcome(), 0)
            if try trial.count(of: "CreateAccessKey") != 1 { faults.append("more than one create") }
            return faults + (try trial.faultsOfDone())
        },
        RotationCase(31, "without locks: one begins when the other has ended") {
            let trial = try RotationTrial()
            let first = try trial.start(environment: ["RCSOPS_FAULT": "journal.rename:stop"])
            try first.waitUntilStopped()
            try trial.voidLocks()
            var faults = code(try trial.rotate(), 0)
            first.send(SIGCONT)
            faults += code(try first.outcome(), 4)
            if try trial.count(of: "CreateAccessKey") != 1 { faults.append("more than one create") }
            // It has planned, and found that there is nothing to do.
            if !trial.journals.isEmpty { faults += try trial.faults(ofState: "planned") + code(trial.abort(), 0) }
            if try trial.user.keys.map(\.id) != [trial.pair().id] { faults.append("keys: \(try trial.user.keys)") }
            return faults + (try trial.faults()) + (trial.journals.isEmpty ? [] : ["journals: \(trial.journals)"])
        },
        RotationCase(31, "without locks: one goes on while the other waits for its key") {
            let trial = try RotationTrial()
            try trial.proxy.set(rules(fault("CreateAccessKey", "hold")))
            let first = try trial.start()
            try trial.waitForRequest("CreateAccessKey")
            try trial.voidLocks()
            var faults = code(try trial.resume(environment: ["RCSOPS_PACE": "20"]), 0)
            try trial.proxy.set(rules(""))
            let loser = try first.outcome()
            // The other has deleted the key, and the one that could show it: a key that is not known yet looks the same.
            faults += code(loser, 6)
            if !loser.messages.contains("RC8523") { faults.append("the key is not named: \(loser.messages)") }
            return faults + (try trial.faultsOfDone())
        },
        RotationCase(31, "without locks: the loser deletes the key that it has made") {
            // A server whose users may have more than two keys.
            let trial = try RotationTrial(.seaweedfs)
            try trial.proxy.set(rules(fault("CreateAccessKey", "late")))
            let first = try trial.start()
            try trial.waitForRequest("CreateAccessKey")
            try trial.voidLocks()
            let running = try trial.startResume(environment: ["RCSOPS_FAULT": "document.read:stop", "RCSOPS_PACE": "20"])
            try running.waitUntilStopped()
            try trial.proxy.set(rules(""))
            var faults = code(try first.outcome(), 4)
            if try trial.user.keys.count != 2 { faults.append("keys: \(try trial.user.keys)") }
            running.send(SIGCONT)
            faults += code(try running.outcome(), 0)
            return faults + (try trial.faultsOfDone())
        },
        RotationCase(32, "three files, of which the second may not be written") {
            let trial = try RotationTrial(files: 3)
            try trial.giveAway()
            let second = trial.workspace.path(trial.files[1])
            chmod(second, 0o444)
            var faults = code(try trial.rotate(by: RotationTrial.ordinary), 3)
            if try trial.count(of: "CreateAccessKey") != 0 { faults.append("a key was made for files that can't be written") }
            chmod(second, 0o644)
            try trial.proxy.set(rules("", more: ", \"visible_after\": 100000"))
            faults += code(try trial.rotate(["--verify-timeout", "1s"], by: RotationTrial.ordinary), 5)
            // From here on it is too late to refuse.
            chmod(second, 0o444)
            try trial.proxy.set(rules(""))
            let left = try trial.resume(by: RotationTrial.ordinary)
            faults += code(left, 5) + (try trial.faults(ofState: "writing")) + (try trial.faultsOfBoth())
            if !left.messages.contains("2 of 3") { faults.append("how many are left is not said: \(left.messages)") }
            let old = try trial.files.map { try trial.pair(in: $0).id == trial.user.first.id }
            if old != [false, true, false] { faults.append("old pairs: \(old)") }
            chmod(second, 0o644)
            _ = try trial.settle(by: RotationTrial.ordinary)
            return faults + (try trial.faultsOfDone())
        },
        RotationCase(49, "--commit, and somebody has staged the document") {
            let trial = try RotationTrial()
            try trial.commitFiles()
            try trial.encrypt(RotationTrial.config(trial.user.first, endpoint: trial.proxy.gateways[0]) + Self.otherRemote, trial.files[0])
            trial.added = Self.otherRemote
            try trial.git("add", trial.files[0])
            let (before, staged) = (try trial.workspace.data(trial.files[0]), try trial.git("diff", "--cached"))
            var faults = code(try trial.rotate(["--commit"]), 3) + (try trial.faults(ofBytes: before))
            if try trial.count(of: "CreateAccessKey") != 0 { faults.append("a key was made") }
            if try trial.git("diff", "--cached") != staged { faults.append("the index has changed") }
            return faults + (try trial.faultsOfOld())
        },
    ]

    private static let otherRemote = "\n[added]\ntype = local\n"

    private static func fullDisk(_ point: String, _ kind: String) -> RotationCase {
        RotationCase(23, "\(kind) at \(point)") {
            let trial = try RotationTrial()
            let before = try trial.workspace.data(trial.files[0])
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": point + ":" + kind])
            let faults = code(made, 5) + (try trial.faults(ofBytes: before)) + (try trial.faults(ofState: "verified")) + (try trial.faultsOfBoth())
            _ = try trial.settle()
            return faults + (try trial.faultsOfDone())
        }
    }

    /// What is in a folder before it is synced may be the former after a loss of power.
    private static func powerLoss(
        _ name: String, at point: String, _ lose: @escaping @Sendable (RotationTrial, (document: Data, journal: Data)) throws -> Void
    ) -> RotationCase {
        RotationCase(26, "power is lost: " + name) {
            let trial = try RotationTrial()
            let document = try trial.workspace.data(trial.files[0])
            // The journal before the last one.
            let running = try trial.start(environment: ["RCSOPS_FAULT": "document.create:stop"])
            try running.waitUntilStopped()
            let journal = try trial.workspace.data(trial.journals[0])
            running.send(SIGKILL)
            _ = try running.outcome()
            var faults = try trial.faults(ofState: "writing")
            let made = try trial.resume(environment: ["RCSOPS_FAULT": point])
            if made.isSuccess { faults.append("it did not end there") }
            try lose(trial, (document, journal))
            if try trial.user.keys.filter(\.active).count != 2 { faults.append("keys: \(try trial.user.keys)") }
            _ = try trial.settle()
            return faults + (try trial.faultsOfDone())
        }
    }

    private static func sectionGone(_ how: String, _ change: @escaping @Sendable (String) -> String) -> RotationCase {
        RotationCase(29, "the section is \(how) meanwhile") {
            let trial = try RotationTrial.withUnknownKey()
            let text = change(RotationTrial.config(trial.user.first, endpoint: trial.proxy.gateways[0]))
            try trial.encrypt(text, trial.files[0])
            let before = try trial.workspace.data(trial.files[0])
            try trial.proxy.set(rules(""))
            let made = try trial.resume()
            var faults = code(made, 4) + (try trial.faults(ofBytes: before))
            if text.contains("s3renamed"), !made.messages.contains("s3renamed") { faults.append("the new name is not told: \(made.messages)") }
            // Under another name the old pair is in the file still; else it is in the journal alone.
            let isKept = text.contains("s3renamed")
            faults += code(try trial.abort(), isKept ? 0 : 4) + (try trial.faults(ofBytes: before))
            if !isKept { faults += code(try trial.abort(["--leave-as-is"]), 0) + (try trial.faults(ofBytes: before)) }
            let keys = try trial.user.keys
            if keys != [IAMUser.Key(id: trial.user.first.id, active: true)] { faults.append("keys: \(keys)") }
            let ended = try trial.archived.map(\.state)
            if !trial.journals.isEmpty || ended != ["aborted"] { faults.append("the journal is not aborted") }
            return faults
        }
    }
}

extension RotationTrial {
    /// With a key that was made, and is not known yet: no file has it.
    static func withUnknownKey() throws -> RotationTrial {
        let trial = try RotationTrial()
        try trial.proxy.set("{\"inactive_rejected\": true, \"visible_after\": 100000}")
        guard try trial.rotate(["--verify-timeout", "1s"]).code == 5, try trial.state == "created" else { throw CocoaError(.fileWriteUnknown) }
        return trial
    }
}
