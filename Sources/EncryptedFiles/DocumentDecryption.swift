package import DocumentTree
package import MasterKeys
package import SecretMemory
package import SopsDocument

/// Gets the plaintext of a sops document in any of the formats.
package enum DocumentDecryption {
    /// What came out, and what became of the comments.
    package struct Result {
        package let tree: DocumentTree
        /// Comments that had moved since they were encrypted, and were opened for their former place.
        package let recoveredComments: Int
        /// Comments that no key and place opens; they stay as they stand in the file.
        package let lostComments: Int
    }

    /// The decrypted tree; the MAC is verified unless it is to be ignored.
    package static func decrypt(
        _ source: SecretSlice, from store: DocumentStore, identities: IdentitySources, order: DecryptionOrder = .standard,
        ignoringMAC: Bool, in arena: SecretArena
    ) throws(EncryptedFileError) -> Result {
        let stored: DocumentTree
        let metadata: SopsMetadata
        do throws(SopsError) { (stored, metadata) = try store.readEncrypted(source, in: arena) } catch { throw .document(error) }
        let dataKey: SecretBytes
        do throws(RecoveryFailure) { dataKey = try DataKeyRecovery.recover(metadata, with: identities, order: order) } catch {
            throw .noDataKey(error)
        }
        do throws(SopsError) {
            var tree = try TreeCipher.decrypt(stored, metadata: metadata, dataKey: dataKey, ignoringMAC: ignoringMAC)
            let comments = try CommentPlaces.recover(&tree, dataKey: dataKey)
            return Result(tree: tree, recoveredComments: comments.recovered.count, lostComments: comments.lost)
        } catch { throw .document(error) }
    }

    /// The plain text of a result in a format.
    package static func text(of result: Result, in store: DocumentStore) throws(EncryptedFileError) -> SecretSlice {
        do throws(SopsError) { return try store.write(result.tree) } catch { throw .document(error) }
    }
}
