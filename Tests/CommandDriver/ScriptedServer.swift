package import Foundation
internal import TestVectors

/// A server on this machine that does what a script says, `Tests/Peers/scripted-server.py`; it ends with the value.
package final class ScriptedServer {
    package enum Step {
        /// A request, with its body.
        case read
        case send(String)
        case bytes([UInt8])
        case times(Int, String)
        case drip(String, seconds: Double)
        case sleep(Double)
        /// What CONNECT asks for, after ``read``; or that port of this machine, whatever it asks for.
        case tunnel(to: UInt16 = 0)
        /// Waits for the other side to close.
        case hang
        case reset

        fileprivate var json: [Any] {
            func coded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
            return switch self {
            case .read: ["read"]
            case .send(let text): ["send", coded(text)]
            case .bytes(let bytes): ["send", Data(bytes).base64EncodedString()]
            case .times(let count, let text): ["repeat", coded(text), count]
            case .drip(let text, let seconds): ["drip", coded(text), seconds]
            case .sleep(let seconds): ["sleep", seconds]
            case .tunnel(let port): ["tunnel", Int(port)]
            case .hang: ["hang"]
            case .reset: ["reset"]
            }
        }
    }

    /// What the server shows of itself; paths of PEM files.
    package struct TLS {
        package var certificate: String
        package var key: String
        /// "1.1", "1.2" or "1.3" alone.
        package var version: String?
        /// Clients must have a certificate of this authority.
        package var clientAuthority: String?

        package init(certificate: String, key: String, version: String? = nil, clientAuthority: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.version = version
            self.clientAuthority = clientAuthority
        }
    }

    /// What happened on a connection: open, handshake, read, more, end, error, closed.
    package struct Event {
        package let connection: Int
        package let name: String
        package let bytes: Data
    }

    package let port: UInt16
    private let log: URL
    private let server: LoopbackServer

    /// One script a connection; the last one serves all further connections. The port is the system's choice unless given.
    package init(_ connections: [[Step]], tls: TLS? = nil, address: String = "127.0.0.1", port wanted: UInt16 = 0) throws {
        log = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-server-\(UUID().uuidString)")
        try Data().write(to: log)
        var plan: [String: Any] = [
            "address": address, "port": Int(wanted), "log": log.path, "connections": connections.map { $0.map(\.json) },
        ]
        if let tls {
            plan["tls"] = ["certificate": tls.certificate, "key": tls.key, "version": tls.version, "clientAuthority": tls.clientAuthority].compactMapValues { $0 }
        }
        let text = String(decoding: try JSONSerialization.data(withJSONObject: plan), as: UTF8.self)
        server = try LoopbackServer(
            URL(fileURLWithPath: "/usr/bin/python3"), [VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/scripted-server.py").path, text])
        guard let port = UInt16(String(decoding: server.ready, as: UTF8.self)) else { throw CocoaError(.fileReadUnknown) }
        self.port = port
    }

    deinit { try? FileManager.default.removeItem(at: log) }

    package var events: [Event] {
        let lines = ((try? String(contentsOf: log, encoding: .utf8)) ?? "").split(separator: "\n")
        return lines.compactMap { line in
            guard let event = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { return nil }
            return Event(
                connection: event["connection"] as? Int ?? -1, name: event["event"] as? String ?? "",
                bytes: Data(base64Encoded: event["bytes"] as? String ?? "") ?? Data())
        }
    }

    /// The requests that came, on whatever connection, as text.
    package var requests: [String] { events.filter { $0.name == "read" }.map { String(decoding: $0.bytes, as: UTF8.self) } }

    package var connections: Int { events.filter { $0.name == "open" }.count }

    /// Waits until that many events of the name are written down, for three seconds at most.
    package func wait(for name: String, count: Int = 1) async throws -> Bool {
        for _ in 0..<300 {
            if events.filter({ $0.name == name }).count >= count { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
