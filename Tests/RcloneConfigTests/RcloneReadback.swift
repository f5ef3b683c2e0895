import CommandDriver
import Foundation

/// What the real rclone reads from a file.
enum RcloneReadback {
    /// `rclone config dump`; nil when rclone refuses the file.
    static func dump(_ bytes: Data, environment: [String: String] = [:]) throws -> [String: [String: String]]? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-readback-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try bytes.write(to: folder.appendingPathComponent("rclone.conf"))
        let made = try Program.run(
            Program.peer("rclone"), ["--config", "rclone.conf", "config", "dump"], in: folder, environment: environment)
        guard made.isSuccess else { return nil }
        return try JSONSerialization.jsonObject(with: made.output) as? [String: [String: String]]
    }
}
