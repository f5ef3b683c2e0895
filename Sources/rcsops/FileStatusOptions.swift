/// What `filestatus` was asked for, whichever reader of arguments found it.
struct FileStatusOptions {
    /// One for sops.
    var files: [String] = []
    var formats = DocumentFormats()
    /// Called as `sops`.
    var actsAsSops = false
}
