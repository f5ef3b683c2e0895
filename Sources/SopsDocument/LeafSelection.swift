package import DocumentTree

/// Which values of a document a rule would encrypt, for those who want to know beforehand. Names only.
package enum LeafSelection {
    package struct Leaf: Sendable, Equatable {
        /// The names from the root to the value, with ` / ` between them; elements of a list have the list's.
        package let path: String
        package let isSelected: Bool
        package let isComment: Bool
    }

    /// In document order; null is left out, which is never encrypted.
    package static func leaves(of tree: DocumentTree, by selector: EncryptionSelector) throws(SopsError) -> [Leaf] {
        let plan = try LeafPlan(of: tree, selector: selector)
        return plan.leaves.map { leaf in
            Leaf(path: plan.shown(leaf), isSelected: leaf.isSelected, isComment: tree.nodes[Int(leaf.node)].kind == .comment)
        }
    }
}
