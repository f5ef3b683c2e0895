/// The kinds of master key that sops knows; the raw value is the name of their list in the metadata.
package enum MasterKeyKind: String, Sendable, CaseIterable {
    case kms
    case gcpKMS = "gcp_kms"
    case huaweiKMS = "hckms"
    case azureKeyVault = "azure_kv"
    case vaultTransit = "hc_vault"
    case pgp
    case age
}

/// One master key of a document, with the data key (or a share of it) that it wraps. Fields are kept as they were
/// found, also those of kinds that can't be used here.
package struct MasterKeyEntry: Sendable, Equatable {
    package let kind: MasterKeyKind
    package var fields: [(name: String, value: MetadataNode)]

    package init(kind: MasterKeyKind, fields: [(name: String, value: MetadataNode)]) {
        self.kind = kind
        self.fields = fields
    }

    /// A text field such as `recipient` or `enc`.
    package func text(_ name: String) -> String? {
        for field in fields where field.name == name {
            if let text = field.value.word { return text }
        }
        return nil
    }

    /// Sets a text field, in its place when it is there.
    package mutating func setText(_ name: String, _ text: String) {
        if let place = fields.firstIndex(where: { $0.name == name }) { fields[place].value = .text(text) } else {
            fields.append((name, .text(text)))
        }
    }

    /// The name that messages call this key by (sops: `ToString` of the key).
    package var displayName: String {
        switch kind {
        case .age: text("recipient") ?? ""
        case .pgp: text("fp") ?? ""
        case .kms: amazonName
        case .gcpKMS: text("resource_id") ?? ""
        case .huaweiKMS: text("key_id") ?? ""
        case .azureKeyVault: (text("vault_url") ?? "") + "/keys/" + (text("name") ?? "") + "/" + (text("version") ?? "")
        case .vaultTransit:
            (text("vault_address") ?? "") + "/v1/" + (text("engine_path") ?? "") + "/keys/" + (text("key_name") ?? "")
        }
    }

    package static func == (left: MasterKeyEntry, right: MasterKeyEntry) -> Bool {
        left.kind == right.kind && left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }
}

/// Master keys of which any one opens the group's share.
package struct KeyGroup: Sendable, Equatable {
    package var keys: [MasterKeyEntry]
    /// Lists of kinds that no sops we know has, kept as they were.
    package var unknown: [MetadataField]

    package init(keys: [MasterKeyEntry], unknown: [MetadataField] = []) {
        self.keys = keys
        self.unknown = unknown
    }

    package static func == (left: KeyGroup, right: KeyGroup) -> Bool {
        left.keys == right.keys && left.unknown.elementsEqual(right.unknown) { $0.name == $1.name && $0.value == $1.value }
    }
}
