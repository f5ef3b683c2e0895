import CommandDriver
import Foundation

/// A report of `rcsops probe --json`, as far as the tests look at it. What is missing in it fails the test.
struct ProbeAnswers: Decodable {
    struct Result: Decodable {
        struct Warning: Decodable {
            let id: String
            let detail: String
        }

        struct Step: Decodable {
            let step: String
            let status: Int?
            let ms: Int?
        }

        let file: String?
        let remote: String
        let via: [String]
        let storage: String?
        let prefix: String?
        let unverified: [String]
        let bucket: String?
        let diagnosis: String
        let verdict: String
        let confidence: String
        let message: String
        let hints: [String]
        let warnings: [Warning]
        let rights: [String: String]
        let residue: String?
        let steps: [Step]

        /// The steps with their answers, for a failing test's message.
        var trail: String { steps.map { "\($0.step) \($0.status.map(String.init) ?? "-")" }.joined(separator: ", ") }
    }

    let schema: String
    let exitCode: Int32
    let results: [Result]

    private enum CodingKeys: String, CodingKey {
        case schema, results
        case exitCode = "exit_code"
    }

    init(_ outcome: Outcome) throws {
        guard !outcome.output.isEmpty else { throw CocoaError(.coderReadCorrupt, userInfo: ["messages": outcome.messages]) }
        self = try JSONDecoder().decode(ProbeAnswers.self, from: outcome.output)
    }

    /// The result of a remote that is in the report once.
    subscript(remote: String) -> Result? { results.first { $0.remote == remote } }
}
