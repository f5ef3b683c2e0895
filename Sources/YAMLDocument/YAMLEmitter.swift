package import DocumentTree
package import SecretMemory

/// Writes a tree as sops 3.11 does, which hands it, with the comments tied to the nodes beside them, to yaml.v3 3.0.4.
///
/// The bytes are the same but where sops loses a value or a comment. Then the value is quoted, or the comment stands next
/// to where it belongs:
/// - a text of several lines that begins with TAB, or has one of Unicode's line breaks, is double-quoted;
/// - a text `<<`, as a key or not, is quoted, and only a true merge key is written `!!merge <<`;
/// - the indentation digit of a block scalar in a list is the one that the text has;
/// - comments of an empty mapping stand before its key;
/// - a comment that sops would write between a mark and the `[]` or `{}` behind it comes after these;
/// - no empty line is put between a `|+` scalar and a comment at the end of the document;
/// - where sops replaces a comment that it holds back by another, both are written.
package enum YAMLEmitter {
    /// Appends the bytes that sops prints.
    ///
    /// - Parameters:
    ///   - metadata: a tree whose first document's items (`sops`) end each document; nil for plaintext.
    ///   - indent: spaces for one level; 0 is the default, 4.
    /// - Throws: `negativeIndent`, and `notCanonical` for a scalar that no reader makes; some bytes are written then.
    package static func emit(
        _ tree: borrowing DocumentTree, metadata: DocumentTree?, indent: Int, into output: inout SecretBuilder
    ) throws(YAMLEmitterError) {
        guard indent >= 0 else { throw .negativeIndent }
        let nodes = tree.nodes
        let ending = metadata?.nodes ?? []
        let endingRoot = metadata?.roots.first
        output.reserve(YAMLEmitterWalk.expectedSize(of: nodes))
        var walk = YAMLEmitterWalk(into: output, indent: indent)
        var failure: YAMLEmitterError?
        do throws(YAMLEmitterError) {
            for (place, root) in tree.roots.enumerated() {
                if place > 0 { walk.separateDocuments() }
                try walk.document(root, of: nodes, endingWith: endingRoot.map { ($0, ending) })
            }
        } catch {
            failure = error
        }
        output = walk.finish()
        if let failure { throw failure }
    }

    /// Appends what `sops decrypt --extract` prints for one value that is neither a mapping nor a string.
    ///
    /// - Parameter indent: as above; sops 3.11 does not pass its setting on here, and always takes the default.
    /// - Throws: as ``emit(_:metadata:indent:into:)``.
    package static func emitValue(
        at index: Int, of tree: borrowing DocumentTree, indent: Int = 0, into output: inout SecretBuilder
    ) throws(YAMLEmitterError) {
        guard indent >= 0 else { throw .negativeIndent }
        let nodes = tree.nodes
        var walk = YAMLEmitterWalk(into: output, indent: indent)
        var failure: YAMLEmitterError?
        do throws(YAMLEmitterError) { try walk.document(index, of: nodes, endingWith: nil) } catch { failure = error }
        output = walk.finish()
        if let failure { throw failure }
    }
}
