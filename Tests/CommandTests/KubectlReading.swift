import CommandDriver
import Foundation
import Testing

/// Manifests as kubectl reads them.
enum KubectlReading {
    /// The objects of a YAML stream. A patch of nothing has kubectl print what it has read.
    static func objects(_ yaml: Data, in workspace: Workspace) throws -> [[String: Any]] {
        let made = try Program.run(
            Program.peer("kubectl"), ["patch", "--local", "-f", "-", "--type=merge", "-p", "{}", "-o", "json"], in: workspace.folder, input: yaml)
        #expect(made.code == 0, "\(made.messages)")
        // One object behind the other, without a comma.
        let list = "[" + made.text.replacingOccurrences(of: "\n}\n{\n", with: "\n},\n{\n") + "]"
        return try #require(try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]])
    }
}
