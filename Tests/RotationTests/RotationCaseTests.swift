import CommandDriver
import Foundation
import Testing

/// The acceptance cases of credential rotation at a real server. All of them with RCSOPS_FULL=1; else those that show the most.
@Suite(.serialized, .enabled(if: RotationTrial.isBuilt)) struct RotationCaseTests {
    private static let isFull = ProcessInfo.processInfo.environment["RCSOPS_FULL"] != nil
    private static let shortRun: Set<Int> = [1, 5, 10, 18, 36, 41]

    /// A number of the table counts when all of its variants end well. Most of their time is waiting: some run at once.
    @Test("every fault ends as it has to") func cases() throws {
        var chosen = Set(RotationCase.all.map(\.number))
        if !Self.isFull { chosen = Self.shortRun }
        if let named = ProcessInfo.processInfo.environment["RCSOPS_CASES"] { chosen = Set(named.split(separator: ",").compactMap { Int($0) }) }
        let cases = RotationCase.all.filter { chosen.contains($0.number) }
        let next = ThreadAnswer(0), failed = ThreadAnswer<[String]>([]), broken = ThreadAnswer<Set<Int>>([])
        let threads = (0..<3).map { _ in
            let end = DispatchSemaphore(value: 0)
            Thread {
                while case let index = next.change({ $0 += 1; return $0 - 1 }), index < cases.count {
                    let one = cases[index]
                    let faults: [String]
                    do { faults = try one.faults() } catch { faults = ["\(error)"] }
                    guard !faults.isEmpty else { continue }
                    failed.change { $0.append("case \(one.number), \(one.name): \(faults.joined(separator: "; "))") }
                    _ = broken.change { $0.insert(one.number) }
                }
                end.signal()
            }.start()
            return end
        }
        for end in threads { end.wait() }
        for fault in failed.value { Issue.record("\(fault)") }
        print("rotation cases: \(chosen.count - broken.value.count) of \(chosen.count), in \(cases.count) variants")
    }

    /// Dies at the n-th place that changes something, for each n until a run ends by itself.
    @Test("wherever it is killed, resume ends it") func killed() throws {
        let step = Self.isFull ? 1 : 9
        var (point, ended, passed, tried) = (1, false, 0, 0)
        while !ended, point < 400 {
            let trial = try RotationTrial()
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": "\(point):kill"])
            ended = made.ending == .exit
            tried += 1
            if !ended || !trial.journals.isEmpty { _ = try trial.settle() }
            // Killed before the journal was there, nothing was begun.
            let faults = try trial.user.keys.map(\.id) == [trial.user.first.id] && trial.journals.isEmpty ? trial.faultsOfOld() : trial.faultsOfDone()
            if faults.isEmpty { passed += 1 } else { Issue.record("killed at point \(point): \(faults.joined(separator: "; "))") }
            point += step
        }
        #expect(tried > 3, "no point was reached: is RCSOPS_FAULT in this build?")
        print("killed at a point: \(passed) of \(tried)")
    }

    /// The same by the kernel's hand: strace ends the process at the n-th call of a kind.
    @Test("wherever a system call is its last, resume ends it", arguments: ["fsync", "rename,renameat,renameat2", "unlink,unlinkat", "connect"])
    func killedAtACall(calls: String) throws {
        let step = Self.isFull ? 1 : 4
        var (number, ended, passed, tried) = (1, false, 0, 0)
        while !ended, number < 200 {
            let trial = try RotationTrial()
            let made = try trial.rotateUnderStrace(calls, number)
            ended = made.isSuccess
            tried += 1
            if !trial.journals.isEmpty { _ = try trial.settle() }
            let faults = try trial.user.keys.map(\.id) == [trial.user.first.id] && trial.journals.isEmpty ? trial.faultsOfOld() : trial.faultsOfDone()
            if faults.isEmpty { passed += 1 } else { Issue.record("killed at call \(number) of \(calls): \(faults.joined(separator: "; "))") }
            number += step
        }
        print("killed at \(calls): \(passed) of \(tried)")
    }

    @Test("no secret is in arguments, environment, memory image, log, report or journal") func leaks() throws {
        let trial = try RotationTrial()
        try trial.proxy.set("{\"faults\": [{\"action\": \"UpdateAccessKey\", \"do\": \"hold\"}]}")
        let first = ThreadAnswer<Outcome?>(nil)
        Thread { first.value = try? trial.rotate(["--render", "/bin/sh -c env"]) }.start()
        let end = Date() + 60
        while Date() < end, try !trial.proxy.requests.contains(where: { $0.action == "UpdateAccessKey" }) { usleep(50_000) }
        let new = try trial.pair()
        #expect(new.id != trial.user.first.id)
        // Both pairs are in the process now, and nowhere else.
        var looked = 0
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(process) != nil {
            guard let arguments = FileManager.default.contents(atPath: "/proc/\(process)/cmdline"), String(decoding: arguments, as: UTF8.self).contains("credentials")
            else { continue }
            looked += 1
            let variables = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
            for secret in [new.secret, trial.user.first.secret] {
                #expect(arguments.range(of: Data(secret.utf8)) == nil && variables.range(of: Data(secret.utf8)) == nil)
            }
            let limits = String(decoding: FileManager.default.contents(atPath: "/proc/\(process)/status") ?? Data(), as: UTF8.self)
            #expect(limits.contains("CoreDumping:\t0"))
        }
        #expect(looked > 0)
        for journal in trial.journals {
            let text = try trial.workspace.text(journal)
            #expect(!text.contains(new.secret) && !text.contains(trial.user.first.secret))
        }
        try trial.proxy.set("{\"inactive_rejected\": true}")
        while first.value == nil, Date() < end + 60 { usleep(50_000) }
        #expect(try trial.faults() == [])
    }
}
