internal import AgeEncryption
internal import MasterKeys
internal import SecretMemory
internal import SopsDocument

/// Master keys that a person has written into a document's metadata by hand.
enum MetadataChange {
    /// The metadata to go on with: a key that has no wrapped data key yet gets one. `former` is what was there before.
    static func adopt(
        _ edited: SopsMetadata, former: SopsMetadata, dataKey: borrowing SecretBytes
    ) throws(SopsError) -> SopsMetadata {
        var result = edited
        result.version = SopsMetadata.writtenVersion
        if edited.keyGroups == former.keyGroups, edited.shamirThreshold == former.shamirThreshold { return result }
        if edited.keyGroups.count == 1, former.keyGroups.count == 1 {
            result.keyGroups[0].keys = []
            for key in edited.keyGroups[0].keys {
                // sops keeps the entry as it is, and a new one opens nothing.
                if former.keyGroups[0].keys.contains(key) { result.keyGroups[0].keys.append(key) } else {
                    let wrapped = try DataKeyWrapping.wrap(dataKey, for: [[try recipient(key)]], threshold: 0)
                    result.keyGroups[0].keys += wrapped.flatMap(\.keys)
                }
            }
            guard !result.keyGroups[0].keys.isEmpty else { throw .noKeysInFile }
            return result
        }
        // The shares of other groups are not known: all are made anew.
        var groups: [[X25519Recipient]] = []
        for group in edited.keyGroups {
            var recipients: [X25519Recipient] = []
            for key in group.keys { recipients.append(try recipient(key)) }
            guard !recipients.isEmpty else { throw .noKeysInFile }
            groups.append(recipients)
        }
        let wrapped = try DataKeyWrapping.wrap(dataKey, for: groups, threshold: edited.shamirThreshold)
        result.shamirThreshold = SopsMetadata.threshold(edited.shamirThreshold, ofGroups: wrapped.count)
        result.keyGroups = zip(wrapped, edited.keyGroups).map { KeyGroup(keys: $0.keys, unknown: $1.unknown) }
        return result
    }

    private static func recipient(_ key: MasterKeyEntry) throws(SopsError) -> X25519Recipient {
        guard key.kind == .age else {
            throw .malformedMetadata(field: key.kind.rawValue, reason: "the data key can't be wrapped for " + key.displayName + ": this version wraps for age keys only")
        }
        do throws(AgeError) { return try X25519Recipient(parsing: key.displayName) } catch {
            throw .malformedMetadata(field: "age", reason: key.displayName + " is no recipient: " + error.message)
        }
    }
}
