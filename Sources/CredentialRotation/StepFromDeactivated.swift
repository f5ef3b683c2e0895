import AWSSigning
import ObjectStorage

extension RotationMachine {
    /// The old key is off. It is deleted when it was seen refused, and after a while in which it could be switched on again.
    func stepFromDeactivated(_ rotation: inout Rotation) async throws(RotationStop) {
        if try await writeLateFiles(&rotation) { return }
        if rotation.journal.rejection != .confirmed, try await returnsToGrace(&rotation) { return }
        do {
            try await confirmRejection(&rotation)
        } catch {
            // A back end that goes on taking a key which it shows as inactive; a person may want it deleted all the same.
            guard error == .unconfirmed, options.forcesRetirement else { throw error }
        }
        try await mendDates(&rotation)
        guard let due = rotation.journal.deleteNotBefore else { throw .invariant("I4 no time of deletion") }
        if isManual(rotation) {
            // What a person has done already, and what was seen.
            rotation = try saved(rotation, as: .deleting)
            return
        }
        let now = try await wait(until: due, of: rotation)
        guard try await guardBlindSpots(&rotation) else { return }
        try guardFiles(&rotation)
        if try await returnsToGrace(&rotation) { return }
        try await proveNewPair(&rotation, note: "deleting")
        rotation = try saved(rotation, as: .deleting, at: now)
        rotation.isUndeleted = true
    }

    /// Someone needed the old key, and has switched it on again: the grace time begins anew.
    private func returnsToGrace(_ rotation: inout Rotation) async throws(RotationStop) -> Bool {
        guard try await isActiveAgain(rotation) else { return false }
        var next = rotation
        next.journal.rejection = .pending
        next.journal.deleteNotBefore = nil
        next.journal.deactivateNotBefore = stamp(rotation.journal) + (rotation.journal.isImmediate ? 0 : max(rotation.journal.grace, 0))
        rotation = try saved(next, as: .grace, note: "active_again")
        return true
    }

    /// As the list shows it; without a list, when a pair that was seen refused is accepted.
    func isActiveAgain(_ rotation: Rotation) async throws(RotationStop) -> Bool {
        if canList(rotation) { return try await listForRetirement(rotation)?.isActive ?? false }
        guard rotation.journal.rejection == .confirmed else { return false }
        for target in await presentTargets(rotation.journal) {
            switch try await decidedAcceptance(of: try oldPair(rotation), at: target) {
            case .accepted: return true
            case .unknown, .wrongSecret, .clockSkew, .undecided: continue
            }
        }
        return false
    }
}
