import CommandDriver
import Foundation

/// A folder with an rclone.conf, and `rcsops probe` and rclone in it.
final class ProbeBench {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-probe-\(UUID().uuidString)")

    init(_ config: String = "") throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try put(config, "rclone.conf")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    func put(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }

    func probe(_ arguments: [String], environment: [String: String] = [:], seconds: Int = 120) throws -> Outcome {
        try Program.run(Program.rcsops, ["probe"] + arguments, in: folder, environment: environment, seconds: seconds)
    }

    func probe(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome { try probe(arguments, environment: environment) }

    /// `probe --json` of rclone.conf.
    func answers(_ arguments: String...) throws -> ProbeAnswers { try ProbeAnswers(try probe(["--json", "rclone.conf"] + arguments)) }

    /// True when the real rclone can list what a remote's path names.
    func rcloneLists(_ path: String) throws -> Bool {
        let outcome = try Program.run(
            Program.peer("rclone"),
            ["lsf", "--config", self.path("rclone.conf"), "--retries", "1", "--low-level-retries", "1", "--contimeout", "5s", "--timeout", "10s", path],
            in: folder, seconds: 60)
        return outcome.isSuccess
    }
}
