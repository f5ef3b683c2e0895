import CredentialRotation

/// A rotation of which all ways are gone.
struct ModelConfiguration: Sendable {
    let name: String
    let backEnd: Simulation.BackEnd
    let start: SimulatedState
    /// What each command is given.
    var options = RotationMachine.Options()

    private init(_ backEnd: Simulation.BackEnd, files: Int) {
        name = "\(backEnd.name), \(files == 1 ? "1 file" : "\(files) files")"
        self.backEnd = backEnd
        start = backEnd.isManual ? .plannedByHand(files: files) : .planned(files: files)
    }

    private init(_ name: String, _ backEnd: Simulation.BackEnd, _ start: SimulatedState, _ change: (inout RotationMachine.Options) -> Void) {
        (self.name, self.backEnd, self.start) = (backEnd.name + ", " + name, backEnd, start)
        change(&options)
    }

    static let all: [Self] = [
        Simulation.BackEnd.aws, .administered, .ceph, .clientPicked, .program, .withoutDeactivation, .ignoringCreates, .delayed, .byHand,
    ].flatMap { backEnd in (1...2).map { Self(backEnd, files: $0) } } + [
        Self("late files", .aws, .withLateFile) { $0.takesLateFiles = true },
        Self("a key to evict", .aws, .full(evictWait: 0)) { ($0.evicted, $0.evictsActive) = (PairTable.id(PairTable.othersFirst), true) },
        Self("a key to evict after a while", .aws, .full(evictWait: 120)) {
            ($0.evicted, $0.evictsActive, $0.evictWait) = (PairTable.id(PairTable.othersFirst), true, 120)
        },
    ]
}

extension SimulatedState {
    /// Of two files one is the rotation's; the other may get the old pair at any time.
    fileprivate static var withLateFile: SimulatedState {
        var state = planned(files: 2) { $0.uses.removeLast() }
        state.files[1].pair = nil
        return state
    }

    /// Another key takes the room of the new one, and may go.
    fileprivate static func full(evictWait: Int) -> SimulatedState {
        let other = PairTable.othersFirst
        var state = planned {
            $0.beforeIDs.append(PairTable.id(other))
            var settings = RotationSettings()
            (settings.evicted, settings.evictsActive, settings.evictWait) = (PairTable.id(other), true, evictWait)
            $0.settings = settings
        }
        state.keys.append(Key(pair: other, created: start - 9_000_000, visibleAt: 0, isOurs: false))
        state.evicted = other
        return state
    }
}
