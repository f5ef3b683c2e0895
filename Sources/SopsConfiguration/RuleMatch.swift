/// What the rules of a `.sops.yaml` say of one path, and how it came to that.
package struct RuleMatch: Sendable {
    /// A rule that was looked at, and does not match.
    package struct Passed: Sendable, Equatable {
        /// 1-based.
        package let line: Int
        package let pattern: String
    }

    /// The text that patterns were held against.
    package let candidate: String
    /// In the order of the file.
    package var passed: [Passed] = []
    /// The first that matches; nil when none does.
    package var rule: CreationRule?

    init(candidate: String) { self.candidate = candidate }
}
