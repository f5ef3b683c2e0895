import AWSSigning
import ObjectStorage

/// Makes room for the new key, by the one that a person names (§1a).
extension RotationMachine {
    /// Switches it off and deletes it, unless something still needs it. The list afterwards, in which it may still be.
    func evict(from list: AccessKeyList, of rotation: inout Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> AccessKeyList {
        let full = RotationStop.limitReached(ids: list.keys.map(\.id))
        // Without the key that signs nothing could be asked any more.
        guard let id = options.evicted, id != rotation.journal.oldID, id != signer.accessKeyID, let key = list.keys.first(where: { $0.id == id }) else {
            throw full
        }
        // A wait in which nothing is switched off would show nobody that needs it.
        guard options.evictWait == 0 || world.service.traits.canDeactivate else { throw full }
        try guardUnused(id, rotation, full)
        if key.isActive, hasEvent(EvictedKey.off, rotation) { throw try objected(to: id, &rotation) }
        if key.isActive, !options.evictsActive {
            switch try await lastUse(of: id, rotation, signedBy: signer) {
            case .some(let use):
                guard let date = use.date else { break }
                guard stamp(rotation.journal, serverTime: list.serverTime) - date > 30 * 86_400 else { throw full }
            // Whether it is used can't be known.
            case .none: throw full
            }
        }
        if options.evictWait > 0 {
            try await waitForObjection(to: id, of: &rotation, signedBy: signer, full)
            try guardUnused(id, rotation, full)
        }
        try intend(&rotation)
        if let error = try await remove(id, of: rotation, signedBy: signer) { throw stop(for: error) }
        rotation = try saved(rotation, as: .planned, note: EvictedKey.deleted)
        return try await shown(rotation, signedBy: signer)
    }

    /// A run that was broken off has deleted it, and did not come to say so. True when the journal has got that.
    func noteEvicted(_ list: AccessKeyList, _ rotation: inout Rotation) throws(RotationStop) -> Bool {
        guard let evicted = rotation.journal.evictedKey, evicted.standing != .deleted, !list.keys.contains(where: { $0.id == evicted.id }) else { return false }
        rotation = try saved(rotation, as: .planned, note: EvictedKey.deleted, at: list.serverTime)
        return true
    }

    private func intend(_ rotation: inout Rotation) throws(RotationStop) {
        guard rotation.journal.events.last?.note != EvictedKey.evicting else { return }
        rotation = try saved(rotation, as: .planned, note: EvictedKey.evicting)
    }

    /// In no file that can be looked into; others a person has to have looked into.
    private func guardUnused(_ id: String, _ rotation: Rotation, _ full: RotationStop) throws(RotationStop) {
        let found: FoundUses
        do {
            found = try world.documents.uses(ofKey: id)
        } catch {
            throw .conflict(error)
        }
        guard found.places.isEmpty else { throw full }
        guard found.blindSpots.isEmpty || options.acceptsBlindSpots || rotation.journal.acceptsBlindSpots else {
            throw .decision(.blindSpots(found.blindSpots))
        }
    }

    private func shown(_ rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> AccessKeyList {
        switch try await list(rotation, signedBy: signer) {
        case .success(let list): return list
        case .failure(let error): throw stop(for: error)
        }
    }

    /// Somebody needs the key. The wish to have it gone goes with that, or each resume would switch it off again.
    private func objected(to id: String, _ rotation: inout Rotation) throws(RotationStop) -> RotationStop {
        var next = rotation
        next.journal.settings?.evicted = nil
        rotation = try saved(next, as: .planned, note: EvictedKey.objected)
        return .decision(.evictionObjected(id: id))
    }

    /// Whoever still needs the key shows himself while it is switched off, and switches it on again (§1a, `--evict-wait`).
    private func waitForObjection(
        to id: String, of rotation: inout Rotation, signedBy signer: AWSCredentials, _ full: RotationStop
    ) async throws(RotationStop) {
        if !hasEvent(EvictedKey.off, rotation) { try intend(&rotation) }
        let user = rotation.journal.user
        let result = try await asked { () async throws(AccessKeyError) in
            try await world.service.setActive(false, id: id, of: user, signedBy: signer)
        }
        if case .failure(let error) = result { throw stop(for: error) }
        let list = try await awaitOff(id, rotation, signedBy: signer, full)
        if !hasEvent(EvictedKey.off, rotation) { rotation = try saved(rotation, as: .planned, note: EvictedKey.off, at: list.serverTime) }
        let since = rotation.journal.events.last { $0.note == EvictedKey.off }?.at ?? .max
        // A run that was broken off has waited as well.
        var left = options.evictWait - Int(min(max((list.serverTime ?? world.clock.now()) - since, 0), Int64(options.evictWait)))
        world.tellsWait(.eviction(id: id, seconds: left))
        defer { world.tellsWait(nil) }
        while left > 0 {
            let piece = min(left, 60)
            try await pause(piece * 1000)
            left -= piece
        }
        // Lists lag: what one shows as active the next may not.
        var lists = 0
        while try await shown(rotation, signedBy: signer).keys.contains(where: { $0.id == id && $0.isActive }) {
            lists += 1
            if lists == 4 { throw try objected(to: id, &rotation) }
            try await pause(10_000)
        }
    }

    /// The list that no longer shows it as active; from then on that is an objection.
    private func awaitOff(
        _ id: String, _ rotation: Rotation, signedBy signer: AWSCredentials, _ full: RotationStop
    ) async throws(RotationStop) -> AccessKeyList {
        var backoff = Backoff()
        var patience = Patience(seconds: options.rejectionSeconds ?? world.service.traits.rejectionSeconds, clock: world.clock)
        while true {
            let list = try await shown(rotation, signedBy: signer)
            if !list.keys.contains(where: { $0.id == id && $0.isActive }) { return list }
            if patience.isOver { throw full }
            try await patience.pause(backoff.next(world.clock), of: self)
        }
    }
}
