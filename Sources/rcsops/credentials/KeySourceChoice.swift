import ObjectStorage

/// Which service makes the keys of a remote, where nobody said so: its provider and endpoint tell.
enum KeySourceChoice {
    /// What of the command line decides.
    struct Wishes {
        var source: KeySource?
        var iamEndpoint: String?
        var adminEndpoint: String?
        var adminRemote: String?
    }

    static func source(of options: S3Options, remote: String, _ wishes: Wishes) throws(Failure) -> KeySource {
        if let source = wishes.source {
            try check(source, remote, wishes)
            return source
        }
        let provider = options.provider
        switch provider {
        case "SeaweedFS": return .seaweedfs
        case "Minio": return .minio
        case "Ceph":
            // Ordinary users of Ceph have no right to the admin API: another pair signs there.
            if wishes.adminRemote != nil || wishes.adminEndpoint != nil {
                try check(.cephAdmin, remote, wishes)
                return .cephAdmin
            }
            if wishes.iamEndpoint != nil { return .cephIAM }
            throw Failure(
                "RC8503", exit: 64, "[" + remote + "] is of Ceph, where an ordinary user makes no keys",
                fix: "name a remote whose pair has caps users=read,write: --admin-remote NAME; for a user of an account --source ceph-iam")
        case _ where wishes.iamEndpoint != nil: return .iam
        case "AWS" where isAmazons(options.endpoint), "Other" where options.endpoint == nil: return .aws
        default:
            throw Failure(
                "RC8503", exit: 64, "[" + remote + "] is of " + provider + ", whose keys rcsops can't make by itself",
                fix: ProviderAdvice.text(provider, endpoint: options.endpoint))
        }
    }

    private static func check(_ source: KeySource, _ remote: String, _ wishes: Wishes) throws(Failure) {
        if source == .cephAdmin, wishes.adminRemote == nil {
            throw Failure(
                "RC8503", exit: 64, "--source ceph-admin signs with a pair of its own, and none is named for [" + remote + "]",
                fix: "name the remote that has it: --admin-remote NAME")
        }
        if source == .iam, wishes.iamEndpoint == nil {
            throw Failure("RC8503", exit: 64, "--source iam asks an endpoint that nobody named", fix: "name it: --iam-endpoint https://iam.example.com")
        }
    }

    private static func isAmazons(_ endpoint: String?) -> Bool {
        guard let endpoint else { return true }
        let host = ProviderAdvice.host(of: endpoint)
        return AWSPartition.domains.contains { host == $0 || host.hasSuffix("." + $0) }
    }
}
