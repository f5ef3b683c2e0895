/// What `rotate` was asked for, whichever reader of arguments found it.
struct RotateOptions {
    /// One for sops; more with `inPlace`.
    var files: [String] = []
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
    /// How many files are prepared at once; 0: as many as there are processors.
    var jobs = 0
    /// Called as `sops`.
    var actsAsSops = false
}
