import AWSSigning
import CredentialRotation
import ObjectStorage
import Testing

/// One rotation in a simulated world, whose processes come and go.
struct RotationCase {
    let simulation: Simulation

    init(_ backEnd: Simulation.BackEnd = .aws, files: Int = 1, isImmediate: Bool = true, change: (inout RotationJournal) -> Void = { _ in }) {
        simulation = Simulation(backEnd, state: .planned(files: files, isImmediate: isImmediate, change: change))
        simulation.keepsCalls = true
    }

    var state: SimulatedState { simulation.state }
    var journal: RotationJournal? { state.journal }
    var keys: [Int] { state.keys.map(\.pair) }
    var pairs: [Int?] { state.files.map(\.pair) }
    var notes: [String] { journal?.events.compactMap(\.note) ?? [] }

    func has(_ note: String) -> Bool { notes.contains(note) }
    func isActive(_ pair: Int) -> Bool? { state.key(pair)?.isActive }

    /// A new process that goes on from the journal.
    @discardableResult func resume(_ options: RotationMachine.Options = .init()) async -> RotationStop {
        simulation.isDead = false
        simulation.isOut = false
        guard let rotation = simulation.durable else { return .interrupted }
        return await simulation.machine(options).resume(rotation).stop
    }

    @discardableResult func abort(_ options: RotationMachine.Options = .init()) async -> RotationStop {
        simulation.isDead = false
        simulation.isOut = false
        guard let rotation = simulation.durable else { return .interrupted }
        return await simulation.machine(options).abort(rotation).stop
    }

    /// Resumes as a schedule does, whenever something is due.
    @discardableResult func finish(_ options: RotationMachine.Options = .init()) async -> RotationStop {
        for _ in 0..<10 {
            let stop = await resume(options)
            guard case .waiting(let due) = stop else { return stop }
            simulation.state.now = max(state.now, due)
        }
        return .interrupted
    }

    /// The new pair alone is there, in every file; no secret is left in the journal.
    func expectDone(_ pair: Int, _ stop: RotationStop, location: SourceLocation = #_sourceLocation) {
        #expect(stop == .done, sourceLocation: location)
        #expect(keys == [pair], sourceLocation: location)
        #expect(pairs.allSatisfy { $0 == pair }, sourceLocation: location)
        #expect(state.oldSecret == nil && state.newSecret == nil && state.isArchived, sourceLocation: location)
        #expect(simulation.violations.isEmpty, sourceLocation: location)
    }

    func expectAborted(_ stop: RotationStop, location: SourceLocation = #_sourceLocation) {
        #expect(stop == .aborted, sourceLocation: location)
        #expect(keys == [PairTable.old] && isActive(PairTable.old) == true, sourceLocation: location)
        #expect(pairs.allSatisfy { $0 == PairTable.old }, sourceLocation: location)
        #expect(state.oldSecret == nil && state.newSecret == nil, sourceLocation: location)
        #expect(simulation.violations.isEmpty, sourceLocation: location)
    }

    func options(_ change: (inout RotationMachine.Options) -> Void) -> RotationMachine.Options {
        var options = RotationMachine.Options()
        change(&options)
        return options
    }
}
