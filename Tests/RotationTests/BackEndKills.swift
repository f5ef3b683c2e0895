import Foundation
import Testing
import TestVectors

/// Rotations that die at each place that changes something, one after the other until one ends by itself, and are gone on with.
enum BackEndKills {
    /// Prints "N of N". Several at once: most of a rotation's time it waits.
    static func run(_ name: String, make: @escaping @Sendable () throws -> BackEndTrial) throws {
        let step = TestRun.isFull ? 1 : 9
        let told = ThreadAnswer<[(point: Int, isOver: Bool, faults: [String])]>([])
        var (next, ended) = (1, false)
        while !ended, next < 400 {
            let points = (0..<4).map { next + $0 * step }
            let left = ThreadAnswer(points.count)
            let lock = NSLock()
            for point in points {
                Thread {
                    let one = result(of: point, make)
                    lock.withLock {
                        told.value += [one]
                        left.value -= 1
                    }
                }.start()
            }
            while left.value > 0 { usleep(50_000) }
            ended = told.value.contains { $0.isOver }
            next += 4 * step
        }
        // Beyond the last point there is nothing to die at.
        let killed = told.value.filter { !$0.isOver }
        for one in told.value where !one.faults.isEmpty { Issue.record("\(name), killed at point \(one.point): \(one.faults.joined(separator: "; "))") }
        let passed = killed.count { $0.faults.isEmpty }
        #expect(killed.count > (TestRun.isFull ? 40 : 4), "few points were reached: is RCSOPS_FAULT in this build?")
        print("\(name), killed at a point: \(passed) of \(killed.count)")
    }

    private static func result(of point: Int, turns: Int = 2, _ make: () throws -> BackEndTrial) -> (Int, Bool, [String]) {
        do {
            let trial = try make()
            let made = try trial.rotate(environment: ["RCSOPS_FAULT": "\(point):kill"])
            // A machine with no time for the server has not even begun; whatever it is that was left must be the old pair.
            if made.ending == .exit, made.code == 6, trial.journals.isEmpty, turns > 0 {
                let faults = try trial.faultsOfOld()
                return faults.isEmpty ? result(of: point, turns: turns - 1, make) : (point, false, faults)
            }
            if made.ending == .exit { return (point, true, made.code == 0 ? try trial.faultsOfDone() : ["exit code \(made.code): \(made.messages)"]) }
            if made.code != SIGKILL { return (point, false, ["signal \(made.code)"]) }
            // Killed before the journal was there, nothing was begun.
            if trial.journals.isEmpty, try trial.pair().id == trial.holder.first.id { return (point, false, try trial.faultsOfOld()) }
            let last = try trial.settle()
            let faults = try trial.faultsOfDone()
            return (point, false, faults.isEmpty ? [] : faults + ["the last resume: " + (last?.text ?? "") + (last?.messages ?? "")])
        } catch { return (point, false, ["\(error)"]) }
    }
}
