package import SecretMemory

/// Whether a value must not be read by everybody who reads the repository. Fails closed: what is not known to be
/// harmless is secret.
package enum SecretOption {
    /// `backend` is the remote's `type`, nil when it has none.
    package static func isSecret(backend: String?, key: ConfigName, value: SecretSlice) -> Bool {
        if value.isEmpty { return false }
        if looksSecret(value) { return true }
        if key.isEqual("type") { return false }
        let name = key.text
        guard let backend, BackendNames.all.contains(backend) else { return true }
        if HarmlessOptions.names.contains(name) { return false }
        guard backend == "s3", let type = S3Options.type(of: name) else { return true }
        if S3Options.sensitive.contains(name) { return true }
        switch type {
        case .boolean, .tristate, .integer, .size: return false
        case .text: return isSecretName(name)
        }
    }

    /// A value that is a secret wherever it stands: a URL with a user, a private key, an OAuth token.
    package static func looksSecret(_ value: SecretSlice) -> Bool {
        value.withBytes { bytes in
            if bytes.starts(with: "-----BEGIN".utf8) { return true }
            if hasUserInformation(bytes) { return true }
            // A query may hold a token or a signature.
            if contains("://", bytes), bytes.contains(UInt8(ascii: "?")) { return true }
            guard bytes.first == UInt8(ascii: "{") else { return false }
            return ["access_token", "refresh_token", "private_key"].contains { contains("\"" + $0 + "\"", bytes) }
        }
    }

    private static func hasUserInformation(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let mark = Array("://".utf8)
        guard let scheme = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else {
            // rclone takes an endpoint without a scheme too.
            let authority = bytes.prefix { $0 != UInt8(ascii: "/") }
            return authority.contains(UInt8(ascii: "@")) && authority.contains(UInt8(ascii: ":"))
        }
        return bytes[(scheme + 3)...].prefix { $0 != UInt8(ascii: "/") }.contains(UInt8(ascii: "@"))
    }

    private static func contains(_ text: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: text.utf8) }
    }

    private static func isSecretName(_ name: String) -> Bool {
        let lowered = name.lowercased()
        if ["shared_credentials_file", "token_url", "token_expiry"].contains(lowered) { return false }
        let marks = [
            "pass", "secret", "token", "key", "cred", "cookie", "auth_code", "auth_session", "mnemonic", "sas", "pem", "grant",
            "session_id", "otp", "2fa", "headers", "external_id",
        ]
        return marks.contains { lowered.contains($0) }
    }
}
