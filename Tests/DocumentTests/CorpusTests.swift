import Foundation
import TestVectors
import Testing

/// The corpus through the real sops and rcsops, both ways.
@Suite struct CorpusTests {
    @Test func documentsOfJSONAreReadAndWrittenAsBySops() async throws { try await check(JSONCorpus.samples, "JSON") }
    @Test func documentsOfINIAreReadAndWrittenAsBySops() async throws { try await check(INICorpus.samples, "INI") }
    @Test func documentsOfDotenvAreReadAndWrittenAsBySops() async throws { try await check(DotenvCorpus.samples, "dotenv") }
    @Test func binaryDocumentsAreReadAndWrittenAsBySops() async throws { try await check(BinaryCorpus.samples, "binary") }

    @Test func documentsOfYAMLAreReadAndWrittenAsBySops() async throws { try await check(YAMLCorpus.samples, "YAML") }
    @Test(.enabled(if: VectorFolder.isThere)) func theYAMLTestSuiteIsReadAndWrittenAsBySops() async throws {
        try await check(YAMLCorpus.suite, "YAML test suite")
    }

    private func check(_ samples: [Sample], _ name: String) async throws {
        let trials = try await Trials.run(samples, try ToolPair())
        var good = 0
        var refused = 0
        var different = 0
        for trial in trials {
            let problems = Self.problems(of: trial)
            #expect(problems.isEmpty, "\(trial.report)\(trial.sample.difference == nil ? "" : "\n    " + problems.joined(separator: "; "))")
            guard problems.isEmpty else { continue }
            good += 1
            if trial.sample.difference != nil { different += 1 } else if trial.refusal != nil { refused += 1 }
        }
        print("\(name) corpus: \(good) of \(trials.count) documents, of which \(refused) refused by both and \(different) deliberately different")
    }

    /// What a trial shows that the corpus does not say.
    static func problems(of trial: Trial) -> [String] {
        guard let difference = trial.sample.difference else { return trial.findings.map(\.kind.rawValue) }
        if trial.isSame { return ["rcsops no longer differs from sops here: " + difference.reason] }
        if trial.kinds.contains(.crash) { return [Trial.Kind.crash.rawValue] }
        if case .kept(let text) = difference.expectation, trial.kinds.contains(.ofTheirs), trial.crossed.ofTheirs != Data((difference.ofTheirs ?? text).utf8) {
            return [Trial.Kind.ofTheirs.rawValue]
        }
        switch difference.expectation {
        case .refused(let code): return trial.ours.code == code ? [] : ["exit code \(code) was expected: " + difference.reason]
        case .kept(let text): return trial.ours.text == Data(text.utf8) ? [] : ["the value was to be kept: " + difference.reason]
        }
    }
}
