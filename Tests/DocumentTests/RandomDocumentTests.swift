import Foundation
import Testing
import TestVectors

/// Random documents through the real sops and rcsops, both ways. A failing one is shown as small as it could be made.
@Suite struct RandomDocumentTests {
    @Test func randomJSONIsReadAndWrittenAsBySops() async throws {
        try await check(.json, count: 35) { .json(.random(&$0)) }
    }

    @Test func randomINIIsReadAndWrittenAsBySops() async throws {
        try await check(.ini, count: 35) { .lines(RandomLines.ini(&$0)) }
    }

    @Test func randomDotenvIsReadAndWrittenAsBySops() async throws {
        try await check(.dotenv, count: 25) { .lines(RandomLines.dotenv(&$0)) }
    }

    @Test func randomYAMLIsReadAndWrittenAsBySops() async throws {
        try await check(.yaml, count: 60) { .lines(RandomYAML.lines(&$0)) }
    }

    @Test func randomBytesAreReadAndWrittenAsBySops() async throws {
        try await check(.binary, count: 10) { random in
            .bytes((0..<random.below(random.once(in: 3) ? 50_000 : 60)).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    private func check(_ format: SampleFormat, count: Int, _ make: (inout SeededRandom) -> Sketch) async throws {
        let count = TestRun.isFull ? count * 20 : count
        let seed = TestRun.seed(of: "random \(format.rawValue) documents")
        var random = SeededRandom(seed: seed &+ UInt64(format.rawValue.utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
        var sketches: [Sketch] = []
        var samples: [Sample] = []
        for number in 0..<count {
            let sketch = make(&random)
            let selector = RandomSelector(&random, canSeeComments: format != .binary)
            var sample = Sample(format, "random \(number) of seed \(seed)", sketch.bytes)
            sample.flags = selector.flags
            sample.rule = selector.rule
            sketches.append(sketch)
            samples.append(sample)
        }
        let tools = try ToolPair()
        let trials = try await Trials.run(samples, tools)
        // Rules by comments last: there are the most of them.
        let failing = trials.indices.filter { !Judgement.problems(of: trials[$0]).isEmpty }
            .sorted { (samples[$0].goesByComments ? 1 : 0, $0) < (samples[$1].goesByComments ? 1 : 0, $1) }
        // Each takes a hundred runs, so only the first few are made small.
        for place in failing.prefix(4) {
            let small = Shrinker.shrink(trials[place], sketches[place], tools)
            Issue.record("seed \(seed): \(small.report)")
        }
        for place in failing.dropFirst(4) {
            let kinds = Judgement.problems(of: trials[place]).map(\.kind.rawValue).joined(separator: "; ")
            Issue.record("seed \(seed), document \(place) \((samples[place].flags + samples[place].rule).joined(separator: " ")): \(kinds)")
        }
        let refused = trials.filter { $0.refusal != nil }.count
        let lost = trials.filter { $0.kinds.contains(.sopsFails) }.count
        let damaged = trials.filter { !$0.isSame && !$0.kinds.contains(.sopsFails) && Judgement.problems(of: $0).isEmpty }.count
        print(
            "random \(format.rawValue): \(count - failing.count) of \(count) documents, of which \(refused) refused by both, \(lost) lost by sops itself, "
                + "\(damaged) with comments that sops loses and rcsops keeps")
    }
}
