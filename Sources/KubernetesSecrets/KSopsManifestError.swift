/// Why a manifest of the kind `ksops` can't be used. Lines are 1-based, 0 when unknown.
package enum KSopsManifestError: Error, Equatable, Sendable {
    case notYAML(line: Int, reason: String)
    /// A field, as in `secretFrom[0].files`, of another type than KSops reads.
    case wrongType(line: Int, field: String, found: String, wanted: String)
    /// Neither `files` nor `secretFrom`.
    case missingFiles
    /// More than one `=` in an entry of the form KEY=PATH.
    case severalEqualsSigns(entry: String)
    /// Standard input is no ResourceList; `kind` is what it says.
    case otherKind(String)
    /// Standard input holds another number of documents than one.
    case documentCount(Int)
}
