import CommandDriver
import Foundation

/// A user of a real server's IAM API, or of Ceph's admin operations, for one test.
struct IAMUser: Sendable {
    struct Key: Decodable, Sendable, Equatable {
        let id: String
        let active: Bool
    }

    private struct Pair: Decodable {
        let id: String
        let secret: String
    }

    let name: String
    /// The key that it begins with.
    let first: S3Server.Key
    private let server: S3Server
    private let owner: S3Server.Key

    /// One that the server has had from the beginning.
    init(existing name: String, of server: S3Server) throws {
        (self.name, self.server) = (name, server)
        owner = try server.key(of: "owner")
        first = try server.key(of: name)
    }

    /// - Parameter policy: What it may do; all of S3 and IAM when nil.
    init(of server: S3Server, policy: String? = nil) throws {
        name = "u" + UUID().uuidString.prefix(8).lowercased()
        self.server = server
        owner = try server.key(of: "owner")
        let pair = try Self.ask(Pair.self, server, owner, ["create", name] + [policy].compactMap { $0 })
        first = S3Server.Key(id: pair.id, secret: pair.secret)
    }

    /// What the back end has, in the order of ids.
    var keys: [Key] { get throws { try Self.ask([Key].self, server, owner, ["keys", name]).sorted { $0.id < $1.id } } }

    func addKey() throws -> S3Server.Key {
        let pair = try Self.ask(Pair.self, server, owner, ["key", name])
        return S3Server.Key(id: pair.id, secret: pair.secret)
    }

    func delete(_ id: String) throws { _ = try Self.ask(Bool.self, server, owner, ["delete", name, id]) }

    /// Whether the server itself, without a proxy, accepts a pair.
    func works(_ key: S3Server.Key) throws -> Bool { try Self.ask(Bool.self, server, key, ["works"]) }

    private static func ask<T: Decodable>(_ type: T.Type, _ server: S3Server, _ key: S3Server.Key, _ verb: [String]) throws -> T {
        let answer = try IAMOperator.of(server).answer(to: [key.id, key.secret] + verb)
        return try JSONDecoder().decode(type, from: answer)
    }
}
