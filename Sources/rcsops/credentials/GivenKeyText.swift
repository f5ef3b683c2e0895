import CredentialRotation

/// What an abort has left of the pair that a person gave, which is not rcsops' to delete.
struct GivenKeyText {
    let journal: RotationJournal
    let masksIDs: Bool

    /// The key that is still valid, and that nobody else tells of; nil where there is none.
    var id: String? {
        guard journal.state == .aborted, journal.events.last?.note != RotationJournal.leftAsIs, journal.isOfGivenPair else { return nil }
        guard let id = journal.newID, id != journal.oldID else { return nil }
        return masksIDs ? KeyIDText.masked(id) : id
    }

    /// Follows what is said of the rotation.
    var suffix: String { id.map { "; " + $0 + ", which was given, is valid as before: delete it where it was made, unless somebody needs it" } ?? "" }
}

extension RotationJournal {
    /// True where the new pair is one that a person brought: `manual` and `--adopt`.
    var isOfGivenPair: Bool { source == KeySource.manual.rawValue || settings?.adopts == true }
}
