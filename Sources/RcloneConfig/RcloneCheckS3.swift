internal import Diagnostics
internal import SecretMemory

/// The S3 backend's own rules (rclone 1.75 `backend/s3`).
extension RcloneCheck {
    mutating func checkS3(_ section: RcloneSection) {
        checkCredentials(section)
        checkProvider(section)
        checkEndpoint(section)
        checkAccessKey(section)
        checkTogether(section)
    }

    private func isTrue(_ entry: RcloneEntry?) -> Bool {
        guard let entry else { return false }
        return ["1", "t", "T", "TRUE", "true", "True"].contains(String(decoding: entry.value.bytes, as: UTF8.self))
    }

    private mutating func checkCredentials(_ section: RcloneSection) {
        let id = inherited("access_key_id", by: section)
        let key = inherited("secret_access_key", by: section)
        switch (id, key) {
        case (let id?, nil):
            add(
                .halfKeyPair, .error, line: id.line, column: id.column,
                "remote " + named(section) + " has an access_key_id and no secret_access_key",
                fix: "add secret_access_key, or remove both and set env_auth = true")
        case (nil, let key?):
            add(
                .halfKeyPair, .error, line: key.line, column: key.column,
                "remote " + named(section) + " has a secret_access_key and no access_key_id",
                fix: "add access_key_id, or remove both and set env_auth = true")
        case (nil, nil):
            guard !isTrue(inherited("env_auth", by: section)) else { return }
            add(
                .noCredentials, .warning, line: section.line,
                "remote " + named(section) + " has no credentials: rclone sends anonymous requests",
                fix: "add access_key_id and secret_access_key, or set env_auth = true")
        case (let id?, let key?):
            for entry in [id, key] where hasBlanks(entry.value) {
                add(
                    .misquotedValue, .warning, line: entry.line, column: entry.column,
                    entry.key.text + " of " + named(section) + " has blanks, which rclone takes as part of the value",
                    fix: "write the value without them: no access key has any")
            }
            guard isTrue(inherited("env_auth", by: section)), let entry = inherited("env_auth", by: section) else { return }
            add(
                .ignoredCredentials, .warning, at: entry, named(section) + " has env_auth = true and keys of its own: rclone uses the keys",
                fix: "remove env_auth, or the two keys")
        }
    }

    private func hasBlanks(_ value: SecretSlice) -> Bool {
        !isHidden(value) && (value.contains(0x20) || value.contains(0x09))
    }

    /// The ids that AWS gives: 20 letters and digits, AKIA for a user's and ASIA for one that comes with a session token.
    private mutating func checkAccessKey(_ section: RcloneSection) {
        if let token = inherited("session_token", by: section), isTrue(inherited("v2_auth", by: section)) {
            add(
                .sessionToken, .warning, at: token, named(section) + " has a session_token and v2_auth = true, whose signatures can't carry one",
                fix: "remove v2_auth, or use a key that needs no session token")
        }
        guard let id = inherited("access_key_id", by: section), !isHidden(id.value), !isPlaceholder(id),
            let provider = inherited("provider", by: section), provider.value.equals("AWS"),
            inherited("endpoint", by: section).map({ $0.value.firstRange(of: Array("amazonaws.com".utf8), from: 0) != nil }) ?? true
        else { return }
        let isTemporary = id.value.withBytes { $0.starts(with: "ASIA".utf8) }
        let isShaped = id.value.count == 20 && (isTemporary || id.value.withBytes { $0.starts(with: "AKIA".utf8) })
            && id.value.withBytes { $0.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) } }
        if !isShaped {
            add(
                .accessKeyShape, .warning, at: id, "access_key_id of " + named(section) + " is no id as AWS gives them",
                fix: "copy all 20 characters, beginning with AKIA or ASIA; name another provider if the server is not AWS")
        } else if isTemporary, inherited("session_token", by: section) == nil {
            add(
                .sessionToken, .warning, at: id, "access_key_id of " + named(section) + " is a temporary one, and there is no session_token",
                fix: "add the session_token that came with it, or use a key that begins with AKIA")
        }
    }

    // The registry says US3; rclone finds that provider by the name of its file, us3.yaml (rclone 1.75 `backend/s3/providers.go`).
    private static let providers = (BackendRegistry.backend(ofType: "s3")?.option("provider")?.choices ?? []).map { $0 == "US3" ? "us3" : $0 }

    private mutating func checkProvider(_ section: RcloneSection) {
        guard let provider = inherited("provider", by: section) else {
            add(
                .unknownProvider, .warning, line: section.line,
                "remote " + named(section) + " names no provider: rclone guesses how the server is to be asked",
                fix: "add provider = AWS, Ceph, Minio, or what the server is; Other if nothing fits")
            return
        }
        guard !isHidden(provider.value) else { return }
        let name = String(decoding: provider.value[0..<min(provider.value.count, 64)].bytes, as: UTF8.self)
        let providers = Self.providers
        guard !providers.contains(name) else { return }
        let exact = providers.first { $0.lowercased() == name.lowercased() } ?? NearestName.of(name, among: providers)
        add(
            .unknownProvider, .warning, line: provider.line, column: provider.column,
            "remote " + named(section) + " has a provider that rclone 1.75 does not know; it is treated as Other",
            fix: exact.map { "write provider = " + $0 + " (case counts)" } ?? "write provider = Other, or one that rclone knows")
    }

    private mutating func checkEndpoint(_ section: RcloneSection) {
        let provider = inherited("provider", by: section).map { String(decoding: $0.value.bytes, as: UTF8.self) } ?? ""
        guard let endpoint = inherited("endpoint", by: section) else {
            guard !provider.isEmpty, !["AWS", "IDrive"].contains(provider) else { return }
            add(
                .endpointMissing, .error, line: section.line,
                "remote " + named(section) + " has no endpoint: requests signed with its keys would go to AWS",
                fix: "add endpoint = https://HOST of the server")
            return
        }
        guard !isHidden(endpoint.value) else { return }
        // The rest may hold a password; the scheme does not.
        let text = endpoint.value
        let scheme = String(decoding: text[0..<min(text.count, 8)].bytes, as: UTF8.self)
        let lowered = scheme.lowercased()
        let hasScheme = lowered.hasPrefix("http://") || lowered.hasPrefix("https://")
        let isRead = scheme.hasPrefix("http://") || scheme.hasPrefix("https://")
        let isMisread = lowered.hasPrefix("http") ? !isRead : text.firstRange(of: Array("://".utf8), from: 0) != nil
        if isMisread || text.contains(0x20) || text.contains(0x09) {
            add(
                .unusableEndpoint, .error, line: endpoint.line, column: endpoint.column,
                "endpoint of " + named(section) + " is not a URL that rclone can use"
                    + (hasScheme && !isRead ? ": the scheme must be in lower case" : ""),
                fix: "write https://HOST or https://HOST:PORT, in lower case and without blanks")
        } else if lowered.hasPrefix("http://") {
            add(
                .plainHTTP, .warning, line: endpoint.line, column: endpoint.column,
                "endpoint of " + named(section) + " is plain http: data travels unencrypted",
                fix: "use https:// if the server has it")
        }
        if !isMisread { checkHost(endpoint, of: section) }
    }

    private mutating func checkHost(_ endpoint: RcloneEntry, of section: RcloneSection) {
        let text = endpoint.value
        let scheme = text.firstRange(of: Array("://".utf8), from: 0)
        if scheme == nil {
            add(
                .endpointWithoutScheme, .note, at: endpoint, "endpoint of " + named(section) + " has no scheme: rclone puts https:// before it",
                fix: "write https://HOST, or http://HOST if the server has no TLS")
        }
        let rest = scheme.map { text[($0 + 3)..<text.count] } ?? text
        let slash = rest.first(UInt8(ascii: "/")) ?? rest.count
        let holdsBucket = rest[0..<slash].withBytes { host in
            let host = String(decoding: host.prefix(256), as: UTF8.self)
            let isOfStorage = Self.storageDomains.contains { host.hasSuffix($0) } && !host.contains("vpce")
            return isOfStorage && (host.contains(".s3.") || host.contains(".s3-")) && !host.hasPrefix("s3")
        }
        guard holdsBucket || rest.count - slash > 1 else { return }
        add(
            .endpointWithPath, .warning, at: endpoint,
            "endpoint of " + named(section) + (holdsBucket ? " begins with a bucket" : " has a path") + ", and rclone adds the bucket to it",
            fix: "write https://HOST alone; the bucket belongs to the path, as in " + section.name.text + ":BUCKET")
    }

    private static let storageDomains = [".amazonaws.com", ".wasabisys.com", ".backblazeb2.com", ".scw.cloud"]

    private mutating func checkTogether(_ section: RcloneSection) {
        func size(_ key: StaticString) -> (RcloneEntry, Double)? {
            guard let entry = inherited(key, by: section),
                let size = OptionValueRule.size(String(decoding: entry.value.bytes, as: UTF8.self))
            else { return nil }
            return (entry, size)
        }
        let provider = inherited("provider", by: section)
        if let (entry, bytes) = size("copy_cutoff"), bytes < 1 {
            add(.conflictingOptions, .error, line: entry.line, column: entry.column, "copy_cutoff of " + named(section) + " is below 1 byte", fix: "write at least copy_cutoff = 1B")
        }
        if let (entry, bytes) = size("chunk_size"), bytes < 5 * 1_048_576 {
            add(.conflictingOptions, .error, line: entry.line, column: entry.column, "chunk_size of " + named(section) + " is below 5Mi", fix: "write at least chunk_size = 5Mi")
        }
        if let (entry, bytes) = size("upload_cutoff"), bytes > 5 * 1_073_741_824, !(provider?.value.equals("Rclone") ?? false) {
            add(.conflictingOptions, .error, line: entry.line, column: entry.column, "upload_cutoff of " + named(section) + " is above 5Gi", fix: "write at most upload_cutoff = 5Gi")
        }
        if isTrue(inherited("versions", by: section)), let at = inherited("version_at", by: section) {
            add(.conflictingOptions, .error, line: at.line, column: at.column, "versions and version_at of " + named(section) + " exclude each other", fix: "remove one of the two")
        }
        if let first = inherited("sse_customer_key", by: section), inherited("sse_customer_key_base64", by: section) != nil {
            add(.conflictingOptions, .error, line: first.line, column: first.column, "sse_customer_key and sse_customer_key_base64 of " + named(section) + " exclude each other", fix: "remove one of the two")
        }
        if let entry = inherited("sts_endpoint", by: section) {
            add(.refusedOption, .error, line: entry.line, column: entry.column, "sts_endpoint of " + named(section) + " is set, which rclone 1.75 always refuses", fix: "remove it")
        }
    }
}
