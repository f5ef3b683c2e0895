import SopsDocument

/// What `rules` was asked for.
struct RulesOptions {
    var files: [String] = []
    /// `--config`.
    var config: String?
    /// What the files are, where their names don't say it.
    var inputType: DocumentFormat?
    var asJSON = false
}
