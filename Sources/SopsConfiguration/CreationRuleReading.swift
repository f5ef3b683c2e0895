internal import SopsDocument

/// Reads one entry of `creation_rules`, whose types have been checked (sops 3.11 `config/config.go`). Only a rule that is used
/// is read, so that a fault in another one does not count.
struct CreationRuleReading {
    let path: String

    func rule(_ node: ConfigurationNode) throws(ConfigurationError) -> CreationRule {
        var rule = CreationRule()
        rule.line = node.line
        rule.pathPattern = node["path_regex"]?.text ?? ""
        for kind in EncryptionSelector.Kind.allCases {
            guard let value = node[kind.rawValue]?.text, !value.isEmpty else { continue }
            guard rule.selector == nil else { throw .severalSelectors(config: path, line: node.line) }
            rule.selector = (kind, value)
        }
        let keys = ConfiguredKeys(path: path)
        for group in node["key_groups"]?.elements ?? [] { rule.groups.append(try keys.unique(ofGroup: group)) }
        if rule.groups.isEmpty { rule.groups = [try keys.flat(node)] }
        if case .scalar(let scalar) = node["shamir_threshold"]?.content { rule.shamirThreshold = scalar.integer ?? 0 }
        if case .scalar(let scalar) = node["mac_only_encrypted"]?.content { rule.macOnlyEncrypted = scalar.boolean ?? false }
        return rule
    }
}
