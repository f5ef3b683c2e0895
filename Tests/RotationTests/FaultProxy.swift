import CommandDriver
import Foundation

/// `Tests/Peers/fault-proxy.py` before a real server: two gateways, and faults at the worst moment.
final class FaultProxy: Sendable {
    struct Request: Decodable {
        let action: String
        /// Without the query.
        let path: String
        let key: String?
        let gateway: Int
        let fault: String?
        let status: Int?
        /// Seconds since 1970.
        let at: Double
        /// Whom a request about keys names.
        let user: String?
    }

    private struct Ready: Decodable {
        let gateways: [String]
        let control: String
    }

    private struct Told: Decodable {
        let log: [Request]
        let made: [String]
    }

    let gateways: [String]
    private let control: String
    private let server: LoopbackServer

    /// - Parameter second: Another address of loopback, where the second gateway has the same port as the first.
    init(before endpoint: String, second: String? = nil) throws {
        server = try LoopbackServer(
            URL(fileURLWithPath: "/usr/bin/python3"), [Program.testPeer("fault-proxy.py").path, endpoint] + [second].compactMap { $0 })
        let ready = try server.told(Ready.self)
        (gateways, control) = (ready.gateways, ready.control)
    }

    /// Replaces all rules; what is held goes on.
    func set(_ rules: String) throws { _ = try ask("/rules", rules) }

    /// The requests so far, in order.
    var requests: [Request] { get throws { try JSONDecoder().decode(Told.self, from: try ask("/log", nil)).log } }

    private func ask(_ path: String, _ body: String?) throws -> Data {
        guard let body else { return try LoopbackRequest.get(control + path) }
        return try LoopbackRequest.post(control + path, Data(body.utf8))
    }
}
