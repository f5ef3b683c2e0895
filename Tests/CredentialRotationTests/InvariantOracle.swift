import AWSSigning
import CredentialRotation

/// The invariants of §2.1 as the world sees them, apart from the machine's own checks: by the keys at the back end, the files, and what was
/// asked and when. I5 is the affair of the tests that drive the program; of I7 the search asks from every state.
enum InvariantOracle {
    static func violations(of state: SimulatedState, _ backEnd: Simulation.BackEnd) -> [String] {
        var found: [String] = []
        for (index, file) in state.files.enumerated() {
            guard let pair = file.pair, pair != PairTable.foreign, !file.isTouched, !file.isSpoilt, !state.isBrokenByPerson else { continue }
            if !state.isValid(pair), !backEnd.acceptsInactive { found.append("I1 file \(index) holds pair \(pair), which does not work") }
        }
        for (index, pair) in state.published.enumerated() {
            guard let pair, pair != PairTable.foreign, !state.isMeddledWith, !state.isBrokenByPerson, !backEnd.acceptsInactive, !state.isValid(pair) else { continue }
            found.append("I1 what was published of file \(index) has pair \(pair), which does not work")
        }
        if let late = state.late, state.journal?.state.isFinal == true { found.append("I2 nothing leads to pair \(late.pair), which is yet to come") }
        for key in state.keys where key.isOurs && !key.isHeld && !isFindable(key.pair, state, backEnd) { found.append("I2 nothing leads to pair \(key.pair)") }
        if let journal = state.journal, journal.state == .done, !state.isMeddledWith {
            if state.settledKeys != [PairTable.number(ofID: journal.newID) ?? -1], !backEnd.keepsDeleted { found.append("I7 done with other keys") }
            if state.files.indices.contains(where: { !isForeign($0, state) && state.files[$0].pair != PairTable.number(ofID: journal.newID) }) { found.append("I7 done with other pairs") }
        }
        // Whatever a person has done before: it is the machine that ends. Files that came with the old pair after the last search are none of its.
        if let journal = state.journal, journal.state == .done,
            state.published.indices.contains(where: { index in state.published[index] == PairTable.old && journal.uses.contains { $0.path == "file\(index)" } }) {
            found.append("I7 done, and the old pair is what was published")
        }
        if state.journal?.state == .aborted, !state.isMeddledWith {
            // What a person has made is left to that person.
            // One that may go stays where no room was needed.
            let settled = state.settledKeys.filter { $0 != state.evicted }
            if settled != (backEnd.isManual ? [PairTable.old, 1] : [PairTable.old]) { found.append("I7 aborted with other keys") }
            if state.files.indices.contains(where: { !isForeign($0, state) && state.files[$0].pair != PairTable.old }) { found.append("I7 aborted with other pairs") }
            if state.published.contains(where: { $0 != nil && $0 != PairTable.old }) { found.append("I7 aborted, and others were published") }
        }
        if state.journal?.state.isFinal == true, state.oldSecret != nil || state.newSecret != nil { found.append("a secret is left") }
        if state.keys.count(where: \.isOurs) > 2 { found.append("more than two keys of one rotation") }
        return found
    }

    /// A file that is none of the rotation's: it holds neither of its pairs, and the journal does not name it.
    private static func isForeign(_ index: Int, _ state: SimulatedState) -> Bool {
        guard let journal = state.journal, !journal.uses.contains(where: { $0.path == "file\(index)" }) else { return false }
        guard let pair = state.files[index].pair else { return true }
        return pair != PairTable.old && pair != PairTable.number(ofID: journal.newID)
    }

    /// Its secret is durable, or a journal leads to it by lists (I2).
    private static func isFindable(_ pair: Int, _ state: SimulatedState, _ backEnd: Simulation.BackEnd) -> Bool {
        if state.newSecret == pair || state.files.contains(where: { $0.pair == pair }) { return true }
        guard let journal = state.journal else { return false }
        // A file that held it was changed by a person.
        if journal.state == .done { return PairTable.number(ofID: journal.newID) == pair && state.isMeddledWith }
        guard !journal.state.isFinal, journal.attempt > 0 else { return false }
        if backEnd.repeatsCreates { return journal.state == .creating }
        return !journal.beforeIDs.contains(PairTable.id(pair))
    }

    /// I2, when a key is about to be made: its journal is there before.
    static func checkCreate(_ simulation: Simulation, _ pair: AWSCredentials?) {
        let journal = simulation.state.journal
        if journal?.attempt ?? 0 == 0 { simulation.violated("I2 create before its journal") }
        // Another process may have gone on meanwhile.
        guard !simulation.hasSecond, !simulation.isSecond else { return }
        if journal?.state != .creating { simulation.violated("I2 create before its journal") }
        if let pair, PairTable.number(ofID: pair.accessKeyID) != simulation.state.newSecret { simulation.violated("I2 the pair is in no journal") }
    }

    /// Files whose pair works.
    static func workingFiles(_ state: SimulatedState) -> [Int] {
        state.files.indices.filter { index in state.files[index].pair.map { state.isValid($0) } ?? false }
    }

    /// I1, after an act of the rotation: no file that had a pair which works has one that doesn't. A person may have put the pair there
    /// since the rotation last looked.
    static func checkFiles(_ simulation: Simulation, worked: [Int], _ act: String) {
        let state = simulation.state
        for index in worked where !(state.files[index].pair.map { state.isValid($0) } ?? false) {
            // Of two processes one may have looked at what a person has done while the other was about to act: the file is that person's.
            if simulation.isTouched(index) {
                simulation.state.files[index].isSpoilt = true
            } else {
                simulation.violated("I1 file \(index) stopped working by \(act)")
            }
        }
    }

    /// I1, when the journal and its secrets end: what is left is in the files.
    static func checkEnd(_ simulation: Simulation, _ journal: RotationJournal) {
        let state = simulation.state
        guard !simulation.backEnd.acceptsInactive, workingFiles(state).isEmpty, !state.files.indices.contains(where: simulation.isTouched) else { return }
        // Where nothing was made, a person has taken away the only key that there was.
        if journal.state == .aborted, journal.newID == nil, state.isBrokenByPerson { return }
        simulation.violated("I1 \(journal.state), and no file holds a pair that works")
    }

    /// I6 and I1, when a file is about to be replaced.
    static func checkWrite(_ simulation: Simulation, _ pair: Int, over index: Int, seen: Int?) {
        let state = simulation.state
        let file = state.files[index]
        if seen != file.version { simulation.violated("I6 a file is replaced that was changed since it was read") }
        if file.pair == nil || file.pair == PairTable.foreign { simulation.violated("I6 pair \(file.pair ?? -1) is overwritten, which is another's") }
        if pair != PairTable.old, pair != state.newSecret { simulation.violated("I2 a pair is written that no journal has") }
        if !state.isValid(pair), !state.isBrokenByPerson, file.pair.map({ state.isValid($0) }) == true {
            simulation.violated("I1 pair \(pair) is written, which does not work")
        }
    }

    /// I3, when the old key is about to be switched off.
    static func checkDeactivation(_ simulation: Simulation) {
        let state = simulation.state
        guard let new = state.newSecret else { return simulation.violated("I3 no new pair in the journal") }
        for (index, file) in state.files.enumerated() where file.pair != new && !simulation.isTouched(index) && !isForeign(index, state) {
            simulation.violated("I3 a file holds \(file.pair ?? -1)")
        }
        if !state.isNewProven { simulation.violated("I3 not verified just now") }
        checkTime(simulation, "I4 switched off", since: state.committedAt, state.grace)
    }

    /// I4, when the old key is about to be deleted.
    static func checkDeletion(_ simulation: Simulation) {
        let state = simulation.state
        guard let old = state.key(PairTable.old) else { return }
        let canDeactivate = simulation.backEnd.traits.canDeactivate
        if canDeactivate, old.isActive { simulation.violated("I4 deleted before it was switched off") }
        checkTime(simulation, "I4 deleted", since: state.committedAt, state.grace)
        if canDeactivate { checkTime(simulation, "I4 deleted", since: state.deactivatedAt, state.graceInactive) }
        for (index, file) in state.files.enumerated() where file.pair != state.newSecret && !simulation.isTouched(index) && !isForeign(index, state) {
            simulation.violated("I4 a file holds \(file.pair ?? -1)")
        }
        if !state.isNewProven { simulation.violated("I3 deleted, and not verified just now") }
    }

    private static func checkTime(_ simulation: Simulation, _ act: String, since: Int64?, _ grace: Int64) {
        let state = simulation.state
        guard !state.isImmediate, !state.jumpedForward else { return }
        guard let since, state.now - since >= grace else { return simulation.violated("\(act) earlier than the server's clock allows") }
    }
}
