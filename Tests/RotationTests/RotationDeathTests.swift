import CommandDriver
import Foundation
import Testing
import TestVectors

/// A rotation that dies: at each of its own points, before each system call, and at random. Whatever instant it is, the next run ends it. A few
/// of them in an ordinary run, all with RCSOPS_FULL=1.
@Suite(.waiting, .serialized, .enabled(if: RotationTrial.isBuilt)) struct RotationDeathTests {
    private static let pace = 50
    /// `RCSOPS_DEATHS=260-281` tries these again and no others.
    private static let wanted: ClosedRange<Int> = {
        let ends = (ProcessInfo.processInfo.environment["RCSOPS_DEATHS"] ?? "").split(separator: "-").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return 1...Int.max }
        return first...last
    }()

    /// Dies at the n-th place that touches the disk, for each n until a run ends by itself.
    @Test("wherever it is killed, resume ends it", arguments: [S3Server.Kind.moto, .seaweedfs]) func killedAtAPoint(_ kind: S3Server.Kind) throws {
        let (tried, faults) = try Self.atPoints(everyIn: 31, of: kind) { point, trial in
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": "\(point):kill"])
            return try (made.ending == .exit, trial.faultsAfterDeath())
        }
        for fault in faults { Issue.record("\(fault)") }
        print("killed at a point, \(kind.rawValue): \(tried - Self.failed(faults)) of \(tried)")
    }

    @Test("wherever it is killed, abort goes back, or says that it is too late") func abortAfterADeath() throws {
        let (tried, faults) = try Self.atPoints(everyIn: 41) { point, trial in
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": "\(point):kill"])
            // Whoever has ended has nothing to go back from.
            return try (made.ending == .exit, made.ending == .exit ? [] : trial.faultsAfterDeathAndAbort())
        }
        for fault in faults { Issue.record("\(fault)") }
        print("killed, then abort: \(tried - Self.failed(faults)) of \(tried)")
    }

    @Test("wherever abort is killed, the next abort or resume ends it") func killedInAbort() throws {
        let (tried, faults) = try Self.atPoints(everyIn: 19) { point, trial in
            _ = try trial.rotate(isImmediate: false)
            let made = try trial.abort(environment: ["RCSOPS_FAULT": "\(point):kill"])
            let found = try trial.faultsOfDeath()
            // What a person has asked for stands in the journal: both go on with it.
            if point.isMultiple(of: 2), !trial.journals.isEmpty { _ = try trial.resume() }
            let after = try trial.faultsAfterDeathAndAbort()
            return try (made.ending == .exit, found + after + trial.faultsOfOld())
        }
        for fault in faults { Issue.record("\(fault)") }
        print("killed in abort: \(tried - Self.failed(faults)) of \(tried)")
    }

    /// For each n, or some, until a run passes fewer points. `body` tells whether that was so, and what is wrong.
    private static func atPoints(
        everyIn step: Int, of kind: S3Server.Kind = .moto, _ body: @escaping @Sendable (Int, RotationTrial) throws -> (Bool, [String])
    ) throws -> (tried: Int, faults: [String]) {
        let end = ThreadAnswer(400)
        let result = inParallel(stride(from: 1, to: 400, by: TestRun.isFull ? 1 : step).map { $0 }) { point in
            guard point <= end.value else { return nil }
            let (isEnded, faults) = try body(point, try RotationTrial(kind, pace: pace))
            if isEnded { end.change { $0 = min($0, point) } }
            return faults.map { "killed at point \(point): " + $0 }
        }
        #expect(result.tried > 3, "no point was reached: is RCSOPS_FAULT in this build?")
        #expect(end.value < 400 || wanted.upperBound < 400)
        return result
    }

    /// By another's hand: before each system call that makes, fills, syncs, renames, locks or removes a file, or sends.
    @Test("before whichever system call it is killed, resume ends it") func killedAtACall() throws {
        let whole = try RotationTrial(pace: Self.pace).killedAtCall(0)
        #expect(whole.outcome.isSuccess && whole.counted > 50, "\(whole.outcome.messages)")
        // The number of calls is not the same in every run.
        let numbers = TestRun.isFull ? Array(1...whole.counted + 3) : stride(from: 2, to: whole.counted, by: max(1, whole.counted / 6)).map { $0 }
        let kinds = ThreadAnswer<[String: Int]>([:])
        let (tried, faults) = Self.inParallel(numbers) { number in
            let trial = try RotationTrial(pace: Self.pace)
            let made = try trial.killedAtCall(number)
            if made.outcome.code == 137 { kinds.change { $0[made.call, default: 0] += 1 } }
            return try trial.faultsAfterDeath().map { "killed at call \(number), \(made.call): " + $0 }
        }
        for fault in faults { Issue.record("\(fault)") }
        print("killed at a call: \(tried - Self.failed(faults)) of \(tried); " + kinds.value.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }

    /// The run that comes after a death dies too.
    @Test("before whichever system call of resume it is killed, the next ends it") func killedAtACallOfResume() throws {
        @Sendable func begun() throws -> RotationTrial {
            let trial = try RotationTrial(pace: Self.pace)
            _ = try trial.rotate(environment: ["RCSOPS_FAULT": "journal.saved@2:kill"])
            return trial
        }
        let whole = try begun().killedAtCall(0, isResume: true)
        #expect(whole.outcome.isSuccess && whole.counted > 50, "\(whole.outcome.messages)")
        let numbers = TestRun.isFull ? Array(1...whole.counted + 3) : stride(from: 3, to: whole.counted, by: max(1, whole.counted / 4)).map { $0 }
        let (tried, faults) = Self.inParallel(numbers) { number in
            let trial = try begun()
            let made = try trial.killedAtCall(number, isResume: true)
            return try trial.faultsAfterDeath().map { "killed at call \(number) of resume, \(made.call): " + $0 }
        }
        for fault in faults { Issue.record("\(fault)") }
        print("killed at a call of resume: \(tried - Self.failed(faults)) of \(tried)")
    }

    @Test("killed at random, with as many deaths in a row as there are, it ends with one key") func soak() throws {
        let seed = TestRun.seed(of: "deaths")
        let whole = try RotationTrial(pace: Self.pace)
        let start = ContinuousClock.now
        _ = try whole.rotate()
        // With a quarter more, as several run at once.
        let duration = Int((ContinuousClock.now - start) / .microseconds(1)) * 5 / 4
        let killed = ThreadAnswer(0)
        let (tried, faults) = Self.inParallel(Array(1...(TestRun.isFull ? 500 : 10))) { number in
            var random = SplitMix(seed: seed &+ UInt64(number))
            let trial = try RotationTrial(pace: Self.pace)
            var faults: [String] = []
            var isKilled = try trial.killed(afterMicroseconds: Int.random(in: 0...duration, using: &random))
            while isKilled {
                killed.change { $0 += 1 }
                faults += try trial.faultsOfDeath()
                guard !trial.journals.isEmpty, Bool.random(using: &random) else { break }
                isKilled = try trial.killed(afterMicroseconds: Int.random(in: 0...duration, using: &random), isResume: true)
            }
            return (faults + (try trial.faultsAfterDeath())).map { "run \(number): " + $0 }
        }
        for fault in faults { Issue.record("\(fault)") }
        print("random deaths: \(tried - Self.failed(faults)) of \(tried) runs, \(killed.value) deaths")
    }

    @Test("a journal that somebody has given a second name stops resume, which says so") func journalOfTwoNames() throws {
        let trial = try RotationTrial(pace: Self.pace)
        _ = try trial.rotate(environment: ["RCSOPS_FAULT": "journal.saved@1:kill"])
        let journal = try #require(trial.journals.first)
        try FileManager.default.linkItem(atPath: trial.workspace.path(journal), toPath: trial.workspace.path("another-name"))
        let made = try trial.resume()
        #expect(made.code == 5 && made.messages.contains("(replace a file with several names)\n") && !made.messages.contains("Success"), "\(made.messages)")
        try FileManager.default.removeItem(atPath: trial.workspace.path("another-name"))
        #expect(try trial.faultsAfterDeath() == [])
    }

    /// Both pairs are in memory, the journal's and the file's, and the limit of the shell lets cores be.
    @Test("a crash leaves no image of the memory", arguments: [SIGABRT, SIGSEGV]) func core(_ signal: Int32) throws {
        let launcher = ["/bin/sh", "-c", "ulimit -c unlimited && exec \"$@\"", "sh"]
        let trial = try RotationTrial(pace: Self.pace)
        #expect(try trial.killed(at: "UpdateAccessKey", by: signal, through: launcher))
        let secrets = [try trial.pair(), trial.user.first].map { Data($0.secret.utf8) }
        #expect(Set(secrets).count == 2)
        for name in FileManager.default.enumerator(atPath: trial.workspace.folder.path)?.compactMap({ $0 as? String }) ?? [] {
            #expect(!name.hasPrefix("core"))
            let data = FileManager.default.contents(atPath: trial.workspace.path(name)) ?? Data()
            #expect(!secrets.contains { data.range(of: $0) != nil }, "\(name)")
        }
        // The same of a program that hides nothing: where it leaves none either, this machine shows nothing.
        let other = try StartedProgram(
            URL(fileURLWithPath: launcher[0]), Array(launcher.dropFirst()) + ["/bin/sleep", "60"], environment: ["PATH": "/usr/bin:/bin"],
            folder: trial.workspace.folder)
        usleep(300_000)
        other.send(signal)
        _ = other.wait(seconds: 10)
        let isTelling = try FileManager.default.contentsOfDirectory(atPath: trial.workspace.folder.path).contains { $0.hasPrefix("core") }
        print("core image after signal \(signal): none" + (isTelling ? "" : "; but this machine writes none of any program"))
        for name in try FileManager.default.contentsOfDirectory(atPath: trial.workspace.folder.path) where name.hasPrefix("core") {
            try FileManager.default.removeItem(atPath: trial.workspace.path(name))
        }
        #expect(try trial.faultsAfterDeath() == [])
    }

    /// What a program that we start has of it: the limit, since the kernel gives it a memory image of its own.
    @Test("a program that is started leaves no image either") func coreOfChild() throws {
        let trial = try RotationTrial(pace: Self.pace)
        try trial.workspace.put("#!/bin/sh\nulimit -c > '\(trial.workspace.path("limit"))'\n", "render")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: trial.workspace.path("render"))
        #expect(try trial.rotate(["--render", trial.workspace.path("render")]).code == 0)
        #expect(try trial.workspace.text("limit") == "0\n")
    }

    /// How many of the tries have a fault: what is before the colon names the try.
    private static func failed(_ faults: [String]) -> Int { Set(faults.map { $0.prefix { $0 != ":" } }).count }

    /// Some at once, since each waits for programs and servers most of its time. How many were tried, and what was wrong; nil is not counted.
    private static func inParallel(_ numbers: [Int], _ body: @escaping @Sendable (Int) throws -> [String]?) -> (tried: Int, faults: [String]) {
        let left = ThreadAnswer(Array(numbers.filter { wanted.contains($0) }.reversed()))
        let (tried, faults) = (ThreadAnswer(0), ThreadAnswer<[String]>([]))
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            while let number = left.change({ $0.popLast() }) {
                do {
                    guard let found = try body(number) else { continue }
                    tried.change { $0 += 1 }
                    faults.change { $0 += found }
                } catch {
                    tried.change { $0 += 1 }
                    faults.change { $0.append("try \(number): \(error)") }
                }
            }
        }
        return (tried.value, faults.value)
    }
}
