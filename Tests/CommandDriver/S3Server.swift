internal import Foundation

/// A real S3 server on loopback, with users and buckets, that tests share: it starts when the first of them wants it, and ends
/// with the test process.
package final class S3Server: Sendable {
    package enum Kind: String, Sendable, CaseIterable { case seaweedfs, moto, radosgw, seaweedfsReadOnly = "seaweedfs-read-only" }

    /// An access key and its secret.
    package struct Key: Sendable {
        package var id: String
        package var secret: String

        package init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    package let kind: Kind
    /// `http://127.0.0.1:PORT`
    package let endpoint: String
    private let keys: [String: Key]
    private let server: LoopbackServer

    private static let seaweedfs = Result { try S3Server(.seaweedfs) }
    private static let seaweedfsReadOnly = Result { try S3Server(.seaweedfsReadOnly) }
    private static let moto = Result { try S3Server(.moto) }
    private static let radosgw = Result { try S3Server(.radosgw) }

    /// The one that all tests share.
    package static func shared(_ kind: Kind) throws -> S3Server {
        switch kind {
        case .seaweedfs: try seaweedfs.get()
        case .seaweedfsReadOnly: try seaweedfsReadOnly.get()
        case .moto: try moto.get()
        case .radosgw: try radosgw.get()
        }
    }

    /// Debian's packages of Ceph are large: whoever wants those tests installs them.
    package static let isCephHere = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0)
    }

    /// What `Tests/Peers/s3-server.py` prints when the server is ready.
    private struct Ready: Decodable {
        let endpoint: String
        let keys: [String: [String]]
    }

    private init(_ kind: Kind) throws {
        let bin = Program.peer("weed").deletingLastPathComponent()
        server = try LoopbackServer(
            Program.peer("python-with-pyrage"), [Program.testPeer("s3-server.py").path, kind.rawValue], environment: ["S3_SERVER_BIN": bin.path])
        let ready = try server.told(Ready.self)
        self.kind = kind
        endpoint = ready.endpoint
        keys = ready.keys.mapValues { Key(id: $0[0], secret: $0[1]) }
    }

    /// A user's key: owner, stranger, reader, lister, getter, writer, rotator1 to rotator8, and of radosgw suspended.
    package func key(of user: String) throws -> Key {
        guard let key = keys[user] else { throw CocoaError(.keyValueValidation, userInfo: ["user": user]) }
        return key
    }

    package var provider: String {
        switch kind {
        case .seaweedfs, .seaweedfsReadOnly: "SeaweedFS"
        case .moto: "Other"
        case .radosgw: "Ceph"
        }
    }

    /// A remote of an rclone.conf.
    package func remote(_ name: String, _ key: Key, more: [String] = []) -> String {
        ([
            "[\(name)]", "type = s3", "provider = \(provider)", "endpoint = \(endpoint)", "access_key_id = \(key.id)",
            "secret_access_key = \(key.secret)", "no_check_bucket = true",
        ] + more).joined(separator: "\n") + "\n\n"
    }
}
