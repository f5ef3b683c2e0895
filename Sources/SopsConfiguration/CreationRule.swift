package import SopsDocument

/// How new files that match a path are encrypted: one entry of `creation_rules`.
package struct CreationRule: Sendable {
    /// A master key as the rule spells it.
    package struct Key: Sendable, Equatable {
        package let kind: MasterKeyKind
        package let text: String

        package init(kind: MasterKeyKind, text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// The line in `.sops.yaml`, 1-based.
    package var line = 0
    /// Key groups in order; one group from the flat form, which may be empty.
    package var groups: [[Key]] = []
    package var shamirThreshold = 0
    /// At most one of the six.
    package var selector: (kind: EncryptionSelector.Kind, text: String)?
    package var macOnlyEncrypted = false
}
