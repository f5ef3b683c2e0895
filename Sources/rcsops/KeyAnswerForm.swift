/// How the commands of `key` print recipients.
struct KeyAnswerForm {
    var json: Bool
    var sopsYAML: Bool

    /// Refuses both at once.
    var checked: KeyAnswerForm {
        get throws(Failure) {
            guard !json || !sopsYAML else {
                throw Failure("RC8010", exit: 64, "--json and --sops-yaml can't go together", fix: "give one of the two")
            }
            return self
        }
    }

    var isPlain: Bool { !json && !sopsYAML }
}
