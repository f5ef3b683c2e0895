package import SecretMemory

/// Whether a value must not be read by everybody who reads the repository. Fails closed: what is not known to be
/// harmless is secret.
package enum SecretOption {
    /// `backend` is the remote's `type`, nil when it has none.
    package static func isSecret(backend: String?, key: ConfigName, value: SecretSlice) -> Bool {
        if value.isEmpty { return false }
        if key.isEqual("type") { return value.withBytes { !HarmlessOptions.isPlain($0) } }
        let name = key.text
        guard let backend, BackendNames.all.contains(backend) else { return true }
        if HarmlessOptions.isKnown(name, of: backend) { return value.withBytes { !HarmlessOptions.isPlain($0) } }
        guard backend == "s3", let type = S3Options.type(of: name) else { return true }
        if S3Options.sensitive.contains(name) { return true }
        switch type {
        case .boolean, .tristate, .integer, .size: return false
        case .text: return isSecretName(name) || value.withBytes { !HarmlessOptions.isPlain($0) }
        }
    }

    /// A key that is no option's name and looks like a piece of a secret, as when a long value was wrapped: names are not
    /// encrypted. Options are in lower case with underscores.
    package static func isSecretAsName(_ key: ConfigName) -> Bool {
        let bytes = key.bytes
        func has(_ range: ClosedRange<UInt8>) -> Bool { bytes.contains { range.contains($0) } }
        return bytes.count >= 12 && !bytes.contains(0x20) && has(0x30...0x39) && has(0x41...0x5A) && has(0x61...0x7A)
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
