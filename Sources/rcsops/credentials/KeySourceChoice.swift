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
            throw Failure("RC8503", exit: 64, "[" + remote + "] is of " + provider + ", whose keys rcsops can't make by itself", fix: advice(provider))
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
        let host = endpoint.split(separator: "/", omittingEmptySubsequences: true).first { !$0.hasSuffix(":") } ?? ""
        return AWSPartition.domains.contains { host == $0 || host.hasSuffix("." + $0) }
    }

    /// How the keys of the other providers are made, by name (spec of rotation, §1d).
    static func advice(_ provider: String) -> String {
        let way = switch provider {
        case "Cloudflare": "make an R2 API token in the dashboard: its id is the access key, the SHA-256 of its value in hex the secret"
        case "Wasabi": "Wasabi has an API as AWS has it: --iam-endpoint https://iam.wasabisys.com --iam-region us-east-1; or make a key in the console"
        case "DigitalOcean": "make a Spaces key in the control panel, with the grants of the old one"
        case "BackBlaze", "Backblaze": "make an application key in the web UI or by b2 key create, with the capabilities of the old one"
        case "GCS": "make an HMAC key: gcloud storage hmac create SERVICE_ACCOUNT"
        case "IBMCOS": "make a service credential with HMAC: ibmcloud resource service-key-create NAME --parameters '{\"HMAC\":true}'"
        case "Scaleway": "make an API key in the console, or by scw iam api-key create"
        case "OVHcloud": "make S3 credentials for the user in the control panel"
        case "Linode": "make an access key in the cloud manager: Object Storage, Access Keys"
        case "Alibaba": "make an AccessKey for the RAM user in the console"
        case "TencentCOS": "make an API key in the console of CAM"
        case "HuaweiOBS": "make an access key under My Credentials"
        case "Storj": "make S3 credentials: uplink share --register, or in the console"
        case "IDrive", "Outscale", "Hetzner", "LyveCloud", "Petabox", "Selectel", "ArvanCloud", "Leviia", "Liara", "Magalu", "Synology":
            "make a second key in its console"
        default: "make a second key as your provider has it"
        }
        return way + "; then run the same with --source manual, which asks for the new pair, or --source command with a program that makes keys"
    }
}
