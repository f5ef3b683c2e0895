import CommandDriver
import Foundation
import Testing
import TestVectors

/// Disks that fail under the whole command: full, read-only, without a sync that holds. Nothing is lost, and a resume ends it.
@Suite(.waiting, .serialized, .enabled(if: RotationTrial.isBuilt)) struct RotationDiskTests {
    private static let pace = 20

    /// A disk of its own in the workspace, for as long as it lives.
    private final class Disk {
        let path: String

        init(_ path: String, options: String) throws {
            self.path = path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try #require(mount("tmpfs", path, "tmpfs", 0, options) == 0, "mounting takes root: \(errno)")
        }

        deinit { umount2(path, Int32(MNT_DETACH)) }

        func fill() {
            let filler = open(path + "/filler", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
            defer { close(filler) }
            for size in [4096, 1] {
                let block = [UInt8](repeating: 1, count: size)
                while write(filler, block, size) > 0 {}
            }
        }

        func empty() { unlink(path + "/filler") }

        func setReadOnly(_ isReadOnly: Bool) throws {
            try #require(mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0), nil) == 0, "\(errno)")
        }
    }

    private func trial(on options: String) throws -> (RotationTrial, Disk) {
        let server = try S3Server.shared(.moto)
        var disk: Disk?
        let trial = try RotationTrial(server, user: IAMUser(of: server), files: ["disk/rclone.enc.ini"], pace: Self.pace) { disk = try Disk($0.path("disk"), options: options) }
        return (trial, try #require(disk))
    }

    @Test("on a full disk no key is made", .enabled(if: geteuid() == 0, "mounting takes root")) func fullBefore() throws {
        let (trial, disk) = try trial(on: "size=1m")
        let before = try trial.workspace.data(trial.files[0])
        disk.fill()
        let made = try trial.rotate()
        #expect(made.code == 3 && made.messages.contains("No space left on device") && made.messages.contains("fix: make room there"), "\(made.messages)")
        #expect(try trial.count(of: "CreateAccessKey") == 0)
        #expect(try trial.faults(ofBytes: before) + trial.faultsOfOld() == [])
        disk.empty()
        #expect(try trial.rotate().code == 0)
        #expect(try trial.faultsOfDone() == [])
        withExtendedLifetime(disk) {}
    }

    /// §6, case 14: the secret is in memory alone, and the key goes with it.
    @Test("on a disk that is full when the key is there, the key is deleted again", .enabled(if: geteuid() == 0, "mounting takes root"))
    func fullAfterCreate() throws {
        let (trial, disk) = try trial(on: "size=1m")
        let before = try trial.workspace.data(trial.files[0])
        try trial.proxy.set("{\"inactive_rejected\": true, \"faults\": [{\"action\": \"CreateAccessKey\", \"do\": \"hold\"}]}")
        let running = try trial.start()
        try trial.waitForRequest("CreateAccessKey")
        disk.fill()
        try trial.proxy.set("{\"inactive_rejected\": true}")
        let made = try running.outcome()
        #expect(made.code == 5 && made.messages.contains("RC8538"), "\(made.code) \(made.messages)")
        #expect(try trial.faults(ofBytes: before) + trial.faults(ofState: "creating") + trial.faultsOfOld(isEnded: false) == [])
        disk.empty()
        _ = try trial.settle()
        #expect(try trial.faultsOfDone() == [])
        withExtendedLifetime(disk) {}
    }

    @Test("on a disk that is full when the files are to be written, both keys stay", .enabled(if: geteuid() == 0, "mounting takes root"))
    func fullAtWriting() throws {
        let (trial, disk) = try trial(on: "size=1m")
        let before = try trial.workspace.data(trial.files[0])
        let running = try trial.start(environment: ["RCSOPS_FAULT": "document.create:stop"])
        try running.waitUntilStopped()
        disk.fill()
        running.send(SIGCONT)
        let made = try running.outcome()
        #expect(made.code == 5, "\(made.code) \(made.messages)")
        // Nor has the journal room to step back.
        #expect(try trial.faults(ofBytes: before) + trial.faults(ofState: "writing") + trial.faultsOfBoth() == [])
        #expect(try trial.resume().code == 5)
        #expect(try trial.faults(ofBytes: before) + trial.faultsOfBoth() == [])
        disk.empty()
        _ = try trial.settle()
        #expect(try trial.faultsOfDone() == [])
        withExtendedLifetime(disk) {}
    }

    @Test("on a read-only disk no key is made, and a rotation that is under way waits", .enabled(if: geteuid() == 0, "mounting takes root"))
    func readOnlyDisk() throws {
        let (trial, disk) = try trial(on: "size=1m")
        let before = try trial.workspace.data(trial.files[0])
        try disk.setReadOnly(true)
        let refused = try trial.rotate()
        #expect(refused.code == 3 && refused.messages.contains("Read-only file system"), "\(refused.messages)")
        #expect(try trial.count(of: "CreateAccessKey") == 0)
        try disk.setReadOnly(false)
        try trial.proxy.set("{\"inactive_rejected\": true, \"visible_after\": 100000}")
        #expect(try trial.rotate(["--verify-timeout", "1s"]).code == 5)
        try disk.setReadOnly(true)
        try trial.proxy.set("{\"inactive_rejected\": true}")
        #expect(try trial.resume().code == 3)
        #expect(try trial.faults(ofBytes: before) + trial.faults(ofState: "created") + trial.faultsOfBoth() == [])
        try disk.setReadOnly(false)
        _ = try trial.settle()
        #expect(try trial.faultsOfDone() == [])
        withExtendedLifetime(disk) {}
    }

    @Test("in a folder that the user may not write no key is made, and one that was made is not lost") func readOnlyFolder() throws {
        let server = try S3Server.shared(.moto)
        let trial = try RotationTrial(server, user: IAMUser(of: server), files: ["disk/rclone.enc.ini"], pace: Self.pace) {
            try FileManager.default.createDirectory(atPath: $0.path("disk"), withIntermediateDirectories: true)
        }
        try trial.giveAway()
        let (folder, before) = (trial.workspace.path("disk"), try trial.workspace.data(trial.files[0]))
        chmod(folder, 0o555)
        let refused = try trial.rotate(by: RotationTrial.ordinary)
        #expect(refused.code == 3 && refused.messages.contains("Permission denied"), "\(refused.messages)")
        #expect(try trial.count(of: "CreateAccessKey") == 0)
        chmod(folder, 0o755)
        try trial.proxy.set("{\"inactive_rejected\": true, \"visible_after\": 100000}")
        #expect(try trial.rotate(["--verify-timeout", "1s"], by: RotationTrial.ordinary).code == 5)
        chmod(folder, 0o555)
        try trial.proxy.set("{\"inactive_rejected\": true}")
        let left = try trial.resume(by: RotationTrial.ordinary)
        #expect(left.code == 5 && left.messages.contains("Permission denied"), "\(left.code) \(left.messages)")
        #expect(try trial.faults(ofBytes: before) + trial.faults(ofState: "created") + trial.faultsOfBoth() == [])
        chmod(folder, 0o755)
        _ = try trial.settle(by: RotationTrial.ordinary)
        #expect(try trial.faultsOfDone() == [])
    }

    @Test("a symbolic link stays one, and the file that it leads to gets the pair") func symbolicLink() throws {
        let trial = try RotationTrial(pace: Self.pace)
        let (path, elsewhere) = (trial.workspace.path(trial.files[0]), trial.workspace.path("elsewhere"))
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: path, toPath: elsewhere + "/doc.ini")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "elsewhere/doc.ini")
        #expect(try trial.rotate().code == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "elsewhere/doc.ini")
        #expect(try trial.pair(in: "elsewhere/doc.ini").id == trial.user.keys.first?.id)
        #expect(try trial.faultsOfDone() == [])
    }

    @Test("a file with two names is refused before a key is made, and kept when it gets its second one later") func hardLink() throws {
        let trial = try RotationTrial(pace: Self.pace)
        let (path, second) = (trial.workspace.path(trial.files[0]), trial.workspace.path("second.ini"))
        let before = try trial.workspace.data(trial.files[0])
        try FileManager.default.linkItem(atPath: path, toPath: second)
        let refused = try trial.rotate()
        #expect(refused.code == 3 && refused.messages.contains("hard links"), "\(refused.messages)")
        #expect(try trial.count(of: "CreateAccessKey") == 0)
        try FileManager.default.removeItem(atPath: second)
        let running = try trial.start(environment: ["RCSOPS_FAULT": "document.create:stop"])
        try running.waitUntilStopped()
        try FileManager.default.linkItem(atPath: path, toPath: second)
        running.send(SIGCONT)
        #expect(try running.outcome().code != 0)
        #expect(try trial.faults(ofBytes: before) + trial.faults(ofBytes: before, in: "second.ini") + trial.faultsOfBoth() == [])
        try FileManager.default.removeItem(atPath: second)
        _ = try trial.settle()
        #expect(try trial.faultsOfDone() == [])
    }

    // MARK: Every place

    /// What must hold after a failure, and after the resumes that follow.
    private func faultsOfEnd(_ trial: RotationTrial, _ made: Outcome) throws -> [String] {
        var faults = try trial.faults()
        if !trial.journals.isEmpty { _ = try trial.settle() }
        if made.code != 0, try trial.user.keys.map(\.id) == [trial.user.first.id] {
            // It failed before anything was made: then it can be done anew.
            faults += try trial.faultsOfOld()
            if try trial.rotate().code != 0 { faults.append("not even the next one gets through") }
        }
        let keys = try trial.user.keys.map(\.id)
        if try keys != [trial.pair().id] || keys == [trial.user.first.id] { faults.append("keys: \(keys)") }
        return faults + (try trial.faults()) + (trial.journals.isEmpty ? [] : ["journals: \(trial.journals)"])
    }

    @Test("wherever the disk fails, nothing is lost and resume ends it", arguments: ["eio", "enospc", "edquot"]) func failing(kind: String) throws {
        let step = TestRun.isFull ? 1 : 29
        var (point, ended, passed, tried) = (kind == "eio" ? 1 : kind == "enospc" ? 5 : 9, false, 0, 0)
        while !ended, point < 400 {
            let trial = try RotationTrial(pace: Self.pace)
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": "\(point):\(kind)"])
            // Where nothing fails any more, all points were passed; a failure that does no harm is told by nothing.
            ended = made.isSuccess && point > 60
            tried += 1
            let faults = try faultsOfEnd(trial, made)
            if faults.isEmpty { passed += 1 } else { Issue.record("\(kind) at point \(point), exit \(made.code): \(faults.joined(separator: "; "))") }
            point += step
        }
        #expect(tried > 2, "no point was reached: is RCSOPS_FAULT in this build?")
        print("\(kind) at a point: \(passed) of \(tried)")
    }

    /// As NFS does it that loses its server, by the kernel's hand.
    @Test("wherever a sync fails, nothing is lost and resume ends it", arguments: ["EIO", "ENOSPC", "EDQUOT"]) func syncs(error: String) throws {
        let step = TestRun.isFull ? 1 : 7
        var (number, ended, passed, tried) = (error == "EIO" ? 1 : error == "ENOSPC" ? 2 : 3, false, 0, 0)
        while !ended, number < 200 {
            let trial = try RotationTrial(pace: Self.pace)
            let made = try trial.rotate(by: [
                "/usr/bin/strace", "-f", "-qq", "-o", trial.workspace.path("trace"), "-e", "trace=fsync", "-e", "inject=fsync:error=\(error):when=\(number)",
            ])
            ended = try !trial.workspace.text("trace").contains("INJECTED")
            tried += 1
            let faults = try faultsOfEnd(trial, made)
            if faults.isEmpty { passed += 1 } else { Issue.record("\(error) at sync \(number), exit \(made.code): \(faults.joined(separator: "; "))") }
            number += step
        }
        #expect(tried > 1)
        print("\(error) at a sync: \(passed) of \(tried)")
    }
}
