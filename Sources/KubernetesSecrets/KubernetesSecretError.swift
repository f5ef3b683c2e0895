/// Why no Secret can be made: a rule of the API server (apimachinery `validation`, core `ValidateSecret`), or of YAML.
package enum KubernetesSecretError: Error, Equatable, Sendable {
    /// `what` is "Secret" or "namespace"; the rule is that of Kubernetes object names.
    case invalidName(what: String, name: String, rule: String)
    /// `size` in bytes of all values.
    case tooLarge(size: Int, limit: Int)
    case invalidKey(String)
    case duplicateKey(String)
    case invalidLabelKey(String, isAnnotation: Bool)
    case invalidLabelValue(key: String)
    /// In bytes of all of them.
    case annotationsTooLarge(size: Int, limit: Int)
    case invalidType(String)
    /// The type wants these keys.
    case missingKey(type: String, wanted: String)
    /// The type wants this annotation.
    case missingAnnotation(type: String, wanted: String)
    /// The value under `.dockerconfigjson` or `.dockercfg` is no JSON object.
    case notJSON(key: String)
    /// Text is asked for, and the value holds bytes that no text has; at that offset.
    case notText(key: String, offset: Int)
}
