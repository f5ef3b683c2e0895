internal import AWSSigning
internal import RcloneConfig
internal import SecretMemory

/// The pairs of an rclone.conf, as rclone reads them, and why a remote's is not to be rotated (§2.4).
struct PairReading {
    /// A remote of the type s3 with a key id.
    struct Remote {
        let name: ConfigName
        let id: SecretSlice
        let secret: SecretSlice
        let place: String
        /// Nil: rclone takes both from this section's own lines, and they are all that it needs.
        let refusal: String?
    }

    private let reading: RcloneReading
    private let effective: EffectiveReading

    init(_ document: RcloneDocument, in arena: SecretArena) {
        reading = document.reading
        effective = EffectiveReading(of: reading, in: arena)
    }

    /// Remotes that wrap another hold no pair, and are none of these.
    var remotes: [Remote] {
        reading.sections.compactMap { section in
            guard effective.backend(of: section.name) == "s3", let id = value("access_key_id", of: section.name), !id.isEmpty else { return nil }
            return remote(section.name, id)
        }
    }

    enum Search {
        case found(Remote)
        case missing
        case refused(String)
    }

    func remote(named text: String) -> Search {
        let name = ConfigName(text)
        guard reading[name] != nil else { return .missing }
        guard effective.backend(of: name) == "s3" else { return .refused("the remote is not of the type s3") }
        guard let id = value("access_key_id", of: name), !id.isEmpty else {
            return .refused(withoutPair(name) ?? "the remote has no access_key_id")
        }
        let remote = remote(name, id)
        return remote.refusal.map { .refused($0) } ?? .found(remote)
    }

    private func remote(_ name: ConfigName, _ id: SecretSlice) -> Remote {
        let secret = value("secret_access_key", of: name)
        var refusal = withoutPair(name)
        if refusal == nil, secret?.isEmpty ?? true { refusal = "the remote has no secret_access_key" }
        for key in ["access_key_id", "secret_access_key"] where refusal == nil {
            guard let own = reading[name]?[ConfigName(key)]?.value, let read = value(key, of: name) else {
                refusal = key + " comes from the section that this one inherits from: rotate that one"
                continue
            }
            if !own.equals(read) { refusal = key + " is made of references: write it out" }
        }
        if refusal == nil, AccessKeyID.fault(in: id.bytes) != nil || !id.isValidUTF8 { refusal = "access_key_id can't be a key's" }
        return Remote(name: name, id: id, secret: secret ?? id[0..<0], place: place(of: name), refusal: refusal)
    }

    /// A pair that is not, or not alone, what rclone signs with.
    private func withoutPair(_ name: ConfigName) -> String? {
        if let flag = value("env_auth", of: name), isTrue(flag) { return "env_auth is true: rclone takes no pair from the file" }
        for (key, reason) in [
            ("session_token", "session_token makes it a temporary pair, which ends by itself"),
            ("profile", "profile has rclone take the pair from another file"),
            ("role_arn", "role_arn has rclone take on a role"),
        ] {
            if let value = value(key, of: name), !value.isEmpty { return reason }
        }
        return nil
    }

    // Go's strconv.ParseBool.
    private func isTrue(_ value: SecretSlice) -> Bool {
        ["1", "t", "T", "TRUE", "true", "True"].contains(String(decoding: value.bytes.prefix(8), as: UTF8.self))
    }

    private func value(_ key: String, of name: ConfigName) -> SecretSlice? { (try? effective.value(ConfigName(key), of: name)) ?? nil }

    /// Which service a remote's key belongs to: an equal id at another endpoint may be another key, if its secret is another too. All of AWS'
    /// endpoints of one partition are one.
    private func place(of name: ConfigName) -> String {
        func text(_ key: String) -> String { value(key, of: name).map { String(decoding: $0.bytes, as: UTF8.self).lowercased() } ?? "" }
        var endpoint = text("endpoint")
        for scheme in ["https://", "http://"] where endpoint.hasPrefix(scheme) { endpoint.removeFirst(scheme.utf8.count) }
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        let provider = text("provider"), region = text("region")
        guard !endpoint.isEmpty else {
            if provider.isEmpty || provider == "aws" { return region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws" }
            return provider + " " + region
        }
        let host = endpoint.split(separator: ":").first.map(String.init) ?? endpoint
        if host.hasSuffix(".amazonaws.com.cn") { return "aws-cn" }
        if host.hasSuffix(".amazonaws.com") { return host.contains("us-gov-") ? "aws-us-gov" : "aws" }
        for port in [":443", ":80"] where endpoint.hasSuffix(port) { endpoint.removeLast(port.utf8.count) }
        return endpoint
    }
}
