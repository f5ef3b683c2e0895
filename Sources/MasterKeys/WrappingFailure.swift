/// A data key could not be wrapped for the keys of a file: what failed, key by key (sops 3.11 `sops.go`,
/// `updateMasterKeys`).
package struct WrappingFailure: Error, Equatable, Sendable {
    /// One sentence for each key that failed, or one for the groups.
    package let errors: [String]

    package init(errors: [String]) { self.errors = errors }

    /// As sops prints a list of errors.
    package var text: String { "[" + errors.joined(separator: " ") + "]" }
}
