/// What `rotate` was asked for, whichever reader of arguments found it.
struct RotateOptions {
    /// One for sops; more with `inPlace`.
    var files: [String] = []
    /// How many files at once; 0 for as many as there are processors.
    var jobs = 0
    var isQuiet = false
    var inPlace = false
    var output: String?
    var formats = DocumentFormats()
    var filenameOverride: String?
    /// `--add-age` and its like.
    var additions: [MasterKeyChange] = []
    /// `--rm-age` and its like.
    var removals: [MasterKeyChange] = []
    var encryptionContext: String?
    var decryptionOrder: String?
    /// Called as `sops`.
    var actsAsSops = false
}
