import CommandDriver
import Foundation

/// Servers that behave in ways in which no real S3 server does.
final class OddServers: Sendable {
    let ports: [String: Int]
    /// The PEM file of the authority that has signed their certificates.
    let authority: String
    private let server: LoopbackServer

    private struct Ready: Decodable {
        let ports: [String: Int]
        let authority: String
    }

    /// One of each kind; each test has its own, since they count the keys that they see.
    convenience init() throws { try self.init(["odd"]) }

    /// So many endpoints with a latency in milliseconds.
    convenience init(count: Int, latency: Int) throws { try self.init(["many", String(count), String(latency)]) }

    private init(_ arguments: [String]) throws {
        server = try LoopbackServer(Program.peer("python-with-pyrage"), [Program.testPeer("probe-servers.py").path] + arguments)
        let ready = try server.told(Ready.self)
        (ports, authority) = (ready.ports, ready.authority)
    }

    func endpoint(_ kind: String) -> String { "\(kind.hasPrefix("tls") ? "https" : "http")://127.0.0.1:\(ports[kind] ?? 0)" }

    /// A remote at an endpoint, with keys of its own.
    static func remote(_ name: String, _ endpoint: String, more: [String] = []) -> String {
        ([
            "[\(name)]", "type = s3", "provider = Ceph", "endpoint = \(endpoint)", "access_key_id = AKOF\(name.uppercased())0000000000".filter { $0 != "-" },
            "secret_access_key = \(secret(of: name))",
        ] + more).joined(separator: "\n") + "\n\n"
    }

    static func secret(of name: String) -> String { "sEcReT/of+\(name)/0123456789abcdef" }
}
