internal import Foundation
internal import TestVectors

/// Sends requests byte for byte to a server on this machine (Tests/Peers/raw-requests.py): a client that mends paths or adds
/// headers would break signatures, or hide that they are broken.
package enum RawRequests {
    package struct Request: Encodable, Sendable {
        let method: String
        let target: String
        let fields: [[String]]
        let body: [UInt8]

        package init(method: String, target: String, fields: [(name: String, value: String)], body: [UInt8] = []) {
            self.method = method
            self.target = target
            self.fields = fields.map { [$0.name, $0.value] }
            self.body = body
        }
    }

    /// The status of each, over one connection.
    package static func statuses(of requests: [Request], port: Int) throws -> [Int] {
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"), [VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/raw-requests.py").path, String(port)],
            in: FileManager.default.temporaryDirectory, input: try JSONEncoder().encode(requests))
        guard outcome.isSuccess else { throw CocoaError(.fileReadUnknown, userInfo: ["messages": outcome.messages]) }
        return try JSONDecoder().decode([Int].self, from: outcome.output)
    }
}
