/// Why a Secret can't be read back.
package enum StoredSecretError: Error, Equatable, Sendable {
    /// None at all, or none of the names that were asked for; `others` are there, as namespace/name.
    case noSecret(others: [String])
    /// More than one fits, as namespace/name.
    case several([String])
    /// The Secret has no such key; `others` are there.
    case noKey(String, others: [String])
    /// The value under `data` is not base64.
    case malformedBase64(key: String)
    /// The value is a number, a truth value or a collection.
    case notText(key: String)
}
