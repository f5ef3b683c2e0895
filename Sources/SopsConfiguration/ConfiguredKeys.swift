internal import SopsDocument

/// The master keys of a rule or a group, made of their texts as sops' key sources do (3.11 `config/config.go`, and
/// `MasterKeysFrom…` of each source). A text that is no key of its kind is an error.
struct ConfiguredKeys {
    let path: String

    /// The flat form: lists joined by commas, and parted at each.
    func flat(_ rule: ConfigurationNode) throws(ConfigurationError) -> [CreationRule.Key] {
        var keys: [CreationRule.Key] = []
        keys += try parts(rule, "age").map { CreationRule.Key(kind: .age, text: Self.trimmed($0)) }
        keys += try parts(rule, "pgp").map { CreationRule.Key(kind: .pgp, text: Self.withoutBlanks($0)) }
        let profile = rule["aws_profile"]?.text ?? ""
        keys += try parts(rule, "kms").map { Self.kms($0, profile: profile) }
        keys += try parts(rule, "gcp_kms").map { CreationRule.Key(kind: .gcpKMS, text: Self.withoutBlanks($0)) }
        for part in try parts(rule, "hckms") { keys.append(try huawei(part, rule)) }
        for part in try parts(rule, "azure_keyvault") { keys.append(try azure(part, rule)) }
        for part in try parts(rule, "hc_vault_transit_uri") { keys.append(try vault(part, rule)) }
        return keys
    }

    /// A group: those of merged groups first, and no key twice.
    func unique(ofGroup group: ConfigurationNode) throws(ConfigurationError) -> [CreationRule.Key] {
        var seen: [CreationRule.Key] = []
        for key in try keys(ofGroup: group) where !seen.contains(where: { $0.kind == key.kind && $0.text == key.text }) { seen.append(key) }
        return seen
    }

    private func keys(ofGroup group: ConfigurationNode) throws(ConfigurationError) -> [CreationRule.Key] {
        var keys: [CreationRule.Key] = []
        for merged in group["merge"]?.elements ?? [] { keys += try self.keys(ofGroup: merged) }
        for element in group["age"]?.elements ?? [] {
            keys += Self.split(element.text).map { CreationRule.Key(kind: .age, text: Self.trimmed($0)) }
        }
        for element in group["pgp"]?.elements ?? [] { keys.append(.init(kind: .pgp, text: Self.withoutBlanks(element.text))) }
        for element in group["kms"]?.elements ?? [] {
            keys.append(
                Self.kms(
                    arn: element["arn"]?.text ?? "", role: element["role"]?.text ?? "",
                    context: element["context"]?.members.map { ($0.key, $0.value.text) } ?? [], profile: element["aws_profile"]?.text ?? ""))
        }
        for element in group["gcp_kms"]?.elements ?? [] {
            keys.append(.init(kind: .gcpKMS, text: Self.withoutBlanks(element["resource_id"]?.text ?? "")))
        }
        for element in group["hckms"]?.elements ?? [] { keys.append(try huawei(element["key_id"]?.text ?? "", element)) }
        for element in group["azure_keyvault"]?.elements ?? [] {
            keys.append(
                Self.azure(url: element["vaultUrl"]?.text ?? "", name: element["key"]?.text ?? "", version: element["version"]?.text ?? ""))
        }
        for element in group["hc_vault"]?.elements ?? [] { keys.append(try vault(element.text, element)) }
        return keys
    }

    /// A text parted at commas without its empty parts, or a list of texts, all joined again by commas.
    private func parts(_ rule: ConfigurationNode, _ name: String) throws(ConfigurationError) -> [String] {
        guard let node = rule[name] else { return [] }
        let label = name == "gcp_kms" ? "gcpkms" : name == "hc_vault_transit_uri" ? "vault" : name
        func refusal(_ node: ConfigurationNode, _ wanted: String) -> ConfigurationError {
            .malformedKey(
                config: path, line: node.line, reason: "invalid " + label + " key configuration: expected " + wanted + ", got " + node.typeWord)
        }
        var texts: [String] = []
        switch node.content {
        // hckms is typed: its texts have been taken as they stand.
        case .scalar(let scalar):
            guard scalar.value == .text else { throw refusal(node, "a text or a list of texts") }
            texts = CommaList.elements(of: scalar.text).filter { !$0.isEmpty }
        case .sequence(let elements):
            for element in elements {
                guard case .scalar(let scalar) = element.content, name == "hckms" || scalar.value == .text else {
                    throw refusal(element, "texts in the list")
                }
                texts.append(scalar.text)
            }
        case .mapping: throw refusal(node, "a text or a list of texts")
        }
        return Self.split(texts.joined(separator: ","))
    }

    private static func split(_ text: String) -> [String] {
        text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    private static func trimmed(_ text: String) -> String { CommaList.elements(of: text)[0] }
    private static func withoutBlanks(_ text: String) -> String { text.filter { $0 != " " } }

    private static func kms(_ text: String, profile: String) -> CreationRule.Key {
        let arn = withoutBlanks(text)
        guard let role = arn.firstRange(of: "+arn:aws:iam::"), role.lowerBound > arn.startIndex else {
            return kms(arn: arn, role: "", context: [], profile: profile)
        }
        return kms(arn: String(arn[..<role.lowerBound]), role: String(arn[role.lowerBound...].dropFirst()), context: [], profile: profile)
    }

    private static func kms(arn: String, role: String, context: [(String, String)], profile: String) -> CreationRule.Key {
        var fields: [(name: String, value: MetadataNode)] = [("arn", .text(arn))]
        if !role.isEmpty { fields.append(("role", .text(role))) }
        if !context.isEmpty { fields.append(("context", .map(context.map { MetadataField($0.0, .text($0.1)) }))) }
        fields.append(("aws_profile", .text(profile)))
        return CreationRule.Key(MasterKeyEntry(kind: .kms, fields: fields))
    }

    private func huawei(_ text: String, _ node: ConfigurationNode) throws(ConfigurationError) -> CreationRule.Key {
        let key = Self.trimmed(text)
        let parts = key.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw .malformedKey(config: path, line: node.line, reason: "invalid key ID format: expected 'region:key-uuid', got \"" + key + "\"")
        }
        return CreationRule.Key(kind: .huaweiKMS, text: key)
    }

    private func azure(_ text: String, _ node: ConfigurationNode) throws(ConfigurationError) -> CreationRule.Key {
        let address = Self.trimmed(text)
        let parts = address.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        // https: // HOST / keys / NAME [/ VERSION]
        guard parts.count == 5 || parts.count == 6, parts[0] == "https:", parts[1].isEmpty, !parts[2].isEmpty, parts[3] == "keys", !parts[4].isEmpty
        else {
            throw .malformedKey(config: path, line: node.line, reason: "could not parse \"" + address + "\" into a valid Azure Key Vault MasterKey")
        }
        return Self.azure(url: "https://" + parts[2], name: parts[4], version: parts.count == 6 ? parts[5] : "")
    }

    private static func azure(url: String, name: String, version: String) -> CreationRule.Key {
        CreationRule.Key(
            MasterKeyEntry(kind: .azureKeyVault, fields: [("vault_url", .text(url)), ("name", .text(name)), ("version", .text(version))]))
    }

    private func vault(_ text: String, _ node: ConfigurationNode) throws(ConfigurationError) -> CreationRule.Key {
        let address = Self.trimmed(text)
        func refusal(_ reason: String) -> ConfigurationError { .malformedKey(config: path, line: node.line, reason: reason) }
        guard let scheme = address.firstRange(of: "://"), scheme.lowerBound > address.startIndex else {
            throw refusal("missing scheme in Vault URL (should be like this: https://vault.example.com:8200/v1/transit/keys/keyName), got: " + address)
        }
        let rest = address[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" }
        let parts = rest.dropFirst(host.count).split(separator: "/").map(String.init)
        func isVersion(_ part: String) -> Bool { part.first == "v" && part.count > 1 && part.dropFirst().allSatisfy(\.isNumber) }
        guard parts.count >= 4, isVersion(parts[0]) else {
            throw refusal(
                parts.count > 4 && isVersion(parts[1])
                    ? "running Vault with a prefixed URL is not supported! (Format has to be like https://vault.example.com:8200/v1/transit/keys/keyName)"
                    : "vault path does not seem to be formatted correctly: (eg. https://vault.example.com:8200/v1/transit/keys/keyName)")
        }
        return CreationRule.Key(
            MasterKeyEntry(
                kind: .vaultTransit,
                fields: [
                    ("vault_address", .text(String(address[..<scheme.upperBound]) + host)),
                    ("engine_path", .text(parts[1..<(parts.count - 2)].joined(separator: "/"))), ("key_name", .text(parts[parts.count - 1])),
                ]))
    }
}
