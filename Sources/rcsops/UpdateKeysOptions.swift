import SopsDocument

/// What `updatekeys` was asked for.
struct UpdateKeysOptions {
    /// Files; as rcsops folders too.
    var paths: [String] = []
    /// Without a question.
    var isAgreed = false
    var inputType: DocumentFormat?
    /// `--config`.
    var config: String?
    /// Only say what differs: exit 1 then. rcsops' own.
    var checksOnly = false
    var asJSON = false
    var actsAsSops = false
}
