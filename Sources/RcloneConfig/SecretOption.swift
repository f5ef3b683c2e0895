package import SecretMemory

/// Whether a value must not be read by everybody who reads the repository. Fails closed: what is not known to be
/// harmless is secret.
package enum SecretOption {
    /// How a value is judged; the same for an option in all remotes of a backend.
    package enum Judgement: Sendable {
        case secret, harmless
        /// Secret when it holds more than ``HarmlessOptions/isPlain(_:)`` allows.
        case plainOnly
        /// As ``plainOnly``, and secret where the text gives itself away.
        case freeText
    }

    /// `backend` is the remote's `type`, nil when it has none.
    package static func isSecret(backend: String?, key: ConfigName, value: SecretSlice) -> Bool {
        isSecret(value, by: judgement(backend: backend, key: key))
    }

    static func isSecret(_ value: SecretSlice, by judgement: Judgement) -> Bool {
        if value.isEmpty { return false }
        return switch judgement {
        case .secret: true
        case .harmless: false
        case .plainOnly: value.withBytes { !HarmlessOptions.isPlain($0) }
        case .freeText: isSecretText(value) || value.withBytes { !HarmlessOptions.isPlain($0) }
        }
    }

    static func judgement(backend: String?, key: ConfigName) -> Judgement {
        if key.isEqual("type") { return .plainOnly }
        let name = key.text
        guard let backend = backend.flatMap({ BackendRegistry.backend(ofType: $0) }) else { return .secret }
        if HarmlessOptions.isKnown(name, of: backend) { return .plainOnly }
        if isSecretByName(name, of: backend) { return .secret }
        return backend.option(name)?.type.isFreeText ?? false ? .freeText : .harmless
    }

    /// Whether the registry, what it misses, or the value's form says so; for a document that somebody else's rule made.
    /// Where no `type` is known, an option counts that is secret in any backend.
    package static func isKnownSecret(backend: String?, key: ConfigName, value: SecretSlice) -> Bool {
        if value.isEmpty || key.isEqual("type") { return false }
        if isSecretText(value) || holdsSecretParameter(value, of: key, backend: backend) { return true }
        return isKnownSecret(backend: backend, key: key)
    }

    private static func isKnownSecret(backend: String?, key: ConfigName) -> Bool {
        let name = key.text
        if let backend = backend.flatMap({ BackendRegistry.backend(ofType: $0) }) { return isSecretByName(name, of: backend) }
        let backends = BackendRegistry.backends.filter { $0.option(name) != nil }
        return backends.isEmpty ? isSecretName(name, in: "") : backends.contains { isSecretByName(name, of: $0) }
    }

    /// Whether a text that refers to a remote gives it a secret: `NAME,pass=…:PATH`.
    private static func holdsSecretParameter(_ value: SecretSlice, of key: ConfigName, backend: String?) -> Bool {
        guard value.contains(UInt8(ascii: "=")), value.contains(UInt8(ascii: ",")),
            let syntax = RemoteReferences.syntax(backend: backend, key: key)
        else { return false }
        var isFound = false
        let references = RemoteReferences(
            in: SecretArena(), backend: { _ in nil }, visit: { _ in nil },
            tell: { element in
                guard case .parameter(let backend, let key, let text?, _) = element, !text.isEmpty, !key.isEqual("type") else { return }
                isFound = isFound || isSecretText(text) || isKnownSecret(backend: backend, key: key)
            })
        _ = references.rewritten(value, syntax)
        return isFound
    }

    /// Whether an option is secret whatever its value. What is not in the registry is: nobody knows what it holds, and
    /// `rclone config redacted` shows it.
    package static func isSecretByName(_ name: String, of backend: Backend) -> Bool {
        guard let option = backend.option(name) else { return !isAlwaysKnown(name) }
        if option.isPassword || option.isSensitive { return true }
        if missedByRegistry[backend.name]?.contains(name) ?? false { return true }
        // A name such as ask_password belongs to a switch.
        return option.type.isFreeText && isSecretName(name, in: backend.name)
    }

    /// Keys that rclone takes for every backend (rclone 1.75 `fs/config.go`).
    static func isAlwaysKnown(_ name: String) -> Bool { name == "type" || name == "description" }

    /// Keys that a backend writes itself and that its registry entry does not have.
    static func isWrittenByBackend(_ name: String, of backend: String) -> Bool {
        switch backend {
        case "pikpak": ["token", "captcha_token"].contains(name)
        case "internxt": ["token", "bucket"].contains(name)
        case "iclouddrive": name == "_auth_session"
        case "jottacloud": ["password", "auth_code", "username", "device", "mountpoint", "tokenURL", "configVersion"].contains(name)
        case "sugarsync": name == "username"
        case "union": name == "remotes"
        default: false
        }
    }

    /// A key that is no option's name and looks like a piece of a secret, as when a long value was wrapped: names are not
    /// encrypted. Options are in lower case with underscores.
    package static func isSecretAsName(_ key: ConfigName) -> Bool {
        let bytes = key.bytes
        func has(_ range: ClosedRange<UInt8>) -> Bool { bytes.contains { range.contains($0) } }
        return bytes.count >= 12 && !bytes.contains(0x20) && has(0x30...0x39) && has(0x41...0x5A) && has(0x61...0x7A)
    }

    /// Options that hold or may hold a secret, without a flag in the registry.
    private static let missedByRegistry: [String: Set<String>] = [
        "http": ["headers", "url"], "webdav": ["headers", "url", "bearer_token_command"],
        "s3": ["ibm_api_key", "role_external_id"], "oracleobjectstorage": ["sse_customer_key"], "shade": ["token"],
        "linkbox": ["web_token"], "mega": ["2fa"], "protondrive": ["2fa"], "seafile": ["2fa"], "b2": ["download_url"],
        "sftp": ["ssh", "set_env"], "cache": ["plex_url"],
    ]

    /// The words that names of secrets have, and the names that have them by chance.
    static func isSecretName(_ name: String, in backend: String) -> Bool {
        let lowered = name.lowercased()
        let harmless = [
            "shared_credentials_file", "token_url", "token_expiry", "key_use_agent", "key_exchange", "host_keys",
        ]
        if harmless.contains(lowered) || lowered.hasSuffix("_key_algorithms") { return false }
        if backend == "oracleobjectstorage", ["sse_customer_key_sha256", "sse_kms_key_id"].contains(name) { return false }
        // The path of a file, and the public half of a pair; a password for the file is one all the same.
        let rest = ["pubkey", "key_file_pass", "key_file"].reduce(lowered) { $0.removing($1) }
        if lowered.contains("key_file_pass") { return true }
        let marks = [
            "pass", "secret", "token", "key", "cred", "cookie", "auth_code", "auth_session", "mnemonic", "sas", "pem", "grant",
            "session_id", "otp", "2fa", "headers", "external_id",
        ]
        return marks.contains { rest.contains($0) }
    }

    /// A value that gives itself away: a URL with a user, a key in PEM, the JSON of a token or an account.
    static func isSecretText(_ value: SecretSlice) -> Bool {
        if value.withBytes({ $0.starts(with: "-----BEGIN".utf8) }) { return true }
        if let scheme = value.firstRange(of: Array("://".utf8), from: 0) {
            let rest = value[(scheme + 3)..<value.count]
            let host = rest[0..<(rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.count)]
            if host.contains(UInt8(ascii: "@")) { return true }
        }
        let text = value.trimmingStart()
        guard !text.isEmpty, text[0] == UInt8(ascii: "{") else { return false }
        return ["\"access_token\"", "\"refresh_token\"", "\"private_key\""].contains {
            text.firstRange(of: Array($0.utf8), from: 0) != nil
        }
    }
}

extension String {
    fileprivate func removing(_ part: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound] + self[range.upperBound...])
    }
}
