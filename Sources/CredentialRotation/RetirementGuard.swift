import AWSSigning
import ObjectStorage

/// What must be true just before the old key is switched off, and before it is deleted (I3, I4).
extension RotationMachine {
    /// Files that nobody here could read may hold the old pair (§2.4). The agreement is made durable. False where files were taken in that are
    /// to be written first.
    func guardBlindSpots(_ rotation: inout Rotation) async throws(RotationStop) -> Bool {
        let found: FoundUses
        do {
            found = try world.documents.uses(ofKey: rotation.journal.oldID)
        } catch {
            throw .conflict(error)
        }
        // A rotation that keeps the id finds its own files; the pair in them is looked at next.
        guard found.uses.isEmpty || rotation.journal.newID == rotation.journal.oldID else {
            try await takeIn(found.uses, to: &rotation)
            return false
        }
        let isAccepted = rotation.journal.acceptsBlindSpots || options.acceptsBlindSpots
        guard found.blindSpots.isEmpty || isAccepted else { throw .decision(.blindSpots(found.blindSpots)) }
        guard found.blindSpots != rotation.journal.blindSpots || isAccepted != rotation.journal.acceptsBlindSpots else { return true }
        var next = rotation
        next.journal.blindSpots = found.blindSpots
        next.journal.acceptsBlindSpots = isAccepted
        rotation = try saved(next, as: rotation.journal.state, note: "blind_spots")
        return true
    }

    /// Every file holds the new pair, now. Whatever else was changed in it is its owner's affair.
    func guardFiles(_ rotation: inout Rotation) throws(RotationStop) {
        let pair = try newPair(rotation)
        for index in rotation.journal.uses.indices {
            let use = rotation.journal.uses[index]
            let found: PairOnDisk
            do {
                found = try world.documents.look(at: use)
            } catch {
                throw .conflict(error)
            }
            guard found.pair.isSamePair(as: pair) else { throw .conflict(.conflict(path: use.path, remote: use.remote)) }
            rotation.journal.uses[index].hashAfter = found.hash
            rotation.journal.uses[index].status = .written
        }
    }

    /// Verifies the new pair again and makes that durable, which is also the intent of what follows.
    func proveNewPair(_ rotation: inout Rotation, note: String) async throws(RotationStop) {
        var next = rotation
        do {
            next.journal.prove(try await verify(rotation))
        } catch {
            // It worked once: it was deleted or switched off since (§6, case 39).
            switch error {
            case .decision(.notVerified(_, .unknown)), .decision(.ignoredCreate): throw .decision(.newKeyGone)
            default: throw error
            }
        }
        rotation = try saved(next, as: rotation.journal.state, note: note)
    }

    /// The same where a person may have taken the old key away already: without the new one nothing is left.
    func proveOnlyPair(_ rotation: inout Rotation) async throws(RotationStop) {
        do {
            try await proveNewPair(&rotation, note: "confirming")
        } catch {
            guard error == .decision(.newKeyGone), try await !isAccepted(try oldPair(rotation), rotation) else { throw error }
            throw .decision(.neitherKeyWorks)
        }
    }

    /// At one place at least: the others are behind, or can't be reached.
    func isAccepted(_ pair: AWSCredentials, _ rotation: Rotation) async throws(RotationStop) -> Bool {
        var unknown: RotationStop?
        for target in await presentTargets(rotation.journal) {
            do throws(RotationStop) {
                if case .accepted = try await decidedAcceptance(of: pair, at: target) { return true }
            } catch {
                guard case .remoteUnknown = error else { throw error }
                unknown = unknown ?? error
            }
        }
        if let unknown { throw unknown }
        return false
    }

    /// The proof is of the last ten minutes and the files are as they were. A clock that was set meanwhile makes the proof worthless.
    func guardI3(_ rotation: Rotation) async throws(RotationStop) {
        var checked = rotation
        try guardFiles(&checked)
        for _ in 0..<3 {
            if checked.journal.verified.allSatisfy(isFresh) { return }
            checked.journal.prove(try await verify(checked))
            try guardFiles(&checked)
        }
        guard checked.journal.verified.allSatisfy(isFresh) else { throw .invariant("I3 the clock does not stand still") }
    }
}
