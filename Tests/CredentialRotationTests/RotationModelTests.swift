import CredentialRotation
import Foundation
import Testing

/// Every interleaving of faults to a fixed depth (§2.1, I1 to I7).
@Suite(.serialized) struct RotationModelTests {
    static let isFull = ProcessInfo.processInfo.environment["RCSOPS_FULL"] == "1"

    @Test("the invariants hold whatever fails, and there is a way out of every state")
    func invariantsHold() async {
        var states = 0
        var nodes = 0
        var runs = 0
        var isComplete = true
        let backEnds: [Simulation.BackEnd] = [.aws, .ceph, .clientPicked, .withoutDeactivation, .ignoringCreates, .delayed]
        for backEnd in backEnds {
            for files in [1, 2] {
                let begin = ContinuousClock.now
                let result = await ModelSearch(
                    backEnd: backEnd, start: .planned(files: files), budget: Self.isFull ? 3 : 2, mostRuns: Self.isFull ? .max : 3000
                ).run()
                for violation in result.violations.prefix(5) { Issue.record("\(backEnd.name), \(files) files: \(violation)") }
                print(
                    "\(backEnd.name), \(files) files: \(result.states.count) states, \(result.nodes) resting points, \(result.runs) runs, \(ContinuousClock.now - begin)"
                )
                print("  \(result.ends.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
                states += result.states.count
                nodes += result.nodes
                runs += result.runs
                isComplete = isComplete && result.isComplete
            }
        }
        print("model of rotation: \(states) states visited, \(nodes) resting points, \(runs) runs, \(isComplete ? "all" : "a share") of the depth")
    }
}
