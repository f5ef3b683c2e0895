/// Options that may stand readable in Git: harmless in every backend that has them, by rclone's registry and by what it
/// misses. Everything else, also whatever nobody knows, is encrypted.
package enum HarmlessOptions {
    /// Sorted names.
    package static let names: [String] = (backends.keys + ["description", "type"]).sorted()

    /// True when the option is one of the backend's own. In another backend rclone ignores the name, and nobody knows what
    /// was meant to stand there.
    static func isKnown(_ name: String, of backend: String) -> Bool {
        name == "type" || name == "description" || backends[name]?.contains(backend) ?? false
    }

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

    /// The backends of rclone 1.75 that have the option (`rclone config providers`).
    private static let backends: [String: [String]] = [
        "acl": ["s3"],
        "bucket_acl": ["google cloud storage", "s3"],
        "chunk_size": ["azureblob", "azurefiles", "b2", "cache", "chunker", "drime", "drive", "dropbox",
            "filelu", "hidrive", "huaweidrive", "internxt", "onedrive", "opendrive", "oracleobjectstorage",
            "pikpak", "qingstor", "s3", "sftp", "shade", "sharefile", "swift"],
        "copy_cutoff": ["azureblob", "b2", "oracleobjectstorage", "s3"],
        "directory_markers": ["azureblob", "google cloud storage", "s3"],
        "disable_checksum": ["azureblob", "b2", "internetarchive", "oracleobjectstorage", "s3"],
        "disable_http2": ["drive", "s3"],
        "encoding": ["azureblob", "azurefiles", "b2", "box", "cloudinary", "drime", "drive", "dropbox",
            "fichier", "filefabric", "filelu", "filen", "filescom", "ftp", "gofile", "google cloud storage",
            "google photos", "hdfs", "hidrive", "huaweidrive", "iclouddrive", "imagekit", "internetarchive",
            "internxt", "jottacloud", "koofr", "local", "mailru", "mega", "onedrive", "opendrive",
            "oracleobjectstorage", "pcloud", "pikpak", "premiumizeme", "protondrive", "putio", "qingstor",
            "quatrix", "s3", "seafile", "sftp", "shade", "sharefile", "sia", "smb", "sugarsync", "swift",
            "ulozto", "webdav", "yandex", "zoho"],
        "endpoint": ["azureblob", "azurefiles", "b2", "google cloud storage", "hidrive", "imagekit",
            "internetarchive", "koofr", "oracleobjectstorage", "qingstor", "s3", "shade", "sharefile"],
        "env_auth": ["azureblob", "azurefiles", "drive", "google cloud storage", "qingstor", "s3", "swift"],
        "force_path_style": ["s3"],
        "list_chunk": ["azureblob", "box", "drime", "drive", "gofile", "huaweidrive", "onedrive", "s3"],
        "list_version": ["s3"],
        "location_constraint": ["s3"],
        "max_upload_parts": ["oracleobjectstorage", "s3", "shade"],
        "no_check_bucket": ["google cloud storage", "oracleobjectstorage", "s3"],
        "no_head": ["http", "s3"],
        "provider": ["doi", "koofr", "oracleobjectstorage", "s3", "storj", "tardigrade"],
        "region": ["onedrive", "oracleobjectstorage", "s3", "swift", "zoho"],
        "requester_pays": ["s3"],
        "server_side_encryption": ["s3"],
        "sse_customer_algorithm": ["b2", "oracleobjectstorage", "s3"],
        "storage_class": ["google cloud storage", "s3"],
        "upload_concurrency": ["azureblob", "azurefiles", "b2", "drime", "filen", "hidrive", "internxt",
            "oracleobjectstorage", "pikpak", "qingstor", "s3", "shade"],
        "upload_cutoff": ["azureblob", "b2", "box", "drime", "drive", "filelu", "hidrive", "huaweidrive",
            "internxt", "onedrive", "oracleobjectstorage", "pikpak", "qingstor", "s3", "sharefile", "zoho"],
        "use_accelerate_endpoint": ["s3"],
        "use_dual_stack": ["s3"],
        "use_multipart_etag": ["s3"],
        "v2_auth": ["s3"],
    ]
}
