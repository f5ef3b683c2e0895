import CommandDriver

/// One way in which a remote is right or wrong, and what the probe must say of it on each server.
struct FaultCase: Sendable {
    /// What the probe is to be asked for beside the bucket.
    enum Question: String, Sendable, CaseIterable {
        case plain, explain, dry, source

        var arguments: [String] {
            switch self {
            case .plain: []
            case .explain: ["--explain"]
            case .dry: ["--check-write=dry"]
            case .source: ["--as", "source"]
            }
        }
    }

    /// What a server makes of it: the diagnosis, and whether rclone lists; nil where the server can't play the case.
    struct Expected: Sendable {
        let diagnosis: String
        let rcloneLists: Bool

        static func works(_ diagnosis: String = "ok") -> Expected { Expected(diagnosis: diagnosis, rcloneLists: true) }
        static func fails(_ diagnosis: String) -> Expected { Expected(diagnosis: diagnosis, rcloneLists: false) }
    }

    let name: String
    var user = "owner"
    var changesKey: @Sendable (inout S3Server.Key) -> Void = { _ in }
    var bucket: String? = "bkt"
    var options: [String] = []
    var question = Question.plain
    /// A remote without keys.
    var isAnonymous = false
    /// How far the probe's clock is off, as faketime takes it. rclone, which keeps to the system's own clock, is not asked then.
    var clock: String?
    let expected: [S3Server.Kind: Expected]

    init(
        _ name: String, user: String = "owner", bucket: String? = "bkt", options: [String] = [], question: Question = .plain, isAnonymous: Bool = false,
        clock: String? = nil, radosgw: Expected?, seaweedfs: Expected?, moto: Expected?, changesKey: @escaping @Sendable (inout S3Server.Key) -> Void = { _ in }
    ) {
        self.name = name
        self.user = user
        self.bucket = bucket
        self.options = options
        self.question = question
        self.isAnonymous = isAnonymous
        self.clock = clock
        self.changesKey = changesKey
        var expected: [S3Server.Kind: Expected] = [:]
        (expected[.radosgw], expected[.seaweedfs], expected[.moto]) = (radosgw, seaweedfs, moto)
        self.expected = expected
    }

    init(
        _ name: String, user: String = "owner", bucket: String? = "bkt", options: [String] = [], question: Question = .plain, isAnonymous: Bool = false,
        clock: String? = nil, everywhere expected: Expected, changesKey: @escaping @Sendable (inout S3Server.Key) -> Void = { _ in }
    ) {
        self.init(
            name, user: user, bucket: bucket, options: options, question: question, isAnonymous: isAnonymous, clock: clock, radosgw: expected,
            seaweedfs: expected, moto: expected, changesKey: changesKey)
    }

    static func spoilSecret(_ key: inout S3Server.Key) { key.secret = String(key.secret.dropLast()) + (key.secret.hasSuffix("Q") ? "R" : "Q") }

    static func spoilID(_ key: inout S3Server.Key) { key.id = String(key.id.dropLast(4)) + "QQQQ" }
}
