import AWSSigning
import ObjectStorage

/// The old key is switched off, when nothing needs it any more (§2.7).
extension RotationMachine {
    /// A use this long after the commit is by someone who does not have the new pair.
    private static let lateUseSeconds: Int64 = 3_600

    /// The event that is durable before the request.
    static let retiring = "retiring"

    func stepFromGrace(_ rotation: inout Rotation) async throws(RotationStop) {
        try await mendDates(&rotation)
        guard let due = rotation.journal.deactivateNotBefore else { throw .invariant("I4 no time of retirement") }
        if try await writeLateFiles(&rotation) { return }
        let now = try await wait(until: due, of: rotation)
        let begun = world.clock.now()
        guard try await guardBlindSpots(&rotation) else { return }
        try guardFiles(&rotation)
        if isManual(rotation) { throw .decision(.manualSteps) }
        let old: AccessKeyRecord?
        if canList(rotation) {
            let found = try await listForRetirement(rotation)
            old = found
            // Someone else has deleted it: what is left is to see that it is refused.
            guard found != nil else { return try passOver(&rotation, at: now) }
        } else {
            old = nil
        }
        try await guardLastUse(rotation)
        // Before the proof, which must not grow old while somebody thinks.
        try confirmRetirement(&rotation)
        try await proveNewPair(&rotation, note: Self.retiring)
        guard world.service.traits.canDeactivate else {
            var next = rotation
            next.journal.deleteNotBefore = due
            rotation = try saved(next, as: .deleting, at: now)
            rotation.isUndeleted = true
            return
        }
        // Inactive already: a crash came between the act and the journal (§6, case 40).
        if old?.isActive != false, try await !deactivate(rotation) { return try passOver(&rotation, at: now) }
        var next = rotation
        if rotation.journal.isImmediate {
            // Reckoned with two clocks it could be a second from now.
            next.journal.deleteNotBefore = now
        } else {
            // What went by since then counts too, where the local clock is behind.
            let off = now + max(0, world.clock.now() - begun)
            next.journal.deleteNotBefore = max(off, stamp(rotation.journal)) + max(rotation.journal.graceInactive, 0)
        }
        next.journal.rejection = .pending
        rotation = try saved(next, as: .deactivated, at: now)
    }

    /// False when there is no such key any more.
    private func deactivate(_ rotation: Rotation) async throws(RotationStop) -> Bool {
        try await guardI3(rotation)
        let signer = try retirer(rotation)
        let result = try await asked(guarding: rotation) { () async throws(AccessKeyError) in
            try await world.service.setActive(false, id: rotation.journal.oldID, of: rotation.journal.user, signedBy: signer)
        }
        switch result {
        case .success:
            try await awaitInactive(rotation)
            return true
        // Without a list this is how it is learnt that someone has deleted it.
        case .failure(.notFound) where !canList(rotation): return false
        case .failure(.unsupported): throw .decision(.cannotDeactivate)
        // Deleted by someone between the list and now; the next list shows it.
        case .failure(let error): throw stopOfRetirer(for: error)
        }
    }

    /// A list that lags still shows the key as active; taken for someone who switched it on again, it would begin the grace time anew
    /// each time.
    private func awaitInactive(_ rotation: Rotation) async throws(RotationStop) {
        guard canList(rotation) else { return }
        var backoff = Backoff()
        var patience = Patience(seconds: options.rejectionSeconds ?? world.service.traits.rejectionSeconds, clock: world.clock)
        while try await listForRetirement(rotation)?.isActive == true {
            // A back end that says that it did, and did not (§5.2).
            if patience.isOver { throw .unconfirmed }
            try await patience.pause(backoff.next(world.clock), of: self)
        }
    }

    private func passOver(_ rotation: inout Rotation, at now: Int64) throws(RotationStop) {
        var next = rotation
        next.journal.deleteNotBefore = now
        rotation = try saved(next, as: .deleting, note: "old_key_gone", at: now)
    }

    /// The old key as the list shows it, nil when it is gone. Asked by the pair that is to stay, which must be there itself.
    func listForRetirement(_ rotation: Rotation) async throws(RotationStop) -> AccessKeyRecord? {
        switch try await list(rotation, signedBy: try retirer(rotation)) {
        case .success(let list):
            guard list.keys.contains(where: { $0.id == rotation.journal.newID && $0.isActive }) else { throw .decision(.newKeyGone) }
            return list.keys.first { $0.id == rotation.journal.oldID }
        case .failure(let error): throw stopOfRetirer(for: error)
        }
    }

    private func guardLastUse(_ rotation: Rotation) async throws(RotationStop) {
        guard !options.forcesRetirement, let committedAt = rotation.journal.committedAt else { return }
        guard let use = try await lastUse(of: rotation.journal.oldID, rotation, signedBy: try retirer(rotation)) else { return }
        guard let date = use.date, date > committedAt + Self.lateUseSeconds else { return }
        throw .decision(.stillUsed(use))
    }
}
