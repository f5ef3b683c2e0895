import AWSSigning
import ObjectStorage

/// What must be true of a journal in its state (§2.1), as far as the journal alone can tell; checked before it is written and after it is
/// read. What the back end and the files have to say is asked just before the act: ``RotationMachine/guardI3(_:)`` and its like.
enum InvariantCheck {
    /// How old the proof may be that the new pair works (I3).
    static let freshSeconds: Int64 = 600

    static func check(_ journal: RotationJournal, _ secrets: RotationSecrets, canDeactivate: Bool) throws(RotationStop) {
        let state = journal.state
        guard !state.isFinal else {
            guard secrets.old == nil, secrets.new == nil else { throw .invariant("an ended journal holds a secret") }
            if state == .aborted, journal.goal != .aborted { throw .invariant("aborted without that goal") }
            return
        }
        guard !journal.uses.isEmpty else { throw .invariant("I1 no use of the pair") }
        guard let old = secrets.old, old.accessKeyID == journal.oldID else { throw .invariant("I1 the old pair is not in the journal") }
        if state.rank >= RotationState.creating.rank, journal.attempt < 1 { throw .invariant("I2 no create was intended") }
        if state == .creating, journal.creatingSince == nil { throw .invariant("I2 no time of the create") }
        if state == .creating, let digest = journal.requestDigest, digest != RequestDigest.of(journal) {
            throw .invariant("I2 the create is another than was intended")
        }
        if state.rank >= RotationState.created.rank {
            guard let new = secrets.new, new.accessKeyID == journal.newID else { throw .invariant("I2 the new pair is not in the journal") }
            guard journal.newID.map({ !journal.beforeIDs.contains($0) || $0 == journal.oldID }) == true else {
                throw .invariant("I2 the new key was there before")
            }
        }
        if state.rank >= RotationState.verified.rank { try checkProof(journal) }
        if state.rank >= RotationState.written.rank, journal.goal == .done {
            // One that was taken in late keeps the old key until it is.
            let mayWait = state == .grace || state == .deactivated
            guard journal.uses.allSatisfy({ $0.status == .written || mayWait && $0.status == .waiting }) else { throw .invariant("I3 a file is not written") }
        }
        if state.rank >= RotationState.grace.rank, journal.deactivateNotBefore == nil { throw .invariant("I4 no time of retirement") }
        if state == .deactivated || state.rank >= RotationState.deleting.rank, canDeactivate, journal.source != "manual" {
            // A key that someone else has deleted is not there to be switched off.
            guard journal.deleteNotBefore != nil else { throw .invariant("I4 not switched off before it is deleted") }
        }
    }

    private static func checkProof(_ journal: RotationJournal) throws(RotationStop) {
        guard !journal.targets.isEmpty, journal.targets.allSatisfy({ target in journal.verified.contains { $0.target == target } }) else {
            throw .invariant("I3 the new pair is not verified everywhere")
        }
    }
}

extension RotationState {
    /// The order in which a rotation goes through its states.
    package var rank: Int {
        switch self {
        case .planned: 0
        case .creating: 1
        case .created: 2
        case .verified: 3
        case .writing: 4
        case .written: 5
        case .committed: 6
        case .grace: 7
        case .deactivated: 8
        case .deleting: 9
        case .deleted: 10
        case .done: 11
        case .aborted: 12
        }
    }
}
