import CommandDriver
import Foundation
import Testing

/// The acceptance cases of credential rotation at a real server. All of them with RCSOPS_FULL=1; else those that show the most.
@Suite(.serialized, .enabled(if: RotationTrial.isBuilt)) struct RotationCaseTests {
    private static let isFull = ProcessInfo.processInfo.environment["RCSOPS_FULL"] != nil
    private static let hasCeph = ProcessInfo.processInfo.environment["RCSOPS_CEPH"] != nil && S3Server.isCephHere
    private static let shortRun: Set<Int> = [1, 4, 5, 10, 14, 18, 36, 41]

    @Test("every fault ends as it has to") func cases() throws {
        // RCSOPS_CASES=4,14 tries these and no others.
        let named = ProcessInfo.processInfo.environment["RCSOPS_CASES"].map { Set($0.split(separator: ",").compactMap { Int($0) }) }
        let wanted = RotationCase.all.filter { named?.contains($0.number) ?? (Self.isFull || Self.shortRun.contains($0.number)) }
        let cases = wanted.filter { !$0.needsCeph || Self.hasCeph }
        for one in wanted where one.needsCeph && !Self.hasCeph { print("case \(one.number), \(one.name): not tried, since it needs radosgw (scripts/test --ceph)") }
        var passed = 0
        for one in cases {
            let faults: [String]
            do { faults = try one.faults() } catch { faults = ["\(error)"] }
            if faults.isEmpty { passed += 1 } else { Issue.record("case \(one.number), \(one.name): \(faults.joined(separator: "; "))") }
        }
        print("rotation cases: \(passed) of \(cases.count)")
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
