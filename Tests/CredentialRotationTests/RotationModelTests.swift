import CredentialRotation
import Foundation
import Testing

/// Every interleaving of faults to a fixed depth (§2.1, I1 to I7), and long walks with more of them.
@Suite(.serialized) struct RotationModelTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isFull = environment["RCSOPS_FULL"] == "1"
    private static let backEnds: [Simulation.BackEnd] = [.aws, .ceph, .clientPicked, .withoutDeactivation, .ignoringCreates, .delayed]

    /// All at once; the results in order.
    private func forEach(
        _ body: @escaping @Sendable (Simulation.BackEnd, _ files: Int) async -> ModelSearch.Result
    ) async -> [(name: String, result: ModelSearch.Result)] {
        await withTaskGroup(of: (Int, String, ModelSearch.Result).self) { group in
            for (index, backEnd) in Self.backEnds.enumerated() {
                for files in 1...2 {
                    group.addTask { (index * 2 + files, "\(backEnd.name), \(files) files", await body(backEnd, files)) }
                }
            }
            var results: [(Int, String, ModelSearch.Result)] = []
            for await result in group {
                results.append(result)
                // A full search takes long.
                if Self.isFull {
                    print("\(result.1): \(result.2.states.count) states, \(result.2.runs) runs, \(result.2.violations.prefix(2))")
                    fflush(nil)
                }
            }
            return results.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
        }
    }

    private func report(_ title: String, _ results: [(name: String, result: ModelSearch.Result)]) {
        var states = 0
        var runs = 0
        for (name, result) in results {
            for violation in result.violations.prefix(5) { Issue.record("\(name): \(violation)") }
            print("\(name): \(result.states.count) states, \(result.nodes) resting points, \(result.runs) runs")
            print("  \(result.ends.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
            states += result.states.count
            runs += result.runs
        }
        print("model of rotation, \(title): \(states) states visited, \(runs) runs")
    }

    @Test("the invariants hold whatever fails, and there is a way out of every state")
    func invariantsHold() async {
        let depth = Self.environment["RCSOPS_MODEL_DEPTH"].flatMap { Int($0) } ?? (Self.isFull ? 3 : 1)
        let results = await forEach { backEnd, files in
            await ModelSearch(backEnd: backEnd, start: .planned(files: files), budget: depth).run()
        }
        report("all ways with \(depth) faults", results)
    }

    @Test("the invariants hold on long walks with many faults")
    func walks() async {
        let seed = Self.environment["RCSOPS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        let results = await forEach { backEnd, files in
            await ModelSearch(backEnd: backEnd, start: .planned(files: files), budget: 6).walk(Self.isFull ? 4000 : 60, seed: seed)
        }
        report("walks with up to 6 faults", results)
    }
}
