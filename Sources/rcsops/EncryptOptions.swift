import SopsDocument

/// What `encrypt` was asked for, whichever reader of arguments found it.
struct EncryptOptions {
    var file: String?
    var inPlace = false
    var output: String?
    /// Age recipients.
    var recipients: String?
    /// Files of more of them, as age's `-R`.
    var recipientFiles: [String] = []
    /// PGP fingerprints.
    var fingerprints: String?
    /// Flags that name keys of kinds that can't be used yet: `--kms` …
    var otherKeys: [String] = []
    var config: String?
    var filenameOverride: String?
    var selectors: [(kind: EncryptionSelector.Kind, text: String)] = []
    var macOnlyEncrypted = false
    var shamirThreshold = 0
    var formats = DocumentFormats()
    /// An encrypted file whose data key, recipients, rule and unchanged ciphertext are taken over.
    var onto: String?
    /// Remotes to take, with what they refer to; all when empty.
    var remotes: [String] = []
    /// For an input that rclone encrypted.
    var password = PasswordSources()
    var isQuiet = false
    /// Called as `sops`: its default rule holds, and a section `[sops]` is refused as such.
    var actsAsSops = false
}
