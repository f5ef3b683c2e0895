/// What `exec-file` was asked for, whichever reader of arguments found it.
struct ExecFileOptions {
    var file = ""
    /// `{}` in it stands for the plaintext's path.
    var command = ""
    var inBackground = false
    /// A regular file, and not a FIFO.
    var withoutPipe = false
    var user: String?
    var formats = DocumentFormats()
    /// The plaintext's name; `tmp-file` without one.
    var filename: String?
    var decryptionOrder: String?
    /// Called as `sops`.
    var actsAsSops = false
}
