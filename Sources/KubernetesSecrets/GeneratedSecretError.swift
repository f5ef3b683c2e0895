/// Why files can't be put together in one Secret. Keys and files are named, values never are.
package enum GeneratedSecretError: Error, Equatable, Sendable {
    /// Two files give the same key.
    case keyTwice(key: String, first: String, second: String)
    /// A text with bytes that are no UTF-8; the first of them stands at `offset`, from 0.
    case notUTF8(key: String, file: String, offset: Int)
}
