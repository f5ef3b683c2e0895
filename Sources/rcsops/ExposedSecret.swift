import GitHistory

/// A value that somebody could read in a version of a file that Git's history has.
struct ExposedSecret: Sendable {
    /// To whom its version was open.
    enum Audience: Int, Sendable, Comparable {
        /// The recipient, together with holders of other key groups.
        case shared
        /// The recipient.
        case recipient
        /// Everybody who has the repository: it stood in clear.
        case everyone

        static func < (left: Audience, right: Audience) -> Bool { left.rawValue < right.rawValue }

        var word: String {
            switch self {
            case .shared: "shared"
            case .recipient: "recipient"
            case .everyone: "everyone"
            }
        }
    }

    enum Status: String, Sendable {
        /// A file has the very value now.
        case live
        /// Nothing shows that it is another now.
        case assumeLive = "assume_live"
        case superseded
        /// Another is in the file, and the back end still has this key.
        case notRevoked = "superseded_not_revoked"

        /// Something is to be done.
        var isOpen: Bool { self != .superseded }
    }

    /// Why a value counts as live though nobody has seen it.
    enum Doubt: String, Sendable {
        /// No key of ours opens the version, or what is there now.
        case unopened
        /// The value is gone from the files, and no other took its place: nobody knows whether it was revoked.
        case notReplaced = "not_replaced"
    }

    struct Place: Sendable, Equatable {
        let file: String
        let path: String
        let remote: String?
    }

    /// The file's name now, or its last one; from the root of the repository.
    let file: String
    /// Its other names where the value was exposed.
    var formerFiles: [String] = []
    /// As in `prod/secret_access_key`.
    let path: String
    let remote: String?
    let keyID: String?
    var audience: Audience
    /// Of an S3 remote's pair, which `credentials rotate` can change.
    var isPair: Bool { (remote != nil || isJournal) && path.hasSuffix("/secret_access_key") }
    var isJournal = false
    var first: HistoryCommit?
    var last: HistoryCommit?
    /// When the recipient was taken out of the file, or the file out of the tree.
    var removed: HistoryCommit?
    /// The file is encrypted to the recipient to this day.
    var isStillRecipient = false
    var status = Status.assumeLive
    var doubt: Doubt?
    /// Where the value is in use now.
    var places: [Place] = []
    /// What the back end says; nil when nobody has asked it.
    var isRevoked: Bool?
}
