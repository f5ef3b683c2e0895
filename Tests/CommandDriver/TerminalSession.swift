package import Foundation
internal import TestVectors

/// A program on a terminal of its own, with somebody who answers.
package struct TerminalSession: Decodable {
    package let shown: String
    package let code: Int32
    package let showsAtEnd: Bool
    package let showedAtAnswers: [Bool]
    package let unasked: Int

    /// Each pair is what is waited for, and what is typed then.
    package static func run(
        _ program: URL, _ arguments: [String], _ steps: [(String, String)], in workspace: Workspace, environment: [String: String] = [:]
    ) throws -> TerminalSession {
        let helper = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/terminal.py").path
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            [helper] + steps.flatMap { [$0.0, $0.1] } + ["--", program.path] + arguments, in: workspace.folder, environment: environment)
        return try JSONDecoder().decode(TerminalSession.self, from: outcome.output)
    }
}
