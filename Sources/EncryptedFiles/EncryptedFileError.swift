package import MasterKeys
package import RcloneConfig
package import SopsDocument

/// Why a file can't be encrypted or decrypted. Sections and keys are named, values never are.
package enum EncryptedFileError: Error, Sendable {
    /// The plaintext is no rclone.conf; the lines that rclone refuses, if that is the reason.
    case notRcloneConfig(unreadable: [(line: Int, column: Int, refusal: RcloneLine.Refusal)])
    /// rclone's own encryption is around the file.
    case encryptedByRclone
    /// Values that sops encrypted, in a file whose metadata are cut off.
    case metadataLost
    /// A value that must not be read by everybody would stay in clear under the rule.
    case secretInClear(section: ConfigName, key: ConfigName, selector: EncryptionSelector)
    /// A value in clear that sops would change at its next rewrite.
    case fragileInClear(section: ConfigName, key: ConfigName, selector: EncryptionSelector)
    /// A remote whose name the rule takes for the name of a readable option.
    case exposedRemote(ConfigName, selector: EncryptionSelector)
    /// The rule goes by comments, and comments of an rclone.conf are part of its layout.
    case commentSelector(EncryptionSelector)
    /// Values that sops' editor damaged.
    case damagedBySopsEdit([DamagedValue])
    /// sops' editor has put the section that followed a value into that value's own.
    case swallowedHeader(DamagedValue)
    /// A value with a line break, which no rclone.conf can hold.
    case lineBreak(section: ConfigName, key: ConfigName)
    /// An empty value, which nothing authenticates, takes the place of another in a repeated section.
    case overriddenByEmpty(section: ConfigName, key: ConfigName)
    /// The document would not give the file back, or the file would not mean what the document does.
    case unfaithful(reason: String)
    /// No identity opens the document.
    case noDataKey(RecoveryFailure)
    /// A data key can't be wrapped for all keys of the file.
    case notWrapped(WrappingFailure)
    /// The document itself.
    case document(SopsError)
}
