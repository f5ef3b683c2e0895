/// The one place where a rotation's world is put together of the rooms: who is asked about keys, who accepts them, the files, the journal, the
/// lock. The commands know nothing of how any of it is done.
enum RotationBench {}

/// Where a key is used.
struct KeyUseFinding: Sendable {
    struct Use: Sendable, Equatable {
        /// As somebody would write it here.
        let path: String
        /// Absolute, and without links in it.
        let real: String
        let remote: String
        /// SHA-256 of the file in hex.
        let hash: String
        let isPlaintext: Bool
    }

    var uses: [Use]
    /// What could not be looked into: files for others, submodules, other branches.
    var blindSpots: [String]
    /// Remotes that have the key's id with another secret.
    var staleCopies: [String] = []
    /// The same at other endpoints, where it may be another key.
    var otherEndpoints: [String] = []
    /// Folders of its files that are in no Git tree: there nothing else was looked at.
    var unscanned: [String] = []
}
