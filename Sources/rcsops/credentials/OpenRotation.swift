import CredentialRotation
import Synchronization

/// A rotation that can be driven: held files, a world, and the journal as it stands.
protocol OpenRotation: AnyObject, Sendable {
    var journal: RotationJournal { get }
    /// Where that lies, absolute.
    var journalPath: String { get }
    /// What it waits for.
    var progress: RotationProgress { get }
    /// What was seen of the user's keys meanwhile.
    var sightings: KeySightings { get }
    /// Keys that the user may have at once, as far as it is known.
    var limit: Int? { get }
    /// Goes from state to state until it stands; with what an abort is asked.
    func drive(to goal: RotationJournal.Goal, _ options: RotationMachine.Options) async -> RotationStop
    /// Asks only whether the old pair is still accepted, and says so in the journal (`confirm-retired`).
    func confirmRetired(_ options: RotationMachine.Options) async -> RotationStop
    /// Lets go of the files.
    func close()
}

/// The one of this process, whose files stay locked as long as it is open.
final class LiveRotation: OpenRotation {
    private struct State {
        var rotation: Rotation
        /// Nothing of it is on the disk yet.
        var isPlanned: Bool
    }

    let journalPath: String
    let progress: RotationProgress
    let sightings: KeySightings
    private let world: RotationWorld
    private let hold: RotationHold
    private let state: Mutex<State>

    init(
        _ rotation: Rotation, at path: String, isPlanned: Bool, in world: RotationWorld, hold: RotationHold, progress: RotationProgress, sightings: KeySightings
    ) {
        (journalPath, self.progress, self.sightings) = (path, progress, sightings)
        (self.world, self.hold) = (world, hold)
        state = Mutex(State(rotation: rotation, isPlanned: isPlanned))
    }

    var journal: RotationJournal { state.withLock { $0.rotation.journal } }
    var limit: Int? { world.service.traits.limit }

    func drive(to goal: RotationJournal.Goal, _ options: RotationMachine.Options) async -> RotationStop {
        let machine = RotationMachine(world: world, options: options)
        let (rotation, isPlanned) = state.withLock { ($0.rotation, $0.isPlanned) }
        if isPlanned { return keep(await machine.begin(rotation.journal, rotation.secrets)) }
        return keep(goal == .aborted ? await machine.abort(rotation) : await machine.resume(rotation))
    }

    func confirmRetired(_ options: RotationMachine.Options) async -> RotationStop {
        let rotation = state.withLock { $0.rotation }
        return keep(await RotationMachine(world: world, options: options).confirmRetired(rotation))
    }

    private func keep(_ outcome: RotationOutcome) -> RotationStop {
        state.withLock { state in
            state.rotation = outcome.rotation
            state.isPlanned = false
        }
        return outcome.stop
    }

    func close() { hold.release() }
}
