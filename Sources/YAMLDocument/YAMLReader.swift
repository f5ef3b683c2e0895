package import DocumentTree

/// Reads YAML as sops 3.11 does (yaml.v3 3.0.4), by libyaml's scanner.
package enum YAMLReader {
    /// Reads every document of `source` into `tree`, one root branch each; an empty source gives none.
    ///
    /// Comments stand where sops' tree has them. Aliases are copies of what they name; merge keys stay items
    /// (``TreeNode/isMergeKey``). `source` must outlive the tree: most texts are parts of it.
    /// With `byTokensOnly` ordinary lines take the long way too, which gives the same.
    package static func read(
        _ source: TreeText, into tree: inout DocumentTree, byTokensOnly: Bool = false
    ) throws(YAMLError) {
        guard !source.isEmpty else { return }
        if !byTokensOnly, tree.roots.isEmpty, let offset = YAMLOrdinaryLines.read(source, into: &tree) {
            if offset == source.count || join(source[offset..<source.count], to: &tree) { return }
            tree = DocumentTree(arena: tree.arena)
        }
        try readTokens(source, into: &tree)
    }

    /// Adds the items of the rest of a document. False when the whole has to be read at once: to tell an error in its
    /// place, or since the rest has more documents or a key that the tree has.
    private static func join(_ rest: TreeText, to tree: inout DocumentTree) -> Bool {
        // A key that has a tag is the same as one without when their texts are, which the tree doesn't say any more.
        guard rest.firstOffset(of: UInt8(ascii: "!")) == nil else { return false }
        var other = DocumentTree(arena: tree.arena)
        guard (try? readTokens(rest, into: &other)) != nil, other.roots.count == 1 else { return false }
        var names = NameTable()
        for part in [tree, other] {
            for item in part.members(of: part.roots[0]) where part.nodes[item].kind != .comment {
                if names.place(of: part.nodes[item].key) != nil { return false }
            }
        }
        tree.append(contentsOf: other)
        return true
    }

    private static func readTokens(_ source: TreeText, into tree: inout DocumentTree) throws(YAMLError) {
        let reader = try YAMLTokenReader.reader(of: try YAMLSource(source, arena: tree.arena))
        var composer = YAMLComposer(tokens: reader.tokens, comments: reader.comments)
        try composer.compose()
        guard !composer.tree.roots.isEmpty else { throw .onlyComments }
        var builder = YAMLTreeBuilder(composer.tree)
        try builder.build(into: &tree)
    }
}
