/// Which back end is asked about keys, and where: from the command line at first, from the journal later.
struct KeyServiceSettings: Sendable {
    var source: KeySource
    /// The back end's own address; nil for the one that the source has by itself.
    var endpoint: String?
    var region: String?
    var partition: String?
    /// The S3 endpoint of the remote, where the back end listens too (SeaweedFS, Ceph, MinIO).
    var storageEndpoint: String
    var storageRegion: String
    /// The client chooses id and secret (`--rgw-explicit-key`).
    var isExplicitPair = false
    var allowsHTTP = false
    /// The remote signs by version 2 (`v2_auth`), as old servers want it.
    var isV2 = false

    /// Where its requests go, as far as it is known without asking anybody.
    var shownEndpoint: String? {
        switch source {
        case .manual, .command: nil
        case .aws: endpoint ?? (partition == "aws-cn" ? "https://iam.cn-north-1.amazonaws.com.cn" : partition == "aws-us-gov" ? "https://iam.us-gov.amazonaws.com" : "https://iam.amazonaws.com")
        case .iam, .seaweedfs, .minio, .cephIAM, .cephAdmin: endpoint ?? storageEndpoint
        }
    }

    init(of pair: HeldPair, source: KeySource, _ wishes: RotationWishes) {
        self.source = source
        endpoint = source == .cephAdmin ? wishes.adminEndpoint : wishes.iamEndpoint
        region = wishes.iamRegion
        partition = source == .aws ? Self.partition(of: pair.region) : nil
        (storageEndpoint, storageRegion) = (pair.endpoint, pair.region)
        isExplicitPair = wishes.isExplicitPair
        allowsHTTP = wishes.signer.allowsHTTP
        isV2 = pair.options.isV2
    }

    /// As a journal has it.
    init(source: KeySource, endpoint: String?, region: String?, partition: String?, storageEndpoint: String, storageRegion: String, allowsHTTP: Bool) {
        (self.source, self.endpoint, self.region, self.partition) = (source, endpoint, region, partition)
        (self.storageEndpoint, self.storageRegion, self.allowsHTTP) = (storageEndpoint, storageRegion, allowsHTTP)
    }

    /// Of the region's prefix (spec of rotation, §1a).
    static func partition(of region: String) -> String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }
}
