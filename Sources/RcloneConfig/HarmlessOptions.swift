/// Options that may stand readable in Git: harmless in every backend that has them, by rclone's registry and by what it
/// misses. Everything else, also whatever nobody knows, is encrypted.
package enum HarmlessOptions {
    /// Sorted names.
    package static let names: [String] = [
        "acl", "bucket_acl", "chunk_size", "copy_cutoff", "description", "directory_markers", "disable_checksum",
        "disable_http2", "encoding", "endpoint", "env_auth", "force_path_style", "list_chunk", "list_version",
        "location_constraint", "max_upload_parts", "no_check_bucket", "no_head", "provider", "region", "requester_pays",
        "server_side_encryption", "sse_customer_algorithm", "storage_class", "type", "upload_concurrency", "upload_cutoff",
        "use_accelerate_endpoint", "use_dual_stack", "use_multipart_etag", "v2_auth",
    ]

    /// The `unencrypted_regex` that keeps these readable, without the names in `excluded`; nil when none is left.
    /// Anchored: sops searches a pattern anywhere in a name, and in the section's name as well.
    package static func unencryptedRegex(excluding excluded: Set<String>) -> String? {
        let kept = names.filter { !excluded.contains($0) }
        return kept.isEmpty ? nil : "^(" + kept.joined(separator: "|") + ")$"
    }
}
