internal import AgeEncryption

/// What one source of identities gave.
struct SourceReading: Sendable {
    enum Result: Sendable {
        /// A variable that is not set, or a default file that is not there.
        case absent
        /// A variable names a file that is not there; in sops' words.
        case missing(String)
        /// Nothing but comments.
        case empty
        case identities([any AgeIdentity])
        /// In sops' words; no secret in the text.
        case failed(String)
    }

    let kind: IdentitySourceKind
    /// The variable, or the path of a default file.
    let name: String
    /// The file's path, where there is one.
    let path: String?
    let result: Result
}
