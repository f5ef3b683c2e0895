import CredentialRotation

/// The invariants of §2.1 as the world sees them, apart from the machine's own checks.
enum InvariantOracle {
    static func violations(of state: SimulatedState, _ backEnd: Simulation.BackEnd) -> [String] {
        var found: [String] = []
        let ours = [PairTable.old, state.newSecret ?? -1]
        for (index, file) in state.files.enumerated() {
            guard let pair = file.pair, pair != PairTable.foreign, !file.isTouched, !file.isSpoilt, !state.isBrokenByPerson else { continue }
            if !state.isValid(pair), !backEnd.acceptsInactive { found.append("I1 file \(index) holds pair \(pair), which does not work (\(ours))") }
        }
        for key in state.keys where key.isOurs && !isFindable(key.pair, state) { found.append("I2 nothing leads to pair \(key.pair)") }
        if let journal = state.journal, journal.state == .done, !state.isMeddledWith {
            if state.keys.map(\.pair) != [PairTable.number(ofID: journal.newID) ?? -1], !backEnd.keepsDeleted { found.append("I7 done with other keys") }
            if state.files.contains(where: { $0.pair != PairTable.number(ofID: journal.newID) }) { found.append("I7 done with other pairs") }
        }
        if state.journal?.state == .aborted, !state.isMeddledWith {
            if state.keys.map(\.pair) != [PairTable.old] { found.append("I7 aborted with other keys") }
            if state.files.contains(where: { $0.pair != PairTable.old }) { found.append("I7 aborted with other pairs") }
        }
        if state.journal?.state.isFinal == true, state.oldSecret != nil || state.newSecret != nil { found.append("a secret is left") }
        return found
    }

    /// Its secret is durable, or a journal leads to it by lists (I2).
    private static func isFindable(_ pair: Int, _ state: SimulatedState) -> Bool {
        if state.newSecret == pair || state.files.contains(where: { $0.pair == pair }) { return true }
        guard let journal = state.journal else { return false }
        // A file that held it was changed by a person.
        if journal.state == .done { return PairTable.number(ofID: journal.newID) == pair && state.isMeddledWith }
        return !journal.state.isFinal && journal.attempt > 0 && !journal.beforeIDs.contains(PairTable.id(pair))
    }

    /// I3, when the old key is about to be switched off.
    static func checkDeactivation(_ simulation: Simulation) {
        let state = simulation.state
        guard let new = state.newSecret else { return simulation.violated("I3 no new pair in the journal") }
        for file in state.files where file.pair != new && !file.isTouched { simulation.violated("I3 a file holds \(file.pair ?? -1)") }
        guard let accepted = state.newAcceptedAt, state.now - accepted <= 600 else { return simulation.violated("I3 not verified just now") }
        checkTime(simulation, "I4", state.journal?.grace ?? 0)
    }

    /// I4, when the old key is about to be deleted.
    static func checkDeletion(_ simulation: Simulation) {
        let state = simulation.state
        guard let old = state.key(PairTable.old), let journal = state.journal else { return }
        let canDeactivate = simulation.backEnd.traits.canDeactivate
        if canDeactivate, old.isActive { simulation.violated("I4 deleted before it was switched off") }
        checkTime(simulation, "I4", journal.grace + (canDeactivate ? journal.graceInactive : 0))
        for file in state.files where file.pair != state.newSecret && !file.isTouched { simulation.violated("I4 a file holds \(file.pair ?? -1)") }
    }

    private static func checkTime(_ simulation: Simulation, _ name: String, _ grace: Int64) {
        let state = simulation.state
        guard state.journal?.isImmediate == false, !state.jumpedForward else { return }
        guard let committedAt = state.committedAt, state.now - committedAt >= grace else {
            return simulation.violated("\(name) earlier than the server's clock allows")
        }
    }
}
