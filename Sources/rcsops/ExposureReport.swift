import GitHistory

/// What one recipient, and everybody with the repository, could read in its history.
struct ExposureReport: Sendable {
    struct Journal: Sendable {
        let file: String
        let commit: HistoryCommit?
        let audience: ExposedSecret.Audience?
    }

    let recipient: RecipientName
    /// The work tree, or the bare repository.
    let root: String
    let isBare: Bool
    let since: String?
    let isDeep: Bool
    /// How many versions were looked at, and how many of them were sops documents.
    var versions = 0
    var documents = 0
    /// Larger than what is read, and taken for no credentials.
    var tooLarge = 0
    /// Some version names the recipient.
    var isRecipientKnown = false
    /// Words for what may be missing.
    var gaps: Set<String> = []
    var secrets: [ExposedSecret] = []
    /// Files of today with secrets in clear.
    var plainFiles: Set<String> = []
    /// A rotation's journal is not for Git: each version has two pairs under a data key of its own.
    var journals: [Journal] = []

    /// 9 for secrets in use, 8 where not all could be looked at.
    var exitCode: Int32 {
        if secrets.contains(where: { $0.status.isOpen && $0.audience != .shared }) { return 9 }
        return gaps.isEmpty ? 0 : 8
    }
}
