package import DocumentTree

/// Reads YAML as sops 3.11 does (yaml.v3 3.0.4), by libyaml's scanner.
package enum YAMLReader {
    /// Reads every document of `source` into `tree`, one root branch each; an empty source gives none.
    ///
    /// Comments stand where sops' tree has them. Aliases are copies of what they name; merge keys stay items
    /// (``TreeNode/isMergeKey``). `source` must outlive the tree: most texts are parts of it.
    package static func read(_ source: TreeText, into tree: inout DocumentTree) throws(YAMLError) {
        guard !source.isEmpty else { return }
        let reader = try YAMLTokenReader.reader(of: try YAMLSource(source, arena: tree.arena))
        var composer = YAMLComposer(tokens: reader.tokens, comments: reader.comments)
        try composer.compose()
        guard !composer.tree.roots.isEmpty else { throw .onlyComments }
        var builder = YAMLTreeBuilder(composer.tree)
        try builder.build(into: &tree)
    }
}
