import ArgumentParser

/// Who makes the new key; the words of `--source` and of the journal.
enum KeySource: String, CaseIterable, ExpressibleByArgument, Sendable {
    case aws, iam, seaweedfs, minio, manual, command
    case cephAdmin = "ceph-admin"
    case cephIAM = "ceph-iam"

    /// A person makes keys and takes them away, and rcsops checks.
    var isManual: Bool { self == .manual }

    /// Nothing is asked over the network to make a key.
    var isLocal: Bool { self == .manual || self == .command }

    /// Its actions, as its own documentation names them: what the signer needs the right to do.
    var actions: [String] {
        switch self {
        case .aws: ["iam:ListAccessKeys", "iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed"]
        case .iam, .seaweedfs, .cephIAM: ["iam:ListAccessKeys", "iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:DeleteAccessKey"]
        case .cephAdmin: ["caps users=read", "caps users=write"]
        case .minio: ["admin:CreateServiceAccount", "admin:UpdateServiceAccount", "admin:RemoveServiceAccount"]
        case .manual, .command: []
        }
    }
}
