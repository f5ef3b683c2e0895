/// A remote whose pair is the one that is rotated.
package struct RotationUse: Sendable, Equatable {
    package enum Status: String, Sendable { case waiting, written, restored, conflict }

    /// Relative to the journal's folder.
    package var path: String
    package var remote: String
    /// SHA-256 of the file in hex, when it was last read and after it was written.
    package var hashBefore: String
    package var hashAfter: String?
    package var status: Status

    package init(path: String, remote: String, hashBefore: String, hashAfter: String? = nil, status: Status = .waiting) {
        self.path = path
        self.remote = remote
        self.hashBefore = hashBefore
        self.hashAfter = hashAfter
        self.status = status
    }
}
