/// What a document says of its own encryption: the `sops` entry (sops 3.11 `stores/stores.go`).
package struct SopsMetadata: Sendable {
    /// One group: any key opens the document. Several: a Shamir share each.
    package var keyGroups: [KeyGroup]
    /// How many groups must agree; 0 when the document doesn't say.
    package var shamirThreshold = 0
    /// RFC 3339 with whole seconds, normalised: the MAC's additional data.
    package var lastModified = ""
    /// The encrypted MAC; empty when the document has none.
    package var mac = ""
    package var selector: EncryptionSelector
    package var macOnlyEncrypted = false
    /// False for binary documents, which sops writes without a rule, and for others that were found so.
    package var hasSelector = true
    /// The sops that made the document.
    package var version: String
    /// Fields that no sops we know defines, kept as they were.
    package var unknown: [MetadataField] = []

    /// The version that new documents name: our reference.
    package static let writtenVersion = "3.11.0"

    /// What is written for a chosen threshold: 0 asks for all of several groups (sops 3.11 `sops.go`, `updateMasterKeys`).
    package static func threshold(_ chosen: Int, ofGroups count: Int) -> Int { chosen == 0 && count > 1 ? count : chosen }

    package init(keyGroups: [KeyGroup], selector: EncryptionSelector) {
        self.keyGroups = keyGroups
        self.selector = selector
        version = Self.writtenVersion
    }

    /// Reads the nested form. A single group stands as flat key lists, and then `key_groups` does not count.
    package init(reading root: MetadataNode) throws(SopsError) {
        guard case .map(let fields) = root else { throw .metadataNotFound }
        var selectors: [EncryptionSelector] = []
        var flatKeys: [MasterKeyEntry] = []
        var groups: [KeyGroup] = []
        var unknown: [MetadataField] = []
        var lastModified = ""
        var version: String?
        for kind in MasterKeyKind.allCases {
            if let list = root[kind.rawValue] { flatKeys += try Self.keys(of: kind, in: list) }
        }
        for field in fields where MasterKeyKind(rawValue: field.name) == nil {
            switch (field.name, field.value) {
            // As if it weren't there.
            case ("lastmodified", .scalar(.null, _)), ("mac", .scalar(.null, _)), ("version", .scalar(.null, _)),
                ("shamir_threshold", .scalar(.null, _)), ("mac_only_encrypted", .scalar(.null, _)), ("key_groups", .scalar(.null, _)):
                continue
            case ("lastmodified", .text(let text)), ("lastmodified", .scalar(.time, let text)): lastModified = text
            case ("mac", .text(let text)): mac = text
            case ("version", .text(let text)), ("version", .scalar(.float, let text)), ("version", .scalar(.integer, let text)): version = text
            case ("shamir_threshold", .text(let text)), ("shamir_threshold", .scalar(_, let text)): shamirThreshold = try Self.integer(text)
            case ("mac_only_encrypted", .text(let text)), ("mac_only_encrypted", .scalar(_, let text)):
                macOnlyEncrypted = text.lowercased() == "true"
            case ("key_groups", .list(let nodes)):
                for node in nodes {
                    var keys: [MasterKeyEntry] = []
                    for kind in MasterKeyKind.allCases {
                        if let list = node[kind.rawValue] { keys += try Self.keys(of: kind, in: list) }
                    }
                    var others: [MetadataField] = []
                    if case .map(let fields) = node { others = fields.filter { MasterKeyKind(rawValue: $0.name) == nil } }
                    groups.append(KeyGroup(keys: keys, unknown: others))
                }
            case ("lastmodified", _), ("mac", _), ("version", _), ("shamir_threshold", _), ("mac_only_encrypted", _), ("key_groups", _):
                throw .malformedMetadata(field: field.name, reason: "it is of another type than sops writes")
            case (let name, .text(let text)):
                if let kind = EncryptionSelector.Kind(rawValue: name) {
                    if !text.isEmpty { selectors.append(EncryptionSelector(stored: kind, text)) }
                } else {
                    unknown.append(field)
                }
            default: unknown.append(field)
            }
        }
        guard let time = RFC3339.normalised(lastModified) else {
            throw .malformedMetadata(field: "lastmodified", reason: "it is not a time of RFC 3339")
        }
        self.lastModified = time
        guard selectors.count <= 1 else { throw .severalSelectors }
        selector = selectors.first ?? .standard
        hasSelector = !selectors.isEmpty
        keyGroups = flatKeys.isEmpty ? groups : [KeyGroup(keys: flatKeys)]
        guard !keyGroups.isEmpty else { throw .noKeysInFile }
        self.version = version ?? ""
        guard Self.isVersion(self.version) else {
            throw .malformedMetadata(field: "version", reason: "it is not of the form MAJOR.MINOR.PATCH")
        }
        self.unknown = unknown
    }

    /// True when a reader of `other` would do the same with the document.
    package func saysTheSame(as other: SopsMetadata) -> Bool {
        MetadataFlattening.flatten(node).elementsEqual(MetadataFlattening.flatten(other.node)) { $0 == $1 }
            && selector.text == other.selector.text
    }

    /// The nested form, for a store to write, in the order in which sops 3.11 writes YAML and JSON.
    package var node: MetadataNode {
        var fields: [MetadataField] = []
        if shamirThreshold != 0 { fields.append(MetadataField("shamir_threshold", .scalar(.integer, String(shamirThreshold)))) }
        var lists: [MetadataField] = []
        if keyGroups.count == 1 {
            lists = Self.lists(of: keyGroups[0], order: Self.flatOrder)
        } else {
            fields.append(
                MetadataField("key_groups", .list(keyGroups.map { .map(Self.lists(of: $0, order: Self.groupOrder, always: Self.alwaysInGroup)) })))
        }
        fields += lists.filter { $0.name != MasterKeyKind.pgp.rawValue }
        fields.append(MetadataField("lastmodified", .text(lastModified)))
        fields.append(MetadataField("mac", .text(mac)))
        fields += lists.filter { $0.name == MasterKeyKind.pgp.rawValue }
        if hasSelector { fields.append(MetadataField(selector.kind.rawValue, .text(selector.text))) }
        if macOnlyEncrypted { fields.append(MetadataField("mac_only_encrypted", .scalar(.boolean, "True"))) }
        fields += unknown
        fields.append(MetadataField("version", .text(version)))
        return .map(fields)
    }

    // Orders of sops 3.11's structures (`stores/stores.go`); in a group two of the lists stand there also when empty.
    private static let flatOrder: [MasterKeyKind] = [.kms, .gcpKMS, .huaweiKMS, .azureKeyVault, .vaultTransit, .age, .pgp]
    private static let groupOrder: [MasterKeyKind] = [.pgp, .kms, .gcpKMS, .huaweiKMS, .azureKeyVault, .vaultTransit, .age]
    private static let alwaysInGroup: [MasterKeyKind] = [.vaultTransit, .age]

    private static func lists(of group: KeyGroup, order: [MasterKeyKind], always: [MasterKeyKind] = []) -> [MetadataField] {
        order.compactMap { kind -> MetadataField? in
            let keys = group.keys.filter { $0.kind == kind }
            guard !keys.isEmpty || always.contains(kind) else { return nil }
            return MetadataField(
                kind.rawValue, .list(keys.map { .map($0.fields.map { MetadataField($0.name, $0.value) }) }))
        } + group.unknown
    }

    private static func keys(of kind: MasterKeyKind, in node: MetadataNode) throws(SopsError) -> [MasterKeyEntry] {
        let nodes: [MetadataNode]
        switch node {
        case .list(let elements): nodes = elements
        case .map: nodes = [node]
        case .text(""), .scalar(.null, _): nodes = []
        case .text, .scalar: throw .malformedMetadata(field: kind.rawValue, reason: "it is not a list of keys")
        }
        var keys: [MasterKeyEntry] = []
        for node in nodes {
            guard case .map(let fields) = node else {
                throw .malformedMetadata(field: kind.rawValue, reason: "an entry is not a map")
            }
            keys.append(MasterKeyEntry(kind: kind, fields: fields.map { ($0.name, $0.value) }))
        }
        return keys
    }

    // Old documents hold texts such as 2.000000.
    private static func integer(_ text: String) throws(SopsError) -> Int {
        guard let value = Double(text), value == value.rounded(), value >= 0, value <= 255 else {
            throw .malformedMetadata(field: "shamir_threshold", reason: "it is not a number from 0 to 255")
        }
        return Int(value)
    }

    private static func isVersion(_ text: String) -> Bool {
        let core = text.prefix { $0 != "-" && $0 != "+" }.split(separator: ".", omittingEmptySubsequences: false)
        return core.count == 3 && core.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    }
}
