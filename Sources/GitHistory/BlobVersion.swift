/// A version of a file, where a commit brought it.
package struct BlobVersion: Sendable, Equatable {
    /// The id of its content; nil where the commit took the file away.
    package let blob: String?
    /// Nil for content that no commit names.
    package let path: GitPath?
    /// The place of the commit in ``BlobHistory/commits``.
    package let commit: Int?
}

/// A commit whose changes were read.
package struct HistoryCommit: Sendable, Equatable {
    package let id: String
    /// When it was committed, in seconds since 1970.
    package let time: Int64
}

/// Why a history may not be all there is.
package enum HistoryGap: String, Sendable, CaseIterable {
    /// Older commits are missing here.
    case shallow
    /// Objects are missing here that a remote has.
    case partial
    /// git stopped before the end: a damaged repository.
    case damaged
}
