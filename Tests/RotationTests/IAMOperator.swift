import CommandDriver
import Foundation

/// `Tests/Peers/iam-user.py`: a client that is not ours, which asks a real server about users and keys. One of each kind of server runs for all
/// tests, since botocore takes longer to start than a rotation does to end.
final class IAMOperator: Sendable {
    private struct Ready: Decodable { let control: String }

    private let control: String
    private let program: LoopbackServer

    private static let running = ThreadAnswer<[String: IAMOperator]>([:])

    static func of(_ server: S3Server) throws -> IAMOperator {
        try running.change { running in
            if let one = running[server.endpoint] { return one }
            let one = try IAMOperator(server)
            running[server.endpoint] = one
            return one
        }
    }

    private init(_ server: S3Server) throws {
        program = try LoopbackServer(
            Program.peer("python-with-pyrage"),
            [Program.testPeer("iam-user.py").path, server.endpoint] + (server.kind == .radosgw ? ["ceph"] : []))
        control = try program.told(Ready.self).control
    }

    func answer(to request: [String]) throws -> Data { try LoopbackRequest.post(control, try JSONEncoder().encode(request)) }
}
