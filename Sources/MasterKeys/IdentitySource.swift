/// A place where sops looks for age identities, and what is there.
package struct IdentitySource: Sendable {
    package enum State: Sendable, Equatable {
        /// The variable is not set.
        case notSet
        /// No file has the name.
        case missing
        /// The recipients of the identities that are there, which are no secrets.
        case found([String])
        /// There, and not usable; no secret in the text.
        case unusable(String)
        /// sops reads it, and this version of rcsops does not.
        case notRead
    }

    /// The variable, or the path.
    package let name: String
    /// The file's path, where there is one.
    package let path: String?
    package let state: State
}
