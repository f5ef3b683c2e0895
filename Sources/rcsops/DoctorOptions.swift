/// What `doctor` was asked for.
struct DoctorOptions {
    /// `--config`.
    var config: String?
    var asJSON = false
}
