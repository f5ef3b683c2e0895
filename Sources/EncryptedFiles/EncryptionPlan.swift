internal import MasterKeys
internal import SecretMemory
package import SopsDocument

/// To whom, and how, a new document is encrypted.
package struct EncryptionPlan: Sendable {
    /// Entries without a wrapped data key. One group: each key opens the document. Several: a share for each group.
    package var groups: [KeyGroup]
    package var shamirThreshold = 0
    /// Nil: the harmless options of an rclone.conf stay readable.
    package var selector: EncryptionSelector?
    package var macOnlyEncrypted = false

    package init(groups: [KeyGroup]) { self.groups = groups }
}

extension EncryptionPlan {
    /// The plan's groups with a new document's data key in them, and its rule about groups.
    func metadata(
        wrapping dataKey: borrowing SecretBytes, selector: EncryptionSelector, with keys: MasterKeyAccess
    ) throws(EncryptedFileError) -> SopsMetadata {
        let wrapped: [KeyGroup]
        do throws(WrappingFailure) {
            wrapped = try DataKeyWrapping.wrap(dataKey, for: groups, threshold: shamirThreshold, holdsWholeKey: false, with: keys)
        } catch { throw .notWrapped(error) }
        var metadata = SopsMetadata(keyGroups: wrapped, selector: selector)
        metadata.shamirThreshold = SopsMetadata.threshold(shamirThreshold, ofGroups: wrapped.count)
        metadata.macOnlyEncrypted = macOnlyEncrypted
        return metadata
    }
}
