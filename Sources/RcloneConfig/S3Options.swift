/// The S3 backend of rclone 1.75: its options by type, and its providers (`rclone config providers`, `backend/s3`).
enum S3Options {
    /// How rclone reads an option's text.
    enum ValueType: Sendable { case text, boolean, tristate, integer, size }

    private static let byType: [ValueType: [String]] = [
        .text: [
            "access_key_id", "acl", "bucket_acl", "description", "download_url", "encoding", "endpoint",
            "ibm_api_key", "ibm_iam_endpoint", "ibm_resource_instance_id", "location_constraint",
            "memory_pool_flush_time", "object_lock_legal_hold_status", "object_lock_mode",
            "object_lock_retain_until_date", "profile", "provider", "region", "role_arn", "role_external_id",
            "role_session_duration", "role_session_name", "sdk_log_mode", "secret_access_key",
            "server_side_encryption", "session_token", "shared_credentials_file", "sse_customer_algorithm",
            "sse_customer_key", "sse_customer_key_base64", "sse_customer_key_md5", "sse_kms_key_id",
            "storage_class", "sts_endpoint", "version_at",
        ],
        .boolean: [
            "bucket_object_lock_enabled", "bypass_governance_retention", "decompress", "directory_bucket",
            "directory_markers", "disable_checksum", "disable_http2", "env_auth", "force_path_style",
            "leave_parts_on_error", "memory_pool_use_mmap", "no_check_bucket", "no_head", "no_head_object",
            "no_system_metadata", "object_lock_set_after_upload", "requester_pays", "use_accelerate_endpoint",
            "use_arn_region", "use_dual_stack", "use_presigned_request", "v2_auth", "version_deleted", "versions",
        ],
        .size: [
            "chunk_size", "copy_cutoff", "upload_cutoff",
        ],
        .integer: [
            "list_chunk", "list_version", "max_upload_parts", "upload_concurrency",
        ],
        .tristate: [
            "list_url_encode", "list_versions_oldest_first", "might_gzip", "object_lock_supported",
            "sign_accept_encoding", "use_accept_encoding_gzip", "use_already_exists",
            "use_data_integrity_protections", "use_multipart_etag", "use_multipart_uploads", "use_unsigned_payload",
            "use_x_id",
        ],
    ]

    /// The type of a known option; nil for a name that rclone would ignore.
    static func type(of name: String) -> ValueType? { types[name] }

    private static let types: [String: ValueType] = {
        var types: [String: ValueType] = [:]
        for (type, names) in byType { for name in names { types[name] = type } }
        return types
    }()

    /// All names.
    static let names: [String] = byType.values.flatMap { $0 }.sorted()

    /// Options that rclone's registry calls sensitive.
    static let sensitive: [String] = [
        "access_key_id", "secret_access_key", "session_token", "sse_customer_key", "sse_customer_key_base64",
        "sse_customer_key_md5", "sse_kms_key_id",
    ]

    /// The names by which rclone finds a provider; case counts, and `US3` is found as `us3` only.
    static let providers: [String] = [
        "AWS", "Alibaba", "ArvanCloud", "BizflyCloud", "Ceph", "ChinaMobile", "Cloudflare", "Cubbit",
        "DigitalOcean", "Dreamhost", "Exaba", "Fastly", "FileLu", "FlashBlade", "GCS", "HCP", "Hetzner",
        "HuaweiOBS", "IBMCOS", "IDrive", "ImpossibleCloud", "Intercolo", "IONOS", "Leviia", "Liara", "Linode",
        "LyveCloud", "Magalu", "Mega", "Minio", "Netease", "Outscale", "OVHcloud", "Petabox", "Qiniu", "Rabata",
        "RackCorp", "Rclone", "Scaleway", "Scality", "SeaweedFS", "Selectel", "Servercore", "SpectraLogic", "Storj",
        "Synology", "TencentCOS", "us3", "Wasabi", "Zadara", "Zata", "ZeroServices", "Other",
    ]
}
