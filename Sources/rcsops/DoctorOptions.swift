/// What `doctor` was asked for.
struct DoctorOptions {
    /// `--config`.
    var config: String?
    var asJSON = false
    /// The folder of a kustomization, when that is what is to be looked at.
    var kustomize: String?
}
