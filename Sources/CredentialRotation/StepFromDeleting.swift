import AWSSigning
import ObjectStorage

extension RotationMachine {
    /// Deletes the old key, as often as it takes; a key that isn't there is deleted.
    func stepFromDeleting(_ rotation: inout Rotation) async throws(RotationStop) {
        if isManual(rotation) {
            rotation = try saved(rotation, as: .deleted)
            return
        }
        let signer = try retirer(rotation)
        if !canList(rotation) {
            if world.service.traits.canDeactivate, try await isActiveAgain(rotation) {
                rotation = try saved(rotation, as: .deactivated, note: "active_again")
                return
            }
            try await deleteOld(&rotation, signedBy: signer)
        } else if let old = try await oldKeyToDelete(&rotation) {
            guard !old.isActive || !world.service.traits.canDeactivate else {
                // Switched on again while this rotation stood still (I4).
                rotation = try saved(rotation, as: .deactivated, note: "active_again")
                return
            }
            try await deleteOld(&rotation, signedBy: signer)
            try await awaitAbsence(of: rotation.journal.oldID, rotation, signedBy: signer)
        }
        var next = rotation
        next.journal.rejection = .pending
        rotation = try saved(next, as: .deleted)
    }

    /// The old key, nil when it is gone. Where the new one is gone, the old one is kept, and an abort stays possible.
    private func oldKeyToDelete(_ rotation: inout Rotation) async throws(RotationStop) -> AccessKeyRecord? {
        do {
            return try await listForRetirement(rotation)
        } catch {
            guard error == .decision(.newKeyGone), let found = try? await listByEither(rotation),
                found.list.keys.contains(where: { $0.id == rotation.journal.oldID })
            else { throw error }
            throw try stepBack(&rotation, note: "not_deleted", error)
        }
    }

    private func deleteOld(_ rotation: inout Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) {
        // An earlier try whose answer was lost may have done it: without a list nobody can say that the key is still there.
        let isThere = canList(rotation) || rotation.isUndeleted
        do {
            try guardI4(rotation)
            try await guardI3(rotation)
            try guardJournal(rotation)
        } catch {
            guard isThere || world.service.traits.canDeactivate else { throw error }
            // Nothing was deleted: an abort must stay possible.
            throw try stepBack(&rotation, note: "not_deleted", error)
        }
        rotation.isUndeleted = false
        var tries = 0
        let id = rotation.journal.oldID
        let user = rotation.journal.user
        let result = try await asked { () async throws(AccessKeyError) in
            tries += 1
            try await world.service.delete(id: id, of: user, signedBy: signer)
        }
        guard case .failure(let error) = result, error != .notFound else { return }
        guard canList(rotation) || isThere && tries == 1 else {
            throw stopOfRetirer(for: error)
        }
        switch error {
        case .unknownSigner: throw try stepBack(&rotation, note: "not_deleted", stopOfRetirer(for: error))
        // By the back end, or by whoever was asked before the request (§7).
        case .denied, .refused: throw try stepBack(&rotation, note: "denied", stop(for: error))
        default: throw stop(for: error)
        }
    }

    private func stepBack(_ rotation: inout Rotation, note: String, _ reason: RotationStop) throws(RotationStop) -> RotationStop {
        rotation = try saved(rotation, as: world.service.traits.canDeactivate ? .deactivated : .grace, note: note)
        return reason
    }

    /// Not before its time, by the larger clock; what was due when the intent was written stays due.
    private func guardI4(_ rotation: Rotation) throws(RotationStop) {
        guard let due = rotation.journal.deleteNotBefore, stamp(rotation.journal) >= due || rotation.journal.isImmediate else {
            throw .invariant("I4 the grace time is not over")
        }
    }

    /// Lists lag; a back end that says that it deleted, and did not, is told from them by the time.
    func awaitAbsence(of id: String, _ rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) {
        guard canList(rotation) else { return }
        var backoff = Backoff()
        let seconds = options.rejectionSeconds ?? world.service.traits.rejectionSeconds
        var patience = Patience(seconds: seconds, clock: world.clock)
        world.tellsWait(.absence(seconds: seconds))
        defer { world.tellsWait(nil) }
        while true {
            switch try await list(rotation, signedBy: signer) {
            case .success(let list):
                if !list.keys.contains(where: { $0.id == id }) { return }
                if patience.isOver { throw .unconfirmed }
            case .failure(let error): throw stop(for: error, signedBy: signer, in: rotation)
            }
            try await patience.pause(backoff.next(world.clock), of: self)
        }
    }

    /// The last look: the old pair is refused, no create whose answer was lost has left a key, and the files hold the pair that works. The
    /// journal, which has it too, is erased with this.
    func stepFromDeleted(_ rotation: inout Rotation) async throws(RotationStop) {
        try writeAgain(&rotation)
        try await confirmRejection(&rotation)
        if hasUnsettledCreate(rotation.journal), canList(rotation) {
            let found = try await candidatesInTime(rotation)
            if !found.isEmpty { return try await settle(found, of: &rotation) }
        }
        guard try await isAccepted(try newPair(rotation), rotation) else { throw .decision(.neitherKeyWorks) }
        try guardFiles(&rotation)
        rotation = try saved(rotation, as: .done)
    }
}
