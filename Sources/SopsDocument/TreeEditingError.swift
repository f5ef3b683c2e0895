/// Why a path leads nowhere, or to what can't be changed. No case holds a value.
package enum TreeEditingError: Error, Equatable, Sendable {
    /// The path is empty, and a value needs a place.
    case noPath
    /// No item of that name.
    case noSuchName([UInt8])
    /// The list is shorter, or the number is negative.
    case noSuchIndex(Int)
    /// A name, where the document has a list.
    case nameInList([UInt8])
    /// A name, where the document has a value.
    case nameInValue([UInt8])
    /// A number, where the document has a mapping or a value.
    case indexOutsideList(Int)
    /// The path goes on behind a value (sops: `Unsupported type`).
    case nothingBelowValue(TreePath.Component)
}
