import CommandDriver
import Foundation
import Testing
import TestVectors

/// The acceptance cases of credential rotation at a real server. All of them with RCSOPS_FULL=1; else those that show the most.
@Suite(.waiting, .serialized, .enabled(if: RotationTrial.isBuilt)) struct RotationCaseTests {
    private static let hasCeph = ProcessInfo.processInfo.environment["RCSOPS_CEPH"] != nil && S3Server.isCephHere
    private static let shortRun: Set<Int> = [1, 4, 5, 10, 14, 18, 36, 41]

    /// A number of the table counts when all of its variants end well. Most of their time is waiting: some run at once.
    @Test("every fault ends as it has to") func cases() throws {
        var chosen = Set(RotationCase.all.map(\.number))
        if !TestRun.isFull { chosen = Self.shortRun }
        // RCSOPS_CASES=4,14 tries these and no others.
        if let named = ProcessInfo.processInfo.environment["RCSOPS_CASES"] { chosen = Set(named.split(separator: ",").compactMap { Int($0) }) }
        let wanted = RotationCase.all.filter { chosen.contains($0.number) }
        let cases = wanted.filter { !$0.needsCeph || Self.hasCeph }
        for one in wanted where one.needsCeph && !Self.hasCeph { print("case \(one.number), \(one.name): not tried, since it needs radosgw (scripts/test --ceph)") }
        chosen = Set(cases.map(\.number))
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
