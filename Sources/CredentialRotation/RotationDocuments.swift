package import AWSSigning

/// The files that hold the pair.
package protocol RotationDocuments: Sendable {
    /// What the file holds now, MAC checked.
    func look(at use: RotationUse) throws(RotationDocumentError) -> PairOnDisk
    /// Merges two values into what the file holds now, and replaces it; it must have the hash that was last seen (§2.4). The hash afterwards.
    /// `isCurrent` is asked last of all, when no lock is left to wait for; where it says no, the file stays, and counts as changing.
    func write(_ pair: AWSCredentials, to use: RotationUse, seen: PairOnDisk, isCurrent: () -> Bool) throws(RotationDocumentError) -> String
    /// Has the disk keep what a file holds, where a run that died has put it: it may not have synced it (§6, case 26).
    func makeDurable(_ use: RotationUse) throws(RotationDocumentError)
    /// All uses of a key id at an endpoint, found anew.
    func uses(ofKey id: String) throws(RotationDocumentError) -> FoundUses
    /// Commits the written files, which are to hold that pair, and renders what is to be rendered; the commit, or nil when none was wanted.
    func publish(_ journal: RotationJournal, holding pair: AWSCredentials) throws(RotationDocumentError) -> String?
}

package struct PairOnDisk: Sendable {
    /// SHA-256 of the file in hex.
    package let hash: String
    package let pair: AWSCredentials

    package init(hash: String, pair: AWSCredentials) {
        self.hash = hash
        self.pair = pair
    }
}

package enum RotationDocumentError: Error, Sendable, Equatable {
    /// Nothing there, or no such remote; with remotes that have the same key id.
    case missing(path: String, remote: String, candidates: [String])
    /// It holds another pair than expected.
    case conflict(path: String, remote: String)
    /// It changed again and again.
    case changing(path: String)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, step: String, errorNumber: Int32)
    case severalLinks(path: String)
    /// Git's state, hooks, or the program that renders.
    case notPublished(reason: String)
}
