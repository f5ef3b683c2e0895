/// A field of `.sops.yaml` that sops does not know, and ignores without a word: a misspelt `encrypted_regex` leaves every value
/// to another rule than the one that was meant.
package struct UnknownField: Sendable, Equatable {
    package let name: String
    /// 1-based; the column counts characters, as libyaml does.
    package let line: Int
    package let column: Int
    /// What the field stands in, in words.
    package let parent: String
    /// The field that was probably meant.
    package let nearest: String?
}
