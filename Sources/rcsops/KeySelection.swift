import EncryptedFiles
import MasterKeys
import SopsConfiguration
import SopsDocument

/// Whom a new file is encrypted to, and under which rule (sops 3.11 `cmd/sops/main.go`, `getEncryptConfig`).
enum KeySelection {
    /// Variables that would add keys of kinds which can't be used: leaving them out silently would lock people out.
    private static let otherKeyVariables = [
        "SOPS_KMS_ARN", "SOPS_GCP_KMS_IDS", "SOPS_HUAWEICLOUD_KMS_IDS", "SOPS_AZURE_KEYVAULT_URLS", "SOPS_VAULT_URIS",
    ]

    /// The `.sops.yaml` that holds here: named, or found upwards.
    static func configuration(named path: String?) throws(Failure) -> SopsConfigurationFile? {
        do throws(ConfigurationError) {
            return try SopsConfigurationFile.find(
                named: path ?? System.environment("SOPS_CONFIG"), workingFolder: System.workingFolder, warn: { if OncePerRun.isFirst($0) { System.warn($0) } })
        } catch { throw .of(error) }
    }

    /// `file` is absolute. Keys of the command line or the environment take the place of the rule's.
    static func plan(
        _ options: EncryptOptions, file: String, _ configuration: SopsConfigurationFile?
    ) throws(Failure) -> EncryptionPlan {
        // As sops only once the work is done: of a failure some read stderr word by word.
        if !options.isQuiet, !options.actsAsSops { ConfigurationRemarks.tell(configuration) }
        let rule: CreationRule?
        do throws(ConfigurationError) { rule = try configuration?.rule(for: file) } catch { throw .of(error) }
        for name in options.otherKeys + otherKeyVariables.filter({ !(System.environment($0) ?? "").isEmpty }) {
            throw Failure(
                "RC5006", exit: 1, name + " is set, and keys of its kind can't be used by this version of rcsops",
                fix: "leave " + name + " out, or encrypt with sops")
        }
        var plan = EncryptionPlan(groups: try groups(options, rule, configuration?.path))
        plan.selector = try selector(options, rule)
        plan.macOnlyEncrypted = options.macOnlyEncrypted || rule?.macOnlyEncrypted ?? false
        plan.shamirThreshold = options.shamirThreshold != 0 ? options.shamirThreshold : rule?.shamirThreshold ?? 0
        guard (0...255).contains(plan.shamirThreshold) else {
            throw Failure(
                "RC5010", exit: 1, "a Shamir threshold of \(plan.shamirThreshold) is out of range",
                fix: "give the number of key groups that must agree, at most 255")
        }
        return plan
    }

    private static func groups(
        _ options: EncryptOptions, _ rule: CreationRule?, _ configuration: String?
    ) throws(Failure) -> [KeyGroup] {
        let fromFiles = try RecipientFiles.texts(options.recipientFiles)
        var given: [MasterKeyChange] = []
        for (kind, text) in [
            (MasterKeyKind.pgp, options.fingerprints ?? System.environment("SOPS_PGP_FP")),
            (.age, options.recipients ?? (fromFiles.isEmpty ? System.environment("SOPS_AGE_RECIPIENTS") : nil)),
        ] { if let text { given.append(MasterKeyChange(kind: kind, text: text)) } }
        let keys = try MasterKeyChange.entries(given) + fromFiles.map { CreationRule.Key(kind: .age, text: $0).entry }
        if !keys.isEmpty { return [KeyGroup(keys: keys)] }
        guard let rule, rule.groups.contains(where: { !$0.isEmpty }) else {
            if let rule { throw emptyGroup(rule, configuration) }
            let cause = configuration.map { "config file " + $0 + " has no creation_rules, and" } ?? "config file not found, and"
            throw Failure(
                "RC5007", exit: 1, cause + " no keys provided through command line options",
                fix: "give --age RECIPIENT, set SOPS_AGE_RECIPIENTS, or write a .sops.yaml with creation_rules; "
                    + "rcsops key generate makes a key")
        }
        for key in rule.groups.joined() where !MasterKeyAccess.usableKinds.contains(key.kind) {
            throw Failure(
                "RC5006", exit: 1,
                "the creation rule names a key of the kind " + key.kind.rawValue + ", which this version of rcsops can't use",
                fix: "encrypt with sops, or make a rule with age and pgp keys only")
        }
        guard rule.groups.allSatisfy({ !$0.isEmpty }) else { throw emptyGroup(rule, configuration) }
        for key in rule.groups.joined() { try MasterKeyChange.check(key.entry) }
        return rule.groups.map { KeyGroup(keys: $0.map(\.entry)) }
    }

    private static func emptyGroup(_ rule: CreationRule, _ configuration: String?) -> Failure {
        var failure = Failure(
            "RC5008", exit: 1, "Could not generate data key: [empty key group provided]",
            fix: "give the rule, and every key group of it, a recipient; or give --age RECIPIENT", place: configuration.map { $0 + ":\(rule.line):1" })
        failure.isSopsText = true
        return failure
    }

    private static func selector(_ options: EncryptOptions, _ rule: CreationRule?) throws(Failure) -> EncryptionSelector? {
        var chosen = options.selectors
        if let ruled = rule?.selector, !chosen.contains(where: { $0.kind == ruled.kind }) { chosen.append(ruled) }
        guard chosen.count <= 1 else {
            throw Failure(
                "RC6004", exit: 8,
                "cannot use more than one of encrypted_suffix, unencrypted_suffix, encrypted_regex, unencrypted_regex, "
                    + "encrypted_comment_regex, or unencrypted_comment_regex in the same file",
                fix: "give one of them; the creation rule's counts too")
        }
        guard let (kind, text) = chosen.first else { return options.actsAsSops ? .standard : nil }
        do throws(SopsError) { return try EncryptionSelector(kind, text) } catch { throw .of(error, file: ".sops.yaml") }
    }
}
