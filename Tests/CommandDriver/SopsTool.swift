package import Foundation

/// The program that answers to the name `sops`: the real one, or rcsops in its place.
package enum SopsTool: String, CaseIterable, Sendable {
    case sops, rcsops

    /// Runs it in a workspace, with the workspace's identity and more variables.
    package func run(
        _ arguments: [String], in workspace: Workspace, environment: [String: String] = [:], input: Data = Data()
    ) throws -> Outcome {
        try Program.run(
            try program(in: workspace), arguments, in: workspace.folder, environment: workspace.identity.merging(environment) { $1 }, input: input)
    }

    /// The path of the program.
    package func program(in workspace: Workspace) throws -> URL {
        guard self == .rcsops else { return Program.peer("sops") }
        let link = workspace.folder.appendingPathComponent("sops")
        if !FileManager.default.fileExists(atPath: link.path) {
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: Program.rcsops.path)
        }
        return link
    }
}
