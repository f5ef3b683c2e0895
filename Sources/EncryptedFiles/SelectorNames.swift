internal import RcloneConfig
internal import SopsDocument

extension EncryptionSelector {
    /// sops holds a pattern against section names too: a remote must not leave its values readable by its name alone. Of keys
    /// only those are escaped that meet sops' own suffix by chance; a rule that somebody chose is meant.
    var storedNames: StoredNames {
        StoredNames(
            exposesSection: { namesTheReadable && matches(component: $0) },
            exposesKey: { isStandard && matches(component: $0) })
    }
}
