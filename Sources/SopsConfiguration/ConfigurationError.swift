/// Why `.sops.yaml` gives no answer. sops exits 1 for each of them.
package enum ConfigurationError: Error, Equatable, Sendable {
    /// The file that was named can't be read.
    case unreadable(path: String, reason: String)
    /// It is no YAML, or a field has another type; `line` is 1-based, 0 when unknown.
    case malformed(path: String, line: Int, reason: String)
    /// There are creation rules, and none matches the file.
    case noMatchingRule(config: String, file: String)
    /// A `path_regex` or selector that RE2 refuses.
    case invalidRegularExpression(config: String, line: Int, pattern: String, reason: String)
    /// A rule with more than one of the six selectors.
    case severalSelectors(config: String, line: Int)
    /// A text that is no key of the kind it is given for, in the rule that matches.
    case malformedKey(config: String, line: Int, reason: String)
    /// A destination rule that names more than one place.
    case severalDestinations(config: String, line: Int)
    /// No destination rule matches the file.
    case noMatchingDestination(config: String, file: String)
}
