/// Flags that several commands share (sops 3.11 `cmd/sops/main.go`).
enum SopsFlags {
    static let inPlace = SopsFlag.switching("in-place i", "write the result back to the file instead of to stdout")
    static let output = SopsFlag.text("output", "write the result to this file")
    static let inputType = SopsFlag.text("input-type", "what the file is: yaml, json, ini, dotenv or binary; else its name tells")
    static let outputType = SopsFlag.text("output-type", "what to make of it: yaml, json, ini, dotenv or binary; else as the input")
    static let types = [inputType, outputType]
    static let filenameOverride = SopsFlag.text("filename-override", "the name that rules and formats go by, instead of the file's")
    static let ignoreMAC = SopsFlag.switching("ignore-mac", "decrypt though the MAC does not fit")
    static let decryptionOrder = SopsFlag.text("decryption-order", variable: "SOPS_DECRYPTION_ORDER", "kinds of keys in the order to try, with commas between")
    static let context = SopsFlag.text("encryption-context", "KMS encryption context: key:value pairs with commas between")
    static let threshold = SopsFlag.number("shamir-secret-sharing-threshold", "how many key groups must agree")
    static let showMasterKeys = SopsFlag.switching("show-master-keys s", "show the master keys in the editor")
    static let idempotent = SopsFlag.switching("idempotent", "do nothing when nothing would change")
    static let awsProfile = SopsFlag.text("aws-profile", "the AWS profile for KMS")

    static let keyService = [
        SopsFlag.switching("enable-local-keyservice", variable: "SOPS_ENABLE_LOCAL_KEYSERVICE", "use keys that are here (default: true)"),
        SopsFlag.list("keyservice", variable: "SOPS_KEYSERVICE", "a key service to ask as well: PROTOCOL://ADDRESS; may be repeated"),
    ]

    static let keys = [
        SopsFlag.text("kms k", variable: "SOPS_KMS_ARN", "ARNs of AWS KMS keys, with commas between"),
        awsProfile,
        SopsFlag.text("gcp-kms", variable: "SOPS_GCP_KMS_IDS", "resource ids of GCP KMS keys, with commas between"),
        SopsFlag.text("hckms", variable: "SOPS_HUAWEICLOUD_KMS_IDS", "ids of HuaweiCloud KMS keys, with commas between"),
        SopsFlag.text("azure-kv", variable: "SOPS_AZURE_KEYVAULT_URLS", "URLs of Azure Key Vault keys, with commas between"),
        SopsFlag.text("hc-vault-transit", variable: "SOPS_VAULT_URIS", "URIs of Vault transit keys, with commas between"),
        SopsFlag.text("pgp p", variable: "SOPS_PGP_FP", "fingerprints of PGP keys, with commas between"),
        SopsFlag.text("age a", variable: "SOPS_AGE_RECIPIENTS", "age recipients, with commas between"),
    ]

    static let selection = [
        SopsFlag.text("unencrypted-suffix", "names that end so stay readable"),
        SopsFlag.text("encrypted-suffix", "only names that end so are encrypted"),
        SopsFlag.text("unencrypted-regex", "names that match stay readable"),
        SopsFlag.text("encrypted-regex", "only names that match are encrypted"),
    ]

    /// Kinds as `rotate` spells them.
    static let rotatedKinds = ["gcp-kms", "hckms", "azure-kv", "kms", "hc-vault-transit", "age", "pgp"]

    static let addedAndRemoved = rotatedKinds.flatMap { kind in
        [
            SopsFlag.text("add-" + kind, "add these keys to the file's, with commas between"),
            SopsFlag.text("rm-" + kind, "remove these keys from the file's, with commas between"),
        ]
    }

    /// Those that stand before the command's name, and of the form without one.
    static let global: [SopsFlag] = [
        SopsFlag.switching("decrypt d", "decrypt a file"),
        SopsFlag.switching("encrypt e", "encrypt a file"),
        SopsFlag.switching("rotate r", "make a new data key and encrypt all values anew"),
        SopsFlag.switching("disable-version-check", variable: "SOPS_DISABLE_VERSION_CHECK", "nothing is asked of the network anyway"),
        SopsFlag.switching("check-for-updates", "no network is used; kept for scripts that give it"),
    ] + keys + [
        inPlace, SopsFlag.text("extract", "print one value or branch: '[\"key\"][0]'"), inputType, outputType, showMasterKeys,
    ] + addedAndRemoved + [
        ignoreMAC, SopsFlag.switching("mac-only-encrypted", "leave readable values out of the MAC"),
    ] + selection + [
        SopsFlag.text("unencrypted-comment-regex", "what has a comment that matches stays readable"),
        SopsFlag.text("encrypted-comment-regex", "only what has a comment that matches is encrypted"),
        SopsFlag.text("config", variable: "SOPS_CONFIG", "the .sops.yaml to use instead of searching upwards for one"),
        context, SopsFlag.text("set", "set a value: '[\"key\"][0] JSON'"), threshold,
        SopsFlag.number("indent", "columns a level in YAML and JSON"),
        SopsFlag.switching("verbose", "tell all that was tried when no key opens a file"),
        output, filenameOverride, decryptionOrder,
    ] + keyService + [version]

    static let help = SopsFlag.switching("help h", "show help")
    static let version = SopsFlag.switching("version v", "print the version")
}
