/// Why no Secret can be made.
package enum SecretManifestError: Error, Equatable, Sendable {
    /// `what` is "Secret" or "namespace"; the rule is that of Kubernetes object names.
    case invalidName(what: String, name: String, rule: String)
    /// Kubernetes takes at most 1 MiB of data in a Secret; `size` in bytes.
    case tooLarge(size: Int, limit: Int)
}
