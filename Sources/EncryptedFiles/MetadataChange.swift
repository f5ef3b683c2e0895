internal import MasterKeys
internal import SecretMemory
internal import SopsDocument

/// Master keys that a person has written into a document's metadata by hand.
enum MetadataChange {
    /// The metadata to go on with: a key that has no wrapped data key yet gets one. `former` is what was there before.
    static func adopt(
        _ edited: SopsMetadata, former: SopsMetadata, dataKey: borrowing SecretBytes, with keys: MasterKeyAccess
    ) throws(EncryptedFileError) -> SopsMetadata {
        var result = edited
        result.version = SopsMetadata.writtenVersion
        if edited.keyGroups == former.keyGroups, edited.shamirThreshold == former.shamirThreshold { return result }
        guard edited.keyGroups.allSatisfy({ !$0.keys.isEmpty || !$0.unknown.isEmpty }) else { throw .document(.noKeysInFile) }
        var groups = edited.keyGroups
        let isSingle = edited.keyGroups.count == 1 && former.keyGroups.count == 1
        for place in groups.indices {
            for index in groups[place].keys.indices {
                // sops keeps a new entry as it is, and it opens nothing. Of several groups the shares are not known: all are made anew.
                if !isSingle || !former.keyGroups[0].keys.contains(groups[place].keys[index]) { groups[place].keys[index].setText("enc", "") }
            }
        }
        do throws(WrappingFailure) {
            result.keyGroups = try DataKeyWrapping.wrap(
                dataKey, for: groups, threshold: edited.shamirThreshold, holdsWholeKey: isSingle, with: keys)
        } catch { throw .notWrapped(error) }
        if !isSingle { result.shamirThreshold = SopsMetadata.threshold(edited.shamirThreshold, ofGroups: groups.count) }
        return result
    }
}
