import CommandDriver
import Foundation

/// A program that plays a provider for `--source command`. What it got is in `calls`, a line a call.
struct KeyProgram {
    let workspace: Workspace

    /// - Parameter verbs: What the shell does for a verb, besides keeping what it got.
    init(_ verbs: String, in workspace: Workspace, environment: [String] = [], more: String = "") throws {
        self.workspace = workspace
        try workspace.put(
            "#!/bin/sh\necho \"$*|$RCSOPS_ROTATION_ID|$(/usr/bin/env | /usr/bin/cut -d= -f1 | /usr/bin/sort | /usr/bin/tr '\\n' ' ')\" >> \(workspace.path("calls"))\ncase $3 in\n\(verbs)\n*) exit 10;;\nesac\n",
            "provider")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.path("provider"))
        let names = environment.map { "\"\($0)\"" }.joined(separator: ", ")
        try workspace.put("{\"argv\": [\"\(workspace.path("provider"))\", \"--account\", \"a b\"], \"environment\": [\(names)]\(more)}", "provider.json")
    }

    var calls: [String] { (try? workspace.text("calls").split(separator: "\n").map(String.init)) ?? [] }

    /// The plan of the example's remote.
    func plan(_ more: String..., environment: [String: String] = [:]) throws -> Outcome {
        try workspace.rcsops(
            ["credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "command", "--key-command", "provider.json", "--dry-run"] + more,
            environment: workspace.identity.merging(environment) { $1 })
    }
}
