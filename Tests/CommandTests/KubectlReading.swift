import CommandDriver
import Foundation
import TestVectors
import Testing

/// Manifests as kubectl reads them.
enum KubectlReading {
    /// The objects of a YAML stream. A patch of nothing has kubectl print what it has read.
    static func objects(_ yaml: Data, in workspace: Workspace) throws -> [[String: Any]] {
        let made = try Program.run(
            Program.peer("kubectl"), ["patch", "--local", "-f", "-", "--type=merge", "-p", "{}", "-o", "json"], in: workspace.folder, input: yaml)
        return try objects(made)
    }

    /// The same as `kubectl create --dry-run=client` would send them, which asks a server for its kinds first.
    static func created(_ yaml: Data, in workspace: Workspace) throws -> [[String: Any]] {
        let script = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/kubernetes-discovery.py").path
        return try objects(
            try Program.run(
                Program.peer("python-with-pyrage"),
                [script, Program.peer("kubectl").path, "create", "--dry-run=client", "--validate=false", "-o", "json", "-f", "-"],
                in: workspace.folder, environment: ["KUBECONFIG": "/dev/null"], input: yaml))
    }

    private static func objects(_ made: Outcome) throws -> [[String: Any]] {
        #expect(made.code == 0, "\(made.messages)")
        // One object behind the other, without a comma.
        // Foundation takes a mark that begins a text for one of the byte order, so it is escaped.
        let text = made.text.unicodeScalars.reduce(into: "") { $0 += $1 == "\u{FEFF}" ? "\\ufeff" : String($1) }
        let list = "[" + text.replacingOccurrences(of: "\n}\n{\n", with: "\n},\n{\n") + "]"
        return try #require(try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]])
    }
}
