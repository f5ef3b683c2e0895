import CommandDriver
import Foundation
import TestVectors

/// A program on a terminal of its own, with somebody who answers.
struct TerminalSession: Decodable {
    let shown: String
    let code: Int32
    let showsAtEnd: Bool
    let showedAtAnswers: [Bool]
    let unasked: Int

    /// Each pair is what is waited for, and what is typed then.
    static func run(
        _ program: URL, _ arguments: [String], _ steps: [(String, String)], in workspace: Workspace, environment: [String: String] = [:]
    ) throws -> TerminalSession {
        let helper = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/terminal.py").path
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            [helper] + steps.flatMap { [$0.0, $0.1] } + ["--", program.path] + arguments, in: workspace.folder, environment: environment)
        return try JSONDecoder().decode(TerminalSession.self, from: outcome.output)
    }
}
