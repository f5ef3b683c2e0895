package import SopsDocument

/// How new files that match a path are encrypted: one entry of `creation_rules`.
package struct CreationRule: Sendable {
    /// A master key of the rule, as a file's metadata would hold it, without a wrapped data key.
    package struct Key: Sendable, Equatable {
        package let entry: MasterKeyEntry

        package init(_ entry: MasterKeyEntry) { self.entry = entry }

        /// A key that one text says all about.
        package init(kind: MasterKeyKind, text: String) {
            let field =
                switch kind {
                case .age: "recipient"
                case .pgp: "fp"
                case .kms: "arn"
                case .gcpKMS: "resource_id"
                case .huaweiKMS: "key_id"
                case .azureKeyVault: "vault_url"
                case .vaultTransit: "vault_address"
                }
            entry = MasterKeyEntry(kind: kind, fields: [(field, .text(text))])
        }

        package var kind: MasterKeyKind { entry.kind }
        /// The string that sops knows the key by.
        package var text: String { entry.displayName }
    }

    /// The line in `.sops.yaml`, 1-based.
    package var line = 0
    /// What a path must hold to match; empty for a rule that matches every path.
    package var pathPattern = ""
    /// Key groups in order; one group from the flat form, which may be empty.
    package var groups: [[Key]] = []
    package var shamirThreshold = 0
    /// At most one of the six.
    package var selector: (kind: EncryptionSelector.Kind, text: String)?
    package var macOnlyEncrypted = false
}
