internal import Cryptography
internal import DocumentTree
internal import MasterKeys
package import SecretMemory
package import SopsDocument

/// Makes a sops document of a plain file in any of the formats.
package enum DocumentEncryption {
    /// The document's bytes. With a `former` file, its data key, recipients and rule are taken over, and what hasn't
    /// changed keeps its ciphertext; a wholly unchanged file is given back as it is.
    package static func encrypt(
        _ source: SecretSlice, from input: DocumentStore, to output: DocumentStore, plan: EncryptionPlan,
        effects: Effects, in arena: SecretArena
    ) throws(EncryptedFileError) -> SecretSlice {
        let dataKey = SecureRandom.secret(DataKeyWrapping.dataKeySize)
        let tree: DocumentTree
        do throws(SopsError) { tree = try plainTree(source, from: input, to: output, in: arena) } catch { throw .document(error) }
        var metadata = try plan.metadata(wrapping: dataKey, selector: plan.selector ?? .standard, with: effects.keys)
        do throws(SopsError) {
            // A rule makes no sense for one value, and sops writes none (sops 3.11 `main.go`).
            metadata.hasSelector = input.format != .binary
            return try keepingComments(of: tree) { (tree) throws(SopsError) in
                let (encrypted, text) = try TreeCipher.encrypt(
                    tree, metadata: &metadata, dataKey: dataKey, unixSeconds: effects.now(), store: output, fill: effects.fill)
                return try EncryptedOutput(store: output, metadata: metadata, plain: tree, effects: effects)
                    .verified(text, of: encrypted, dataKey: dataKey)
            }
        } catch { throw .document(error) }
    }

    /// The same onto a former file.
    package static func encrypt(
        _ source: SecretSlice, from input: DocumentStore, to output: DocumentStore, onto former: borrowing FormerDocument,
        effects: Effects, in arena: SecretArena
    ) throws(EncryptedFileError) -> SecretSlice {
        do throws(SopsError) {
            let tree = try plainTree(source, from: input, to: output, in: arena)
            if former.holds(tree) { return former.bytes }
            var metadata = former.metadata
            return try keepingComments(of: tree) { (tree) throws(SopsError) in
                let encrypted = try TreeCipher.encrypt(
                    tree, metadata: &metadata, dataKey: former.dataKey, unixSeconds: effects.now(), former: former.ivs,
                    fill: effects.fill)
                return try EncryptedOutput(store: output, metadata: metadata, plain: tree, effects: effects)
                    .verified(try output.write(encrypted, metadata: metadata), of: encrypted, dataKey: former.dataKey)
            }
        } catch { throw .document(error) }
    }

    /// A comment in a place from which no reader takes it (behind a flow collection in a list) goes above the root's item
    /// that holds it, from where every reader does.
    static func keepingComments(
        of tree: DocumentTree, _ encrypt: (DocumentTree) throws(SopsError) -> EncryptedOutput.Verified
    ) throws(SopsError) -> SecretSlice {
        var tree = tree
        var made = try encrypt(tree)
        guard !made.lostComments.isEmpty else { return made.text }
        tree.raise(made.lostComments)
        made = try encrypt(tree)
        guard made.lostComments.isEmpty else { throw .unfaithful(path: "a comment") }
        return made.text
    }

    private static func plainTree(
        _ source: SecretSlice, from input: DocumentStore, to output: DocumentStore, in arena: SecretArena
    ) throws(SopsError) -> DocumentTree {
        let tree = try input.read(source, in: arena)
        guard !tree.roots.isEmpty else { throw .noDocument }
        guard !output.holdsReservedName(tree) else { throw .alreadyEncrypted }
        return tree
    }
}
