package import DocumentTree
package import SecretMemory

/// Writes a tree as sops 3.11 writes JSON: Go's `json.Indent` over Go's HTML-safe strings and shortest numbers.
package enum JSONEmitter {
    /// Wider than any style; keeps a deep document from growing beyond memory.
    package static let greatestIndent = 100

    /// Writes the one document of `tree`, and LF. After an error the output is not to be used.
    /// - Parameters:
    ///   - metadata: the items of its first document follow as the last members.
    ///   - indent: −1 is a TAB a level, n is n spaces a level; with 0 there are line breaks only.
    /// - Returns: how many comments were dropped, since JSON has none.
    @discardableResult
    package static func emit(
        _ tree: borrowing DocumentTree, metadata: DocumentTree?, indent: Int = -1, into output: inout SecretBuilder
    ) throws(JSONError) -> Int {
        var writing = try JSONWriting(indent: indent)
        guard let root = tree.roots.first else { throw .noDocument }
        guard tree.roots.count == 1 else { throw .severalDocuments(count: tree.roots.count) }
        output.reserve(writing.size(of: tree) + (metadata.map { writing.size(of: $0) } ?? 0))
        output.append("{")
        try writing.writeMembers(of: root, in: tree, into: &output)
        if let metadata, let root = metadata.roots.first { try writing.writeMembers(of: root, in: metadata, into: &output) }
        writing.closeOutermost(isBranch: true, into: &output)
        output.append("\n")
        return writing.droppedComments
    }

    /// Writes the value at `index` alone, without a final LF: `--extract` of what is no string. sops adds LF for a branch.
    /// - Returns: how many comments were dropped.
    @discardableResult
    package static func emitValue(
        at index: Int, of tree: borrowing DocumentTree, indent: Int = -1, into output: inout SecretBuilder
    ) throws(JSONError) -> Int {
        var writing = try JSONWriting(indent: indent)
        let node = tree.nodes[index]
        if node.isContainer {
            output.append(node.kind == .branch ? "{" : "[")
            try writing.writeMembers(of: index, in: tree, into: &output)
            writing.closeOutermost(isBranch: node.kind == .branch, into: &output)
        } else {
            try writing.writeScalar(at: index, in: tree, into: &output)
        }
        return writing.droppedComments
    }
}
