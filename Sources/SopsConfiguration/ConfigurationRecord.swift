/// The structures of `.sops.yaml` (sops 3.11 `config/config.go`), field by field with their types.
enum ConfigurationRecord: Sendable {
    case file, rule, destination, group, kmsKey, gcpKey, huaweiKey, azureKey, stores, plainStore, indentedStore

    indirect enum FieldType: Sendable {
        case text, whole, boolean
        /// Any type for now: what is wrong with it is said only when the rule is used.
        case anything
        /// Texts by name.
        case texts
        case record(ConfigurationRecord)
        case list(FieldType)

        var word: String {
            switch self {
            case .text: "a text"
            case .whole: "a whole number"
            case .boolean: "true or false"
            case .anything: "anything"
            case .texts: "a mapping of texts"
            case .record(let record): "a mapping (" + record.word + ")"
            case .list(.text): "a list of texts"
            case .list(.record(let record)): "a list of " + record.plural
            case .list: "a list"
            }
        }
    }

    var fields: [(name: String, type: FieldType)] {
        switch self {
        case .file: [("creation_rules", .list(.record(.rule))), ("destination_rules", .list(.record(.destination))), ("stores", .record(.stores))]
        case .rule:
            [
                ("path_regex", .text), ("kms", .anything), ("aws_profile", .text), ("age", .anything), ("pgp", .anything),
                ("gcp_kms", .anything), ("hckms", .list(.text)), ("azure_keyvault", .anything), ("hc_vault_transit_uri", .anything),
                ("key_groups", .list(.record(.group))), ("shamir_threshold", .whole), ("unencrypted_suffix", .text),
                ("encrypted_suffix", .text), ("unencrypted_regex", .text), ("encrypted_regex", .text),
                ("unencrypted_comment_regex", .text), ("encrypted_comment_regex", .text), ("mac_only_encrypted", .boolean),
            ]
        case .destination:
            [
                ("path_regex", .text), ("s3_bucket", .text), ("s3_prefix", .text), ("gcs_bucket", .text), ("gcs_prefix", .text),
                ("vault_path", .text), ("vault_address", .text), ("vault_kv_mount_name", .text), ("vault_kv_version", .whole),
                ("recreation_rule", .record(.rule)), ("omit_extensions", .boolean),
            ]
        case .group:
            [
                ("merge", .list(.record(.group))), ("kms", .list(.record(.kmsKey))), ("gcp_kms", .list(.record(.gcpKey))),
                ("hckms", .list(.record(.huaweiKey))), ("azure_keyvault", .list(.record(.azureKey))), ("hc_vault", .list(.text)),
                ("age", .list(.text)), ("pgp", .list(.text)),
            ]
        case .kmsKey: [("arn", .text), ("role", .text), ("context", .texts), ("aws_profile", .text)]
        case .gcpKey: [("resource_id", .text)]
        case .huaweiKey: [("key_id", .text)]
        case .azureKey: [("vaultUrl", .text), ("key", .text), ("version", .text)]
        case .stores:
            [
                ("dotenv", .record(.plainStore)), ("ini", .record(.plainStore)), ("json", .record(.indentedStore)),
                ("json_binary", .record(.indentedStore)), ("yaml", .record(.indentedStore)),
            ]
        case .plainStore: []
        case .indentedStore: [("indent", .whole)]
        }
    }

    /// Where the field that somebody meant has another name in this place.
    var otherNames: [String: String] {
        switch self {
        case .rule:
            [
                "gpg": "pgp", "path": "path_regex", "regex": "path_regex", "filename_regex": "path_regex", "hc_vault": "hc_vault_transit_uri",
                "azure_kv": "azure_keyvault", "groups": "key_groups", "threshold": "shamir_threshold", "recipients": "age",
            ]
        case .group:
            ["gpg": "pgp", "hc_vault_transit_uri": "hc_vault", "azure_kv": "azure_keyvault", "recipients": "age"]
        case .azureKey: ["vault_url": "vaultUrl", "name": "key"]
        case .destination: ["path": "path_regex", "regex": "path_regex"]
        case .file: ["rules": "creation_rules"]
        case .kmsKey, .gcpKey, .huaweiKey, .stores, .plainStore, .indentedStore: [:]
        }
    }

    /// What messages call the structure.
    var word: String {
        switch self {
        case .file: "the top level"
        case .rule: "a creation rule"
        case .destination: "a destination rule"
        case .group: "a key group"
        case .kmsKey: "a kms key"
        case .gcpKey: "a gcp_kms key"
        case .huaweiKey: "an hckms key"
        case .azureKey: "an azure_keyvault key"
        case .stores: "stores"
        case .plainStore, .indentedStore: "a store"
        }
    }

    var plural: String {
        switch self {
        case .rule: "creation rules"
        case .destination: "destination rules"
        case .group: "key groups"
        case .kmsKey, .gcpKey, .huaweiKey, .azureKey: "keys, each a mapping"
        case .file, .stores, .plainStore, .indentedStore: "mappings"
        }
    }
}
