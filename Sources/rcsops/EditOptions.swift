import RcloneConfig
import SopsDocument

/// What `edit` was asked for, whichever reader of arguments found it.
struct EditOptions {
    var file = ""
    /// Show, and take over, the metadata too.
    var showsMasterKeys = false
    var ignoresMAC = false
    var formats = DocumentFormats()
    var decryptionOrder: String?
    /// The path that messages and creation rules go by (`sops --filename-override F FILE`).
    var filenameOverride: String?
    /// For a file that is not there yet, as in `encrypt`.
    var recipients: String?
    var fingerprints: String?
    var config: String?
    var selectors: [(kind: EncryptionSelector.Kind, text: String)] = []
    var macOnlyEncrypted = false
    var shamirThreshold = 0
    /// Flags that name keys of kinds that can't be used yet: `--kms` …
    var otherKeys: [String] = []
    var damagedValues = LayoutRestoring.DamagePolicy.stop
    var isQuiet = false
    /// Called as `sops`.
    var actsAsSops = false
}
