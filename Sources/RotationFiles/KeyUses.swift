package import CredentialRotation

/// All places where an access key is used, as far as they can be seen (§2.4).
package struct KeyUses: Sendable, Equatable {
    package struct Use: Sendable, Hashable {
        /// Without links in it.
        package let path: String
        package let remote: String
        /// SHA-256 of the file in hex.
        package let hash: String
        package let isPlaintext: Bool
    }

    package var uses: [Use] = []
    /// The id with another secret: a copy that was forgotten at an earlier change.
    package var staleCopies: [Use] = []
    /// The same id with another secret at another endpoint, which may be another key.
    package var otherEndpoints: [Use] = []
    package var blindSpots: [BlindSpot] = []
    /// Folders in which only what was named was looked at, since they are in no Git tree; whoever puts the scopes together knows.
    package var unscanned: [String] = []
    /// How many files were looked into.
    package var filesRead = 0

    /// As a journal in `folder` holds them, in bytewise order of their paths.
    package func rotationUses(in folder: String) -> [RotationUse] {
        let base = FilePath.real(folder) ?? folder
        return uses.map { RotationUse(path: FilePath.relative($0.path, to: base), remote: $0.remote, hashBefore: $0.hash) }
    }

    mutating func add(_ other: KeyUses) {
        uses += other.uses
        staleCopies += other.staleCopies
        otherEndpoints += other.otherEndpoints
        blindSpots += other.blindSpots
        filesRead += other.filesRead
    }

    /// In a fixed order, and each once, however many links lead to a file.
    mutating func sort() {
        func sorted(_ uses: [Use]) -> [Use] {
            Array(Set(uses)).sorted { FilePath.precedes($0.path, $1.path) || $0.path == $1.path && FilePath.precedes($0.remote, $1.remote) }
        }
        uses = sorted(uses)
        staleCopies = sorted(staleCopies)
        otherEndpoints = sorted(otherEndpoints)
        blindSpots = Array(Set(blindSpots)).sorted { FilePath.precedes($0.text, $1.text) }
    }
}
