/// Drives a rotation from one durable state to the next (§2.1), and stands still where nothing is due or a person is needed.
package struct RotationMachine: Sendable {
    package let world: RotationWorld
    package var options: Options

    /// What a person has agreed to beyond what the journal holds.
    package struct Options: Sendable, Equatable {
        package var forcesRetirement = false
        package var acceptsBlindSpots = false
        package var rollsBackAfterDeactivation = false
        /// The key that a person names as the one that a lost create has made.
        package var orphan: String?
        /// The other key that may go to make room.
        package var evicted: String?
        package var evictsActive = false
        /// Sleeps until the next step is due.
        package var waits = false

        package init() {}
    }

    package init(world: RotationWorld, options: Options = Options()) {
        self.world = world
        self.options = options
    }
}
