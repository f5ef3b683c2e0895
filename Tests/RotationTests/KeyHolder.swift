import CommandDriver
import Foundation

/// Somebody at a back end whose keys a test rotates.
protocol KeyHolder: Sendable {
    var name: String { get }
    /// The key that it begins with.
    var first: S3Server.Key { get }
    /// What the back end has, in the order of ids.
    var keys: [IAMUser.Key] { get throws }
    func delete(_ id: String) throws
    /// Whether the back end accepts a pair.
    func works(_ key: S3Server.Key) throws -> Bool
}

extension IAMUser: KeyHolder {}

/// A user of radosgw, for one test.
struct CephUser: KeyHolder {
    private struct Pair: Decodable {
        let id: String
        let secret: String
    }

    let name: String
    let first: S3Server.Key
    private let server: S3Server
    private let owner: S3Server.Key

    /// - Parameters:
    ///   - caps: Its rights to the admin API.
    ///   - subuser: The key it begins with is this part's of it.
    init(of server: S3Server, caps: String? = nil, subuser: String? = nil) throws {
        name = "u" + UUID().uuidString.prefix(8).lowercased()
        self.server = server
        owner = try server.key(of: "owner")
        var pair = try Self.ask(Pair.self, server.endpoint, owner, ["create", name] + [caps].compactMap { $0 })
        if let subuser { pair = try Self.ask(Pair.self, server.endpoint, owner, ["subuser", name, subuser]) }
        first = S3Server.Key(id: pair.id, secret: pair.secret)
    }

    var keys: [IAMUser.Key] { get throws { try Self.ask([IAMUser.Key].self, server.endpoint, owner, ["keys", name]).sorted { $0.id < $1.id } } }

    func delete(_ id: String) throws { _ = try Self.ask(Bool.self, server.endpoint, owner, ["delete", name, id]) }

    func works(_ key: S3Server.Key) throws -> Bool { try Self.ask(Bool.self, server.endpoint, key, ["works"]) }

    private static func ask<T: Decodable>(_ type: T.Type, _ endpoint: String, _ key: S3Server.Key, _ verb: [String]) throws -> T {
        let made = try Program.run(
            Program.peer("python-with-pyrage"), [Program.testPeer("ceph-user.py").path, endpoint, key.id, key.secret] + verb,
            in: FileManager.default.temporaryDirectory)
        guard made.isSuccess else { throw CocoaError(.fileReadUnknown, userInfo: ["messages": made.messages]) }
        return try JSONDecoder().decode(type, from: made.output)
    }
}

/// `Tests/Peers/minio-admin.py`: a server that plays MinIO, and the service accounts of its one user.
final class MinIOPlay: KeyHolder {
    struct Request: Decodable, Equatable {
        let action: String
        let key: String?
        let status: Int
    }

    private struct Ready: Decodable {
        let endpoint: String
        let first: [String]
        let root: [String]
    }

    private struct Told: Decodable {
        let keys: [IAMUser.Key]
        let log: [Request]
    }

    let name = "backup"
    let endpoint: String
    let first: S3Server.Key
    /// The server's own pair.
    let root: S3Server.Key
    private let server: LoopbackServer

    /// - Parameter isOld: It has version 3 of the API alone.
    init(isOld: Bool = false) throws {
        server = try LoopbackServer(Program.peer("python-with-pyrage"), [Program.testPeer("minio-admin.py").path] + (isOld ? ["old"] : []))
        let ready = try server.told(Ready.self)
        endpoint = ready.endpoint
        (first, root) = (S3Server.Key(id: ready.first[0], secret: ready.first[1]), S3Server.Key(id: ready.root[0], secret: ready.root[1]))
    }

    var keys: [IAMUser.Key] { get throws { try ask(nil).keys } }
    var requests: [Request] { get throws { try ask(nil).log } }

    /// Each happens once.
    func set(_ faults: String) throws { _ = try ask("{\"faults\": [\(faults)]}") }

    func delete(_ id: String) throws { throw CocoaError(.featureUnsupported) }

    func works(_ key: S3Server.Key) throws -> Bool { try keys.contains(IAMUser.Key(id: key.id, active: true)) }

    private func ask(_ body: String?) throws -> Told {
        let script = "import sys,urllib.request as r; d=sys.argv[2].encode() if len(sys.argv)>2 else None; sys.stdout.buffer.write(r.urlopen(r.Request(sys.argv[1],data=d)).read())"
        let made = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script, endpoint + "/test"] + [body].compactMap { $0 }, in: FileManager.default.temporaryDirectory)
        guard made.isSuccess else { throw CocoaError(.fileReadUnknown, userInfo: ["messages": made.messages]) }
        return try JSONDecoder().decode(Told.self, from: made.output)
    }
}
