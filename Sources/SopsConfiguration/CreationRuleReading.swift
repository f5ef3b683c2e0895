internal import SopsDocument

/// Reads one entry of `creation_rules` with sops' types (sops 3.11 `config/config.go`).
struct CreationRuleReading {
    let path: String

    private static let flatFields: [(name: String, kind: MasterKeyKind)] = [
        ("age", .age), ("pgp", .pgp), ("kms", .kms), ("gcp_kms", .gcpKMS), ("hckms", .huaweiKMS),
        ("azure_keyvault", .azureKeyVault), ("hc_vault_transit_uri", .vaultTransit),
    ]

    /// The rule's `path_regex`; empty matches everything.
    func pathPattern(of node: ConfigurationNode) throws(ConfigurationError) -> String {
        try node["path_regex"].map { (member) throws(ConfigurationError) in try text(member, "path_regex") } ?? ""
    }

    func rule(_ node: ConfigurationNode) throws(ConfigurationError) -> CreationRule {
        var rule = CreationRule()
        rule.line = node.line
        if let groups = node["key_groups"] {
            for group in try sequence(groups, "key_groups") { rule.groups.append(try unique(keys(ofGroup: group))) }
        }
        if rule.groups.isEmpty {
            var keys: [CreationRule.Key] = []
            for field in Self.flatFields {
                guard let member = node[field.name] else { continue }
                keys += try texts(member, field.name).map { CreationRule.Key(kind: field.kind, text: $0) }
            }
            rule.groups = [keys]
        }
        if let threshold = node["shamir_threshold"] {
            guard case .scalar(_, isPlain: true) = threshold.content, let value = Int(try text(threshold, "shamir_threshold")) else {
                throw .malformed(path: path, line: threshold.line, reason: "shamir_threshold is not a whole number")
            }
            rule.shamirThreshold = value
        }
        for kind in EncryptionSelector.Kind.allCases {
            guard let member = node[kind.rawValue] else { continue }
            let value = try text(member, kind.rawValue)
            guard !value.isEmpty else { continue }
            guard rule.selector == nil else { throw .severalSelectors(config: path, line: node.line) }
            rule.selector = (kind, value)
        }
        if let member = node["mac_only_encrypted"] {
            // Quoted it is a text, which sops refuses too.
            guard case .scalar(let word, isPlain: true) = member.content else {
                throw .malformed(path: path, line: member.line, reason: "mac_only_encrypted is neither true nor false")
            }
            switch word.lowercased() {
            case "true", "yes", "on", "y": rule.macOnlyEncrypted = true
            case "false", "no", "off", "n": break
            default: throw .malformed(path: path, line: member.line, reason: "mac_only_encrypted is neither true nor false")
            }
        }
        return rule
    }

    private func keys(ofGroup node: ConfigurationNode) throws(ConfigurationError) -> [CreationRule.Key] {
        var keys: [CreationRule.Key] = []
        if let merged = node["merge"] {
            for group in try sequence(merged, "merge") { keys += try self.keys(ofGroup: group) }
        }
        for (name, kind) in [("age", MasterKeyKind.age), ("pgp", .pgp)] {
            guard let member = node[name] else { continue }
            keys += try texts(member, name).map { CreationRule.Key(kind: kind, text: $0) }
        }
        let structured: [(String, MasterKeyKind, String)] = [
            ("kms", .kms, "arn"), ("gcp_kms", .gcpKMS, "resource_id"), ("hckms", .huaweiKMS, "key_id"),
            ("azure_keyvault", .azureKeyVault, "vaultUrl"),
        ]
        for (name, kind, field) in structured {
            guard let member = node[name] else { continue }
            for entry in try sequence(member, name) {
                keys.append(.init(kind: kind, text: try entry[field].map { (m) throws(ConfigurationError) in try text(m, field) } ?? ""))
            }
        }
        if let member = node["hc_vault"] {
            keys += try texts(member, "hc_vault").map { CreationRule.Key(kind: .vaultTransit, text: $0) }
        }
        return keys
    }

    private func unique(_ keys: [CreationRule.Key]) -> [CreationRule.Key] {
        var seen: [CreationRule.Key] = []
        for key in keys where !seen.contains(key) { seen.append(key) }
        return seen
    }

    private func text(_ node: ConfigurationNode, _ name: String) throws(ConfigurationError) -> String {
        guard case .scalar(let text, _) = node.content else {
            throw .malformed(path: path, line: node.line, reason: name + " is not a text")
        }
        return text
    }

    private func sequence(_ node: ConfigurationNode, _ name: String) throws(ConfigurationError) -> [ConfigurationNode] {
        guard case .sequence(let elements) = node.content else {
            throw .malformed(path: path, line: node.line, reason: name + " is not a list")
        }
        return elements
    }

    /// A comma-separated text or a list of such.
    private func texts(_ node: ConfigurationNode, _ name: String) throws(ConfigurationError) -> [String] {
        var joined: [String] = []
        switch node.content {
        case .scalar(let text, _): joined = [text]
        case .sequence(let elements): for element in elements { joined.append(try text(element, name)) }
        case .mapping: throw .malformed(path: path, line: node.line, reason: name + " is neither a text nor a list of texts")
        }
        return joined.flatMap { CommaList.elements(of: $0) }.filter { !$0.isEmpty }
    }
}
