/// What `unset` was asked for, and all but the value of `set`, whichever reader of arguments found it.
struct ValueChangeOptions {
    /// The file and the path; for `set` the value behind them, unless it comes from standard input.
    var words: [String] = []
    var ignoresMAC = false
    var decryptionOrder: String?
    /// What would not change a value, or not find it, leaves the file as it is, and is no error.
    var idempotent = false
    var formats = DocumentFormats()
    /// Called as `sops`.
    var actsAsSops = false
}
