internal import Diagnostics
internal import SecretMemory

/// The S3 backend's own rules (rclone 1.75 `backend/s3`).
extension RcloneCheck {
    mutating func checkS3(_ section: RcloneSection) {
        checkCredentials(section)
        checkProvider(section)
        checkEndpoint(section)
        for entry in section.entries where !entry.key.isEqual("type") { checkOption(entry, of: section) }
        checkTogether(section)
    }

    private func named(_ section: RcloneSection) -> String { "[" + section.name.text + "]" }

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
                "RC1010", .error, line: id.line, column: id.column,
                "remote " + named(section) + " has an access_key_id and no secret_access_key",
                fix: "add secret_access_key, or remove both and set env_auth = true")
        case (nil, let key?):
            add(
                "RC1010", .error, line: key.line, column: key.column,
                "remote " + named(section) + " has a secret_access_key and no access_key_id",
                fix: "add access_key_id, or remove both and set env_auth = true")
        case (nil, nil):
            guard !isTrue(inherited("env_auth", by: section)) else { return }
            add(
                "RC1011", .warning, line: section.line,
                "remote " + named(section) + " has no credentials: rclone sends anonymous requests",
                fix: "add access_key_id and secret_access_key, or set env_auth = true")
        case (let id?, let key?):
            for entry in [id, key] where looksMisquoted(entry.value) {
                add(
                    "RC1025", .warning, line: entry.line, column: entry.column,
                    entry.key.text + " of " + named(section) + " has blanks or quotes, which rclone takes as part of the value",
                    fix: "write the value without quotes: rclone needs none")
            }
        }
    }

    private func looksMisquoted(_ value: SecretSlice) -> Bool {
        guard !value.isEmpty else { return false }
        let isQuoted = value.count >= 2 && value[0] == value[value.count - 1] && (value[0] == 0x22 || value[0] == 0x27)
        return isQuoted || value.contains(0x20) || value.contains(0x09)
    }

    private mutating func checkProvider(_ section: RcloneSection) {
        guard let provider = inherited("provider", by: section) else {
            add(
                "RC1012", .warning, line: section.line,
                "remote " + named(section) + " names no provider: rclone guesses how the server is to be asked",
                fix: "add provider = AWS, Ceph, Minio, or what the server is; Other if nothing fits")
            return
        }
        let name = String(decoding: provider.value.bytes, as: UTF8.self)
        guard !S3Options.providers.contains(name) else { return }
        let exact = S3Options.providers.first { $0.lowercased() == name.lowercased() } ?? NearestName.of(name, among: S3Options.providers)
        add(
            "RC1012", .warning, line: provider.line, column: provider.column,
            "remote " + named(section) + " has a provider that rclone 1.75 does not know; it is treated as Other",
            fix: exact.map { "write provider = " + $0 + " (case counts)" } ?? "write provider = Other, or one that rclone knows")
    }

    private mutating func checkEndpoint(_ section: RcloneSection) {
        let provider = inherited("provider", by: section).map { String(decoding: $0.value.bytes, as: UTF8.self) } ?? ""
        guard let endpoint = inherited("endpoint", by: section) else {
            guard !provider.isEmpty, !["AWS", "IDrive"].contains(provider) else { return }
            add(
                "RC1013", .error, line: section.line,
                "remote " + named(section) + " has no endpoint: requests signed with its keys would go to AWS",
                fix: "add endpoint = https://HOST of the server")
            return
        }
        // The rest may hold a password; the scheme does not.
        let text = endpoint.value
        let scheme = String(decoding: text[0..<min(text.count, 8)].bytes, as: UTF8.self)
        let lowered = scheme.lowercased()
        let hasScheme = lowered.hasPrefix("http://") || lowered.hasPrefix("https://")
        let isRead = scheme.hasPrefix("http://") || scheme.hasPrefix("https://")
        let isMisread = lowered.hasPrefix("http") ? !isRead : text.firstRange(of: Array("://".utf8), from: 0) != nil
        if isMisread || text.contains(0x20) || text.contains(0x09) {
            add(
                "RC1014", .error, line: endpoint.line, column: endpoint.column,
                "endpoint of " + named(section) + " is not a URL that rclone can use"
                    + (hasScheme && !isRead ? ": the scheme must be in lower case" : ""),
                fix: "write https://HOST or https://HOST:PORT, in lower case and without blanks")
        } else if lowered.hasPrefix("http://") {
            add(
                "RC1027", .warning, line: endpoint.line, column: endpoint.column,
                "endpoint of " + named(section) + " is plain http: data travels unencrypted",
                fix: "use https:// if the server has it")
        }
    }

    private mutating func checkOption(_ entry: RcloneEntry, of section: RcloneSection) {
        guard !SecretOption.isSecretAsName(entry.key) else { return }
        let name = entry.key.text
        guard let type = S3Options.type(of: name) else {
            let nearest = NearestName.of(name, among: S3Options.names + ["type"])
            add(
                "RC1017", .warning, line: entry.line, column: entry.column,
                name + " of " + named(section) + " is no option of the s3 backend: rclone ignores it",
                fix: nearest.map { "did you mean " + $0 + "?" } ?? "delete it, or look it up in rclone help backend s3")
            return
        }
        // A String is made of switches and numbers only: a text may be a secret, and takes anything.
        guard type != .text, !entry.value.isEmpty else { return }
        let text = String(decoding: entry.value[0..<min(entry.value.count, 64)].bytes, as: UTF8.self)
        guard let wanted = OptionValueRule.violation(of: type, by: text) else { return }
        add(
            "RC1016", .error, line: entry.line, column: entry.column,
            name + " of " + named(section) + " has a value that rclone can't read",
            fix: "write " + wanted)
    }

    private mutating func checkTogether(_ section: RcloneSection) {
        func size(_ key: StaticString) -> (RcloneEntry, Double)? {
            guard let entry = inherited(key, by: section),
                let size = OptionValueRule.size(String(decoding: entry.value.bytes, as: UTF8.self))
            else { return nil }
            return (entry, size)
        }
        let provider = inherited("provider", by: section)
        if let (entry, bytes) = size("copy_cutoff"), bytes < 1 {
            add("RC1015", .error, line: entry.line, column: entry.column, "copy_cutoff of " + named(section) + " is below 1 byte", fix: "write at least copy_cutoff = 1B")
        }
        if let (entry, bytes) = size("chunk_size"), bytes < 5 * 1_048_576 {
            add("RC1015", .error, line: entry.line, column: entry.column, "chunk_size of " + named(section) + " is below 5Mi", fix: "write at least chunk_size = 5Mi")
        }
        if let (entry, bytes) = size("upload_cutoff"), bytes > 5 * 1_073_741_824, !(provider?.value.equals("Rclone") ?? false) {
            add("RC1015", .error, line: entry.line, column: entry.column, "upload_cutoff of " + named(section) + " is above 5Gi", fix: "write at most upload_cutoff = 5Gi")
        }
        if isTrue(inherited("versions", by: section)), let at = inherited("version_at", by: section) {
            add("RC1015", .error, line: at.line, column: at.column, "versions and version_at of " + named(section) + " exclude each other", fix: "remove one of the two")
        }
        if let first = inherited("sse_customer_key", by: section), inherited("sse_customer_key_base64", by: section) != nil {
            add("RC1015", .error, line: first.line, column: first.column, "sse_customer_key and sse_customer_key_base64 of " + named(section) + " exclude each other", fix: "remove one of the two")
        }
        if let entry = inherited("sts_endpoint", by: section) {
            add("RC1026", .error, line: entry.line, column: entry.column, "sts_endpoint of " + named(section) + " is set, which rclone 1.75 always refuses", fix: "remove it")
        }
    }
}
