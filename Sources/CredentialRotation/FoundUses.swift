/// Where a key stands, as a search has found it.
package struct FoundUses: Sendable, Equatable {
    /// Remotes that can be given another pair.
    package var uses: [RotationUse]
    /// Where nobody could look, or the pair can't be replaced: for people.
    package var blindSpots: [String]
    /// Those of ``blindSpots`` in which the key was seen, and not only may be: an agreement to what can't be known does not cover them.
    package var naming: [String]

    package init(uses: [RotationUse] = [], blindSpots: [String] = [], naming: [String] = []) {
        self.uses = uses
        self.blindSpots = blindSpots
        self.naming = naming
    }

    /// Every place that is known to have the key: one that stands in any of them is not to be deleted (§2.5).
    var places: [String] { uses.map { $0.path + ": [" + $0.remote + "]" } + naming }
}
