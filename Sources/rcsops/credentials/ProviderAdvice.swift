/// How the keys of services are made that rcsops has no back end for, by name (spec of rotation, §1d).
enum ProviderAdvice {
    /// Hosts by which a service is known where the remote's provider is another word, often `Other`.
    private static let hosts: [(suffix: String, provider: String)] = [
        ("r2.cloudflarestorage.com", "Cloudflare"), ("digitaloceanspaces.com", "DigitalOcean"), ("backblazeb2.com", "BackBlaze"),
        ("storage.googleapis.com", "GCS"), ("appdomain.cloud", "IBMCOS"), ("scw.cloud", "Scaleway"), ("wasabisys.com", "Wasabi"),
        ("ovh.net", "OVHcloud"), ("ovh.us", "OVHcloud"), ("linodeobjects.com", "Linode"), ("oraclecloud.com", "Oracle"), ("aliyuncs.com", "Alibaba"),
        ("myqcloud.com", "TencentCOS"), ("myhuaweicloud.com", "HuaweiOBS"), ("storjshare.io", "Storj"),
    ]

    static func text(_ provider: String, endpoint: String?) -> String {
        let known = endpoint.flatMap { endpoint in
            let host = host(of: endpoint)
            return hosts.first { host == $0.suffix || host.hasSuffix("." + $0.suffix) }?.provider
        }
        let way = way(provider) ?? known.flatMap(way)
        return (way ?? unknown)
            + "; then run the same with --source manual, which asks for the new pair, or --source command with a program that makes keys"
            + (way == nil ? "; where the service has an IAM API as AWS has it, --iam-endpoint URL names that, and rcsops makes the key" : "")
    }

    /// Nil for one that nobody here has heard of.
    private static func way(_ provider: String) -> String? {
        switch provider {
        case "Cloudflare": "make an R2 API token in the dashboard: its id is the access key, the SHA-256 of its value in hex the secret"
        case "Wasabi": "Wasabi has an API as AWS has it: --iam-endpoint https://iam.wasabisys.com --iam-region us-east-1; or make a key in the console"
        case "DigitalOcean": "make a Spaces key in the control panel, with the grants of the old one"
        case "BackBlaze", "Backblaze": "make an application key in the web UI or by b2 key create, with the capabilities of the old one"
        case "GCS": "make an HMAC key: gcloud storage hmac create SERVICE_ACCOUNT; it deletes only keys that were deactivated"
        case "IBMCOS": "make a service credential with HMAC: ibmcloud resource service-key-create NAME --parameters '{\"HMAC\":true}'"
        case "Scaleway": "make an API key in the console, or by scw iam api-key create"
        case "OVHcloud": "make S3 credentials for the user in the control panel"
        case "Linode": "make an access key in the cloud manager: Object Storage, Access Keys"
        case "Oracle": "make a Customer Secret Key for the user: oci iam customer-secret-key create; a user has two at most"
        case "Alibaba": "make an AccessKey for the RAM user in the console"
        case "TencentCOS": "make an API key in the console of CAM"
        case "HuaweiOBS": "make an access key under My Credentials"
        case "Storj": "make S3 credentials: uplink share --register, or in the console"
        case "StorageGRID": storageGRID
        case "NetApp", "ONTAP": "of StorageGRID " + storageGRID + "; ONTAP " + ontap
        case "Dell", "ECS": ecs
        case "IDrive", "Outscale", "Hetzner", "LyveCloud", "Petabox", "Selectel", "ArvanCloud", "Leviia", "Liara", "Magalu", "Synology":
            "make a second key in its console"
        default: nil
        }
    }

    private static let storageGRID = "make a second access key in the tenant manager: STORAGE (S3), My access keys"
    private static let ontap = "replaces the pair at once when it makes keys anew: make a second user with the same rights, and give that one's pair"
    private static let ecs = "ECS keeps the id and has two secrets a user: make the second one, and give it with --same-id"

    /// Endpoints of one's own name tell nothing of what stands there.
    private static let unknown = "make a second key as your provider has it (NetApp StorageGRID: in the tenant manager; ONTAP " + ontap + "; Dell " + ecs + ")"

    static func host(of endpoint: String) -> Substring {
        (endpoint.split(separator: "/", omittingEmptySubsequences: true).first { !$0.hasSuffix(":") } ?? "").prefix { $0 != ":" }
    }
}
