/// What `filestatus` was asked for, whichever reader of arguments found it.
struct FileStatusOptions {
    /// One for sops.
    var files: [String] = []
    /// How many at once; 0: as many as there are processors.
    var jobs = 0
    var formats = DocumentFormats()
    /// Called as `sops`.
    var actsAsSops = false
}
