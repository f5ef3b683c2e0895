import CommandDriver
import Foundation
import SecretMemory
import TestVectors

/// The real rclone behind a proxy that writes down what it sends (Tests/Peers/recording-proxy.py).
final class RcloneRecording {
    struct Request: Decodable {
        let line: String
        let fields: [[String]]

        func value(_ name: String) -> String? { fields.first { $0[0].lowercased() == name.lowercased() }?[1] }
        var method: String { String(line.prefix { $0 != " " }) }
        /// Behind the method: a URL for http, host and port for https.
        var target: String { String(line.split(separator: " ")[1]) }
    }

    private let proxy: LoopbackServer
    private let port: Int
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-recording-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        proxy = try LoopbackServer(
            URL(fileURLWithPath: "/usr/bin/python3"),
            [VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/recording-proxy.py").path, folder.appendingPathComponent("log").path])
        guard let port = Int(String(decoding: proxy.ready, as: UTF8.self)) else { throw CocoaError(.fileReadUnknown) }
        self.port = port
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What `rclone lsf REMOTE:path` sends first; nil when it sends nothing.
    func listing(
        _ path: String, of options: [String: String], remote: String = "r", environment: [String: String] = [:]
    ) throws -> (request: Request?, messages: String) {
        let config = "[\(remote)]\ntype = s3\n" + options.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }.joined()
        try Data(config.utf8).write(to: folder.appendingPathComponent("rclone.conf"))
        let log = folder.appendingPathComponent("log")
        try Data().write(to: log)
        let proxy = "http://127.0.0.1:\(port)"
        let outcome = try Program.run(
            Program.peer("rclone"), ["--config", "rclone.conf", "lsf", "--retries", "1", "--low-level-retries", "1", "\(remote):\(path)"], in: folder,
            environment: ["http_proxy": proxy, "https_proxy": proxy, "AWS_EC2_METADATA_DISABLED": "true"].merging(environment) { $1 }, seconds: 60)
        let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        let first = try text.split(separator: "\n").first.map { try JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
        return (first, outcome.messages)
    }
}

/// A lookup of options that a test writes down.
func lookup(_ options: [String: String]) -> (String) -> SecretSlice? {
    let arena = SecretArena()
    let slices = options.mapValues { arena.store(Array($0.utf8)) }
    return { slices[$0] }
}

let keys = ["access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"]
