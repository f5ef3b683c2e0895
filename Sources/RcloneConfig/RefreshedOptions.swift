/// Options that a running rclone writes anew by itself: OAuth tokens, and what other backends keep of a login (the calls of
/// `m.Set` in rclone 1.75 `backend/*`). Whoever loses the new value may have to log in again, since servers take each
/// refresh token once.
package enum RefreshedOptions {
    private static let loginOptions: [String: [StaticString]] = [
        "filefabric": ["token_expiry"],
        "iclouddrive": ["cookies", "trust_token"],
        "linkbox": ["web_token"],
        "mega": ["session_id", "master_key"],
        "pikpak": ["captcha_token"],
        "protondrive": ["client_uid", "client_access_token", "client_refresh_token", "client_salted_key_pass"],
        "shade": ["token_expiry"],
        "sugarsync": ["authorization", "authorization_expiry"],
    ]

    /// True when rclone may write the option of such a backend in any run.
    package static func contains(_ key: ConfigName, of backend: String?) -> Bool {
        if key.isEqual("token") { return true }
        return backend.flatMap { loginOptions[$0] }?.contains { key.isEqual($0) } ?? false
    }
}

extension RcloneSection {
    /// True when rclone may write the option in any run.
    package func isRefreshed(_ key: ConfigName) -> Bool {
        RefreshedOptions.contains(key, of: value("type").map { String(decoding: $0.bytes.prefix(64), as: UTF8.self) })
    }

    /// True when it holds something that rclone may write anew in any run.
    package var holdsRefreshed: Bool { entries.contains { !$0.value.isEmpty && isRefreshed($0.key) } }
}
