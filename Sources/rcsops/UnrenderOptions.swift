/// What `unrender` was asked for.
struct UnrenderOptions {
    var file: String?
    /// Which Secret, where there are several.
    var name: String?
    var namespace: String?
    /// Which of its values; nil for the one that is an rclone.conf.
    var key: String?
    /// A new file.
    var output: String?
    /// With ``EncryptOptions/onto``: that file is replaced.
    var inPlace = false
    /// The plaintext is asked for.
    var isPlain = false
    /// Whom the result is encrypted to.
    var encryption = EncryptOptions()
}
