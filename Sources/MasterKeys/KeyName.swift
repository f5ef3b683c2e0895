/// A master key's name in a sentence: a post-quantum recipient has 2,000 letters, an RSA key 400 or more.
package enum KeyName {
    private static let limit = 200

    /// Beginning and end of a long one.
    package static func shown(_ name: String) -> String {
        name.utf8.count <= limit ? name : name.prefix(28) + "…" + name.suffix(20)
    }
}
