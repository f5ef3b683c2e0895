/// Why a text is no path into a document (sops 3.11 `cmd/sops/main.go`, `parseTreePath`). Paths are no secrets.
package enum TreePathError: Error, Equatable, Sendable {
    /// A component without its closing bracket.
    case unclosed(component: String)
    /// A component that is neither quoted nor a number.
    case notAnIndex(component: String)
    /// A number of more than 64 bits.
    case indexOutOfRange(component: String)
    /// Nothing between the brackets, or one quote; sops crashes.
    case emptyComponent
}
