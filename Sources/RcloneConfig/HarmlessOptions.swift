/// Options that may stand readable in Git: harmless in every backend that has them, by rclone's registry and by what it
/// misses. Everything else, also whatever nobody knows, is encrypted.
package enum HarmlessOptions {
    /// Sorted names. No backend of the registry has one of them for a secret; the tests show it.
    package static let names: [String] = [
        "acl", "bucket_acl", "chunk_size", "copy_cutoff", "description", "directory_markers", "disable_checksum",
        "disable_http2", "encoding", "endpoint", "env_auth", "force_path_style", "list_chunk", "list_version",
        "location_constraint", "max_upload_parts", "no_check_bucket", "no_head", "provider", "region", "requester_pays",
        "server_side_encryption", "sse_customer_algorithm", "storage_class", "type", "upload_concurrency", "upload_cutoff",
        "use_accelerate_endpoint", "use_dual_stack", "use_multipart_etag", "v2_auth",
    ]

    /// True when the option is one of the backend's own. In another backend rclone ignores the name, and nobody knows what
    /// was meant to stand there.
    static func isKnown(_ name: String, of backend: Backend) -> Bool {
        name == "type" || (namesSet.contains(name) && backend.option(name) != nil)
    }

    private static let namesSet = Set(names)

    /// True when a value has only the letters that values of these options have: no mark of a user, a query, a connection
    /// string or JSON.
    static func isPlain(_ value: UnsafeRawBufferPointer) -> Bool {
        value.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
            default: marks.contains(byte)
            }
        }
    }

    private static let marks = Array(" -_.:/,+[]()'!;".utf8)

    /// The `unencrypted_regex` that keeps these readable, without the names in `excluded`; nil when none is left.
    /// Anchored: sops searches a pattern anywhere in a name, and in the section's name as well.
    package static func unencryptedRegex(excluding excluded: Set<String>) -> String? {
        let kept = names.filter { !excluded.contains($0) }
        return kept.isEmpty ? nil : "^(" + kept.joined(separator: "|") + ")$"
    }
}
