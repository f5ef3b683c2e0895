import AWSSigning
import ObjectStorage

extension RotationMachine {
    /// The old key is off. It is deleted when it was seen refused, and after a while in which it could be switched on again.
    func stepFromDeactivated(_ rotation: inout Rotation) async throws(RotationStop) {
        do {
            try await confirmRejection(&rotation)
        } catch {
            // A back end that goes on taking a key which it shows as inactive; a person may want it deleted all the same.
            guard error == .unconfirmed, options.forcesRetirement else { throw error }
        }
        guard let due = rotation.journal.deleteNotBefore else { throw .invariant("I4 no time of deletion") }
        if isManual(rotation) {
            // What a person has done already, and what was seen.
            rotation = try saved(rotation, as: .deleting)
            return
        }
        let now = try await wait(until: due, of: rotation)
        try await guardBlindSpots(&rotation)
        try guardFiles(&rotation)
        if canList(rotation), let old = try await listForRetirement(rotation), old.isActive {
            // Someone needed it, and has it back: the grace time begins anew.
            var next = rotation
            next.journal.rejection = .pending
            next.journal.deleteNotBefore = nil
            next.journal.deactivateNotBefore = max(now, stamp(rotation.journal)) + (rotation.journal.isImmediate ? 0 : max(rotation.journal.grace, 0))
            rotation = try saved(next, as: .grace, note: "active_again")
            return
        }
        try await proveNewPair(&rotation, note: "deleting")
        rotation = try saved(rotation, as: .deleting, at: now)
    }
}
