/// What `recipients add` or `remove` was asked for.
struct RecipientsOptions {
    enum Act { case add, remove }

    var recipient = ""
    var paths: [String] = []
    /// From 0; nil when the files decide.
    var group: Int?
    var isAgreed = false
    var isDryRun = false
    var asJSON = false
    /// `--config`.
    var config: String?
    /// Takes the recipient out of `.sops.yaml` without a question.
    var updatesConfiguration = false
}
