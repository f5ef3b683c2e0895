import CommandDriver
import Foundation

/// What the real rclone reads from a file.
enum RcloneReadback {
    /// `rclone config dump`; nil when rclone refuses the file.
    static func dump(_ bytes: Data, environment: [String: String] = [:]) throws -> [String: [String: String]]? {
        let made = try run(["config", "dump"], on: bytes, environment: environment)
        guard made.isSuccess else { return nil }
        return try JSONSerialization.jsonObject(with: made.output) as? [String: [String: String]]
    }

    /// Any command of rclone, with the file as its configuration.
    static func run(_ arguments: [String], on bytes: Data, environment: [String: String] = [:]) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-readback-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try bytes.write(to: folder.appendingPathComponent("rclone.conf"))
        return try Program.run(Program.peer("rclone"), ["--config", "rclone.conf"] + arguments, in: folder, environment: environment)
    }
}
