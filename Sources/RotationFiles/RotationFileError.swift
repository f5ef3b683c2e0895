/// Why a rotation's files can't be read or written, where ``RotationDocumentError`` and ``RotationStoreError`` say too little.
package enum RotationFileError: Error, Sendable, Equatable {
    /// Another rotation holds the file's lock; its process where it is known.
    case locked(path: String, pid: Int32?)
    /// The lock file can't be made or opened.
    case unlockable(path: String, errorNumber: Int32)
    /// There is no journal.
    case noJournal(path: String)
    case unreadableJournal(path: String, errorNumber: Int32)
    /// The journal is not one, or not whole.
    case malformedJournal(path: String)
    /// Its MAC does not fit what it says.
    case tamperedJournal(path: String)
    /// No identity here opens it; its recipients.
    case closedJournal(path: String, recipients: [String])
    /// Git could not be asked.
    case git(reason: String)
}
