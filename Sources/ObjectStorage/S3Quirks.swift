/// What rclone does differently for a provider, as far as it shows in our requests.
package struct S3Quirks: Sendable, Equatable {
    /// The option `force_path_style` counts. Without, rclone puts the bucket into the host's name, whatever the option says.
    package let allowsPathStyle: Bool
    /// Of listings: 1 or 2.
    package let listVersion: Int

    init(path allowsPathStyle: Bool = false, list listVersion: Int = 2) {
        self.allowsPathStyle = allowsPathStyle
        self.listVersion = listVersion
    }

    /// Those of a provider; nil for one that rclone doesn't know. Case counts: `us3` is known and `US3` isn't, since rclone
    /// looks for a file of that name.
    package static func of(provider: String) -> S3Quirks? { S3ProviderTable.quirks[provider] }

    /// Those of unknown providers.
    package static let other = S3ProviderTable.quirks["Other"]!

    package static var providers: [String] { S3ProviderTable.quirks.keys.sorted() }
}
