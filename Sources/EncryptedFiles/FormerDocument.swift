internal import Cryptography
package import DocumentTree
package import MasterKeys
package import SecretMemory
package import SopsDocument

/// An encrypted file that was opened to be changed: a plaintext is encrypted onto it, values are set, keys exchanged. Its data
/// key, its keys and rule, and the IVs of its values stay where they may, so that a diff shows what has changed and nothing else.
package struct FormerDocument: ~Copyable {
    let dataKey: SecretBytes
    package private(set) var metadata: SopsMetadata
    let ivs: FormerIVs
    let stored: DocumentTree
    let bytes: SecretSlice
    /// What the file decrypts to.
    let plain: DocumentTree
    let sealed: SealedComments
    let store: DocumentStore
    /// Only then may the former bytes be given back where nothing has changed.
    private var isAsItWas = true

    private init(
        dataKey: consuming SecretBytes, _ metadata: SopsMetadata, _ ivs: FormerIVs, _ stored: DocumentTree, _ bytes: SecretSlice,
        _ plain: DocumentTree, _ sealed: SealedComments, _ store: DocumentStore
    ) {
        self.dataKey = dataKey
        self.metadata = metadata
        self.ivs = ivs
        self.stored = stored
        self.bytes = bytes
        self.plain = plain
        self.sealed = sealed
        self.store = store
    }

    /// Opens the file and verifies its MAC, unless that is to be ignored.
    package static func open(
        _ bytes: SecretSlice, store: DocumentStore, identities: IdentitySources, order: DecryptionOrder = .standard,
        ignoringMAC: Bool = false, in arena: SecretArena
    ) throws(EncryptedFileError) -> FormerDocument {
        let stored: DocumentTree
        let metadata: SopsMetadata
        let ivs = FormerIVs()
        do throws(SopsError) { (stored, metadata) = try store.readEncrypted(bytes, in: arena) } catch { throw .document(error) }
        let dataKey: SecretBytes
        do throws(RecoveryFailure) { dataKey = try DataKeyRecovery.recover(metadata, with: identities, order: order) } catch {
            throw .noDataKey(error)
        }
        var plain: DocumentTree
        let sealed: SealedComments
        do throws(SopsError) {
            plain = try TreeCipher.decrypt(stored, metadata: metadata, dataKey: dataKey, ignoringMAC: ignoringMAC, former: ivs)
            let recovered = try CommentPlaces.recover(&plain, dataKey: dataKey).recovered
            sealed = try SealedComments(in: stored, recovered: recovered, selector: metadata.selector)
        } catch { throw .document(error) }
        return FormerDocument(dataKey: dataKey, metadata, ivs, stored, bytes, plain, sealed, store)
    }

    /// The plaintext for changes by path. Comments that are encrypted against the rule are in it as they are in the file.
    package var editable: DocumentTree {
        var tree = plain
        sealed.restore(in: &tree, from: stored)
        return tree
    }

    /// A document that no file has yet, with a data key that is wrapped for the plan's recipients. `hasRule` is false for
    /// binary documents.
    package static func new(
        _ plan: EncryptionPlan, hasRule: Bool, store: DocumentStore, with keys: MasterKeyAccess, in arena: SecretArena
    ) throws(EncryptedFileError) -> FormerDocument {
        let dataKey = SecureRandom.secret(DataKeyWrapping.dataKeySize)
        var metadata = try plan.metadata(wrapping: dataKey, selector: plan.selector ?? .standard, with: keys)
        metadata.hasSelector = hasRule
        // What sops shows of a document that was never saved (3.11 `edit -s`), and reads back.
        metadata.lastModified = "0001-01-01T00:00:00Z"
        let empty = DocumentTree(arena: arena)
        var former = FormerDocument(dataKey: dataKey, metadata, FormerIVs(), empty, arena.store([]), empty, .none, store)
        former.isAsItWas = false
        return former
    }

    /// Goes on with other metadata, or into another format: nothing may be given back as it was.
    package mutating func change(to metadata: SopsMetadata) {
        self.metadata = metadata
        isAsItWas = false
    }

    /// True when a plaintext is what the file decrypts to. Compared as they are printed: in YAML a comment may have moved in
    /// the tree since it was written, once, and is printed in the same place all the same.
    func holds(_ tree: DocumentTree) -> Bool {
        guard isAsItWas, let mine = try? store.write(plain), let other = try? store.write(tree) else { return false }
        if mine.equals(other) { return true }
        guard store.format == .yaml, let again = try? store.read(other, in: tree.arena), let printed = try? store.write(again) else { return false }
        return mine.equals(printed)
    }

    /// True when a newly encrypted tree is the stored one: the plaintext hasn't changed.
    func isSame(as tree: DocumentTree) -> Bool {
        isAsItWas && stored.nodes.count == tree.nodes.count && stored.roots == tree.roots
            && zip(stored.nodes, tree.nodes).allSatisfy { left, right in
                left.end == right.end && left.isContainer == right.isContainer && (left.kind == .comment) == (right.kind == .comment)
                    && left.key.isSame(as: right.key) && left.text.isSame(as: right.text)
            }
    }
}
