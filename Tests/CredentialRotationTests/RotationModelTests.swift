import CredentialRotation
import Foundation
import Testing
import TestVectors

/// Every interleaving of faults to a fixed depth (§2.1, I1 to I7), and long walks with more of them.
@Suite(.serialized) struct RotationModelTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// One after the other on two threads of their own: a second process stops its thread, and tasks have none to spare.
    private func forEach(
        _ body: @escaping @Sendable (ModelConfiguration) async -> ModelSearch.Result
    ) async -> [(name: String, result: ModelSearch.Result)] {
        let work = ModelWork(ModelConfiguration.all, prints: TestRun.isFull, body)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        let thread = Thread {
                            work.run()
                            continuation.resume()
                        }
                        thread.stackSize = 32 << 20
                        thread.start()
                    }
                }
            }
        }
        return work.results
    }

    private func report(_ title: String, _ results: [(name: String, result: ModelSearch.Result)], _ start: ContinuousClock.Instant) {
        for (name, result) in results {
            for violation in result.violations.prefix(3) { Issue.record("\(name): \(violation)") }
            print("\(name): \(result.states) states, \(result.lasting) without processes, \(result.runs) steps")
            print("  \(result.ends.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
        }
        let states = results.reduce(0) { $0 + $1.result.states }
        let lasting = results.reduce(0) { $0 + $1.result.lasting }
        let runs = results.reduce(0) { $0 + $1.result.runs }
        let seconds = (ContinuousClock.now - start).components.seconds
        print("model of rotation, \(title): \(states) states visited, a way out of each of \(lasting), \(runs) steps, \(seconds) s")
    }

    @Test("the invariants hold whatever fails, and there is a way out of every state")
    func invariantsHold() async {
        let depth = Self.environment["RCSOPS_MODEL_DEPTH"].flatMap { Int($0) } ?? (TestRun.isFull ? 3 : 2)
        let start = ContinuousClock.now
        let results = await forEach { configuration in
            await ModelSearch(configuration, budget: depth).run()
        }
        report("all ways with \(depth) faults", results, start)
        if depth >= 2 { #expect(results.reduce(0) { $0 + $1.result.states } > 500_000) }
    }

    @Test("the invariants hold on long walks with many faults")
    func walks() async {
        let seed = TestRun.seed(of: "walks")
        let start = ContinuousClock.now
        let results = await forEach { configuration in
            await ModelSearch(configuration, budget: 6).walk(TestRun.isFull ? 4000 : 100, seed: seed)
        }
        report("walks with up to 6 faults", results, start)
    }
}
