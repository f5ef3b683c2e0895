internal import SecretMemory

/// One run of the original file's bytes, with a hole where a value stood.
enum LayoutRecord {
    /// Blank lines, comments, overridden keys and whatever else has no value of its own.
    case literal(SecretSlice)
    case header(SecretSlice, section: ConfigName)
    /// `fragile` is the value if sops' editor could damage it, else empty.
    case entry(
        before: SecretSlice, section: ConfigName, key: ConfigName, quote: SecretSlice, after: SecretSlice, fragile: SecretSlice)
}
