internal import Cryptography
package import DocumentTree
internal import MasterKeys
package import SecretMemory
package import SopsDocument

/// New bytes for an opened file: with other values, with another data key, or for other master keys. Each is read back before
/// it is given away. The version in the metadata stays (sops 3.11 raises it in `edit`, `publish` and `encrypt` only).
package enum DocumentChange {
    /// The file with the values of `tree`, which ``FormerDocument/editable`` became. Data key, keys and rule stay; what
    /// hasn't changed keeps its ciphertext.
    package static func values(
        _ tree: DocumentTree, of former: borrowing FormerDocument, to output: DocumentStore, effects: Effects
    ) throws(EncryptedFileError) -> SecretSlice {
        if former.store.format == .ini { try ReadableSecrets.refuse(in: tree, madeOf: former.plain, selector: former.metadata.selector) }
        do throws(SopsError) {
            guard !output.holdsReservedName(tree) else { throw .alreadyEncrypted }
            // A binary document holds one text, or nobody can have it back.
            if output.format == .binary { _ = try output.write(tree) }
            return try values(tree, former, to: output, effects: effects)
        } catch { throw .document(error) }
    }

    private static func values(
        _ tree: DocumentTree, _ former: borrowing FormerDocument, to output: DocumentStore, effects: Effects
    ) throws(SopsError) -> SecretSlice {
        var metadata = former.metadata
        return try DocumentEncryption.keepingComments(of: tree) { (tree) throws(SopsError) in
            var encrypted = try TreeCipher.encrypt(
                tree, metadata: &metadata, dataKey: former.dataKey, unixSeconds: effects.now(), former: former.ivs, fill: effects.fill)
            former.sealed.keep(in: &encrypted, madeOf: tree, from: former.stored)
            return try EncryptedOutput(store: output, metadata: metadata, plain: tree, effects: effects)
                .verified(try output.write(encrypted, metadata: metadata), of: encrypted, dataKey: former.dataKey)
        }
    }

    /// The file with a new data key, wrapped for `groups`, and every value and comment encrypted with it. Nil for `threshold`
    /// leaves it.
    package static func dataKey(
        of former: borrowing FormerDocument, for groups: [KeyGroup], threshold: Int? = nil, to output: DocumentStore, effects: Effects
    ) throws(EncryptedFileError) -> SecretSlice {
        let dataKey = SecureRandom.secret(DataKeyWrapping.dataKeySize)
        var metadata = former.metadata
        if let threshold { metadata.shamirThreshold = threshold }
        try wrap(dataKey, for: groups, in: &metadata, holdsWholeKey: false, with: effects.keys)
        let text: SecretSlice
        do throws(SopsError) {
            let stored = former.stored
            text = try DocumentEncryption.keepingComments(of: former.editable) { (tree) throws(SopsError) in
                var encrypted = try TreeCipher.encrypt(
                    tree, metadata: &metadata, dataKey: dataKey, unixSeconds: effects.now(), fill: effects.fill)
                try former.sealed.reseal(in: &encrypted, madeOf: tree, from: stored, former: former.dataKey, new: dataKey, fill: effects.fill)
                return try EncryptedOutput(store: output, metadata: metadata, plain: tree, effects: effects)
                    .verified(try output.write(encrypted, metadata: metadata), of: encrypted, dataKey: dataKey)
            }
        } catch { throw .document(error) }
        try checkLayout(text, in: output, dataKey: dataKey, givesBackAs: former)
        return text
    }

    /// The file for other master keys: `groups` wrap the same data key, or shares of it, and no value is touched. Nil for
    /// `threshold` leaves it.
    package static func masterKeys(
        of former: borrowing FormerDocument, _ groups: [KeyGroup], threshold: Int? = nil, to output: DocumentStore, effects: Effects
    ) throws(EncryptedFileError) -> SecretSlice {
        var metadata = former.metadata
        if let threshold { metadata.shamirThreshold = threshold }
        try wrap(former.dataKey, for: groups, in: &metadata, holdsWholeKey: former.metadata.keyGroups.count == 1, with: effects.keys)
        let text: SecretSlice
        do throws(SopsError) {
            let plain = former.plain
            var stored = former.stored
            // So that a comment that is read back in another place is encrypted for that.
            for index in stored.nodes.indices where plain.nodes[index].kind == .comment && stored.nodes[index].kind == .comment {
                stored.nodes[index].isCiphertext = !plain.nodes[index].text.isSame(as: stored.nodes[index].text)
            }
            let made = try EncryptedOutput(store: output, metadata: metadata, plain: plain, effects: effects)
                .verified(try output.write(stored, metadata: metadata), of: stored, dataKey: former.dataKey)
            guard made.lostComments.isEmpty else { throw .unfaithful(path: "a comment") }
            text = made.text
        } catch { throw .document(error) }
        try checkLayout(text, in: output, dataKey: former.dataKey, givesBackAs: former)
        return text
    }

    private static func wrap(
        _ dataKey: borrowing SecretBytes, for groups: [KeyGroup], in metadata: inout SopsMetadata, holdsWholeKey: Bool,
        with keys: MasterKeyAccess
    ) throws(EncryptedFileError) {
        metadata.shamirThreshold = SopsMetadata.threshold(metadata.shamirThreshold, ofGroups: groups.count)
        do throws(WrappingFailure) {
            metadata.keyGroups = try DataKeyWrapping.wrap(
                dataKey, for: groups, threshold: metadata.shamirThreshold, holdsWholeKey: holdsWholeKey, with: keys)
        } catch { throw .notWrapped(error) }
    }

    /// An rclone.conf must come back as it would have before, looks and all.
    private static func checkLayout(
        _ text: SecretSlice, in output: DocumentStore, dataKey: borrowing SecretBytes, givesBackAs former: borrowing FormerDocument
    ) throws(EncryptedFileError) {
        guard former.store.format == .ini, output.format == .ini else { return }
        let (tree, metadata): (DocumentTree, SopsMetadata)
        do throws(SopsError) {
            guard try DocumentComments(of: former.stored, dataKey: former.dataKey).layout != nil else { return }
            (tree, metadata) = try output.readEncrypted(text, in: former.stored.arena)
        } catch { throw .document(error) }
        let before: SecretSlice
        // A file that sops has damaged can be given another key all the same.
        do throws(EncryptedFileError) {
            before = try RcloneDecryption.restore(
                former.stored, former.metadata, dataKey: former.dataKey, ignoringMAC: true, damage: .accept, asSops: false
            ).text
        } catch { return }
        let after = try RcloneDecryption.restore(tree, metadata, dataKey: dataKey, ignoringMAC: false, damage: .accept, asSops: false).text
        guard before.equals(after) else { throw .unfaithful(reason: "its comments and spacing would change") }
    }
}
