internal import DocumentTree
package import MasterKeys
package import SecretMemory
package import SopsDocument

/// An encrypted file that a changed plaintext is encrypted onto: its data key, its keys and rule, and the IVs of its values
/// stay, so that a diff shows what has changed and nothing else.
package struct FormerDocument: ~Copyable {
    let dataKey: SecretBytes
    let metadata: SopsMetadata
    let ivs: FormerIVs
    let stored: DocumentTree
    let bytes: SecretSlice

    private init(dataKey: consuming SecretBytes, _ metadata: SopsMetadata, _ ivs: FormerIVs, _ stored: DocumentTree, _ bytes: SecretSlice) {
        self.dataKey = dataKey
        self.metadata = metadata
        self.ivs = ivs
        self.stored = stored
        self.bytes = bytes
    }

    /// Opens the file and verifies its MAC.
    package static func open(
        _ bytes: SecretSlice, store: DocumentStore, identities: IdentitySources, in arena: SecretArena
    ) throws(EncryptedFileError) -> FormerDocument {
        let stored: DocumentTree
        let metadata: SopsMetadata
        let ivs = FormerIVs()
        do throws(SopsError) { (stored, metadata) = try store.readEncrypted(bytes, in: arena) } catch { throw .document(error) }
        let dataKey: SecretBytes
        do throws(RecoveryFailure) { dataKey = try DataKeyRecovery.recover(metadata, with: identities) } catch {
            throw .noDataKey(error)
        }
        do throws(SopsError) {
            _ = try TreeCipher.decrypt(stored, metadata: metadata, dataKey: dataKey, ignoringMAC: false, former: ivs)
        } catch { throw .document(error) }
        return FormerDocument(dataKey: dataKey, metadata, ivs, stored, bytes)
    }

    /// True when a newly encrypted tree is the stored one: the plaintext hasn't changed.
    func isSame(as tree: DocumentTree) -> Bool {
        stored.nodes.count == tree.nodes.count && stored.roots == tree.roots
            && zip(stored.nodes, tree.nodes).allSatisfy { left, right in
                left.end == right.end && left.isContainer == right.isContainer && (left.kind == .comment) == (right.kind == .comment)
                    && left.key.isSame(as: right.key) && left.text.isSame(as: right.text)
            }
    }
}
