/// What `unset` was asked for, whichever reader of arguments found it.
struct UnsetOptions {
    /// File and path.
    var words: [String] = []
    /// sops takes a threshold here, and does nothing with it.
    var shamirThreshold = 0
    var ignoresMAC = false
    var decryptionOrder: String?
    /// A value that is not there leaves the file as it is, and is no error.
    var idempotent = false
    var formats = DocumentFormats()
    /// Called as `sops`.
    var actsAsSops = false
}
