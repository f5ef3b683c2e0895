/// What `set` was asked for, whichever reader of arguments found it.
struct SetOptions {
    /// File, path and value; without the value when it comes from standard input.
    var words: [String] = []
    /// The third word is the name of a file that holds the value.
    var valueFile = false
    var valueStandardInput = false
    /// sops takes a threshold here, and does nothing with it.
    var shamirThreshold = 0
    var ignoresMAC = false
    var decryptionOrder: String?
    /// An equal value leaves the file as it is.
    var idempotent = false
    var formats = DocumentFormats()
    /// Called as `sops`.
    var actsAsSops = false
}
