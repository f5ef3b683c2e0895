import AWSSigning
import ObjectStorage

extension RotationMachine {
    /// Makes the new key: the intent is durable before the request, the pair before anything depends on it (§0.1).
    func stepFromPlanned(_ rotation: inout Rotation) async throws(RotationStop) {
        var next = rotation
        try lookAgain(&next)
        if isGiven(rotation) { return try keepGivenPair(next, into: &rotation) }
        let signer = try creator(rotation)
        var serverTime: Int64?
        if canList(rotation) {
            let list: AccessKeyList
            switch try await self.list(rotation, signedBy: signer) {
            case .success(let answer): list = answer
            case .failure(let error): throw stop(for: error)
            }
            serverTime = list.serverTime
            var before = next.journal.beforeIDs
            if next.journal.attempt == 0 {
                // As fresh as it can be: what others make from now on looks like ours.
                before = list.keys.map(\.id)
            } else if case let found = candidates(in: list, for: rotation.journal), !found.isEmpty {
                // A list that lagged behind shows the key of an earlier create.
                return try await settle(found, of: &rotation)
            }
            // Where nobody knows how many keys a user may have, whoever names one to go does (Wasabi, and all others by --source iam).
            let isFull = world.service.traits.limit.map { list.keys.count >= $0 } ?? list.keys.contains { $0.id == options.evicted }
            if isFull {
                guard let evicted = options.evicted else { throw try await noRoom(.limitReached(ids: list.keys.map(\.id)), rotation, &rotation) }
                let after: AccessKeyList
                do throws(RotationStop) { after = try await evict(from: list, of: &rotation, signedBy: signer) } catch {
                    switch error {
                    case .limitReached, .decision(.evictionObjected): throw try await noRoom(error, rotation, &rotation)
                    default: throw error
                    }
                }
                if next.journal.attempt == 0 { before = after.keys.map(\.id) }
                before.removeAll { $0 == evicted }
                serverTime = after.serverTime
                // Hours may have gone by.
                next = rotation
                try lookAgain(&next)
            } else if try noteEvicted(list, &rotation) {
                next = rotation
                try lookAgain(&next)
            }
            next.journal.beforeIDs = before
        }
        guard rotation.createsSent < Self.mostCreates else { throw noMoreCreates(rotation) }
        next.journal.attempt += 1
        next.journal.creatingSince = stamp(next.journal, serverTime: serverTime)
        if world.service.traits.takesPair {
            let pair = world.makesPair()
            next.journal.newID = pair.accessKeyID
            next.secrets.new = pair
        }
        rotation = try saved(next, as: .creating)
        try await create(&rotation, signedBy: signer)
    }

    /// One after the first is lost; more need a person, or a later resume (§6, case 8).
    static let mostCreates = 2

    func noMoreCreates(_ rotation: Rotation) -> RotationStop { .remoteUnknown(rotation.createFailure ?? .unavailable(status: 0, code: nil)) }

    /// Every file must still hold the old pair (§2.2).
    private func lookAgain(_ next: inout Rotation) throws(RotationStop) {
        for index in next.journal.uses.indices {
            let use = next.journal.uses[index]
            let found: PairOnDisk
            do {
                found = try world.documents.look(at: use)
            } catch {
                throw .conflict(error)
            }
            guard isOld(found.pair, in: next) else { throw .conflict(.conflict(path: use.path, remote: use.remote)) }
            next.journal.uses[index].hashBefore = found.hash
        }
    }

    /// A pair that a person brought is durable at once (§1e).
    private func keepGivenPair(_ start: Rotation, into rotation: inout Rotation) throws(RotationStop) {
        guard let pair = start.secrets.new else { throw .decision(.unusablePair) }
        guard pair.canBeKept else { throw .decision(.unusablePair) }
        var next = start
        next.journal.attempt = 1
        next.journal.creatingSince = stamp(next.journal)
        next.journal.newID = pair.accessKeyID
        rotation = try saved(next, as: .creating)
        rotation = try saved(rotation, as: .created, note: "given")
    }

    /// Sends the create that the journal names, once. `isRepeat`: it may have been sent, and done, before.
    func create(_ rotation: inout Rotation, signedBy signer: AWSCredentials, isRepeat: Bool = false) async throws(RotationStop) {
        let traits = world.service.traits
        rotation.createsSent += 1
        let made: AWSCredentials
        do {
            made = try await world.service.create(
                traits.takesPair ? try newPairForCreate(rotation) : nil, for: rotation.journal.user, signedBy: signer)
        } catch {
            if error.mayBeDone { rotation.createFailure = error }
            return isRepeat ? try repeatFailed(error, &rotation) : try await createFailed(error, &rotation, signedBy: signer)
        }
        guard made.canBeKept, made.accessKeyID != rotation.journal.oldID, !rotation.journal.beforeIDs.contains(made.accessKeyID) else {
            return try await createFailed(.unusablePair(id: made.accessKeyID), &rotation, signedBy: signer)
        }
        var next = rotation
        next.journal.newID = made.accessKeyID
        next.secrets.new = traits.takesPair ? rotation.secrets.new : made
        do {
            rotation = try saved(next, as: .created)
        } catch {
            try await withdraw(made.accessKeyID, of: rotation, signedBy: signer)
            throw error
        }
    }

    /// Takes a key back that no journal could be made to name. Where none leads to it any more, and it stays, or is not to be found yet, a person
    /// is told its id.
    private func withdraw(_ id: String, of rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) {
        guard try isInThisProcessAlone(id), try await takeAway(id, of: rotation, signedBy: signer) != nil else { return }
        if isGivenUp() { throw .decision(.orphans(ids: [id])) }
    }

    /// True when another process has ended the rotation, or is about to: archived, aborted, done.
    private func isGivenUp() -> Bool {
        do {
            let current = try world.store.current()
            return current?.state.isFinal != false || current?.goal == .aborted
        } catch {
            return false
        }
    }

    /// True for a key whose secret would be lost with this process (§6, cases 14 and 31). Where lists show secrets, the journal has the pair or
    /// a program gives it again, another process may be using it by now, but for one that has ended the rotation without it.
    private func isInThisProcessAlone(_ id: String) throws(RotationStop) -> Bool {
        // A journal that was put there has it, though its folder could not be synced; where that journal is lost, the one before it leads to the
        // key. So it does where nobody can tell.
        do {
            if let current = try world.store.current(), current.newID == id, !current.state.isFinal, current.goal == .done { return false }
        } catch { return false }
        let traits = world.service.traits
        guard traits.takesPair || traits.showsSecrets || traits.repeatsCreate || !traits.canList else { return true }
        // Done with that very key, it is in a file.
        guard isGivenUp() else { return false }
        return try places(ofKey: id).isEmpty
    }

    private func newPairForCreate(_ rotation: Rotation) throws(AccessKeyError) -> AWSCredentials {
        guard let pair = rotation.secrets.new else { throw .unusablePair(id: nil) }
        return pair
    }

    private func createFailed(_ failure: AccessKeyError, _ rotation: inout Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) {
        switch failure {
        case .noAnswer, .unusableAnswer, .unavailable:
            // Reconciled from `creating`, as after a crash; by whoever has the journal now, unless it was ended meanwhile.
            do throws(RotationStop) { try guardJournal(rotation) } catch { throw stop(for: failure) }
            return
        case .unusablePair(let id):
            // The answer was whole, so the id is the key's; without one the list tells it.
            guard let id, id != rotation.journal.oldID, !rotation.journal.beforeIDs.contains(id) else { return }
            // One that stays is that of a create whose answer is no use: the next resume looks for it.
            if let error = try await takeAway(id, of: rotation, signedBy: signer) {
                guard error == .notFound else { throw stop(for: error) }
                // Nobody has seen it yet, so it may be on its way.
                if canList(rotation), !world.service.traits.takesPair { throw .decision(.unusablePair) }
            }
            rotation = try saved(withdrawn(rotation), as: .planned, note: "unusable_deleted")
            throw .decision(.unusablePair)
        case .othersPair(let id):
            // By the name of this rotation's user it could not be deleted, and nobody would look for it.
            guard let id, id != rotation.journal.oldID, !rotation.journal.beforeIDs.contains(id) else { return }
            rotation = try saved(withdrawn(rotation), as: .planned, note: "made_for_another")
            throw .decision(.madeForAnother(id: id))
        case .limitReached:
            // After an earlier create whose answer was lost it may be that one that fills the place (§2.5).
            if rotation.journal.attempt > 1 { return }
            let ids = canList(rotation) ? try await list(rotation, signedBy: signer).map { $0.keys.map(\.id) } : .success([])
            let before = rotation.journal.beforeIDs
            switch ids {
            case .success(let ids): throw try await noRoom(.limitReached(ids: ids), withdrawn(rotation), &rotation)
            case .failure: throw try await noRoom(.limitReached(ids: before), withdrawn(rotation), &rotation)
            }
        case .notReached, .unknownSigner, .wrongSecret, .clockSkew, .denied, .notFound, .unsupported, .busy, .redirected, .refused:
            rotation = try saved(withdrawn(rotation), as: .planned, note: "not_made")
            throw stop(for: failure)
        }
    }

    /// A user with no room for a key. Where no create is left that may have made one, the rotation ends here: what a person decides then, which key
    /// goes or is taken over, is for another one to begin with (§6, cases 10 and 12). As with any abort a file has to have the old pair: a wait
    /// for objections may have lasted hours.
    private func noRoom(_ reason: RotationStop, _ next: Rotation, _ rotation: inout Rotation) async throws(RotationStop) -> RotationStop {
        guard next.journal.attempt == 0 else { return reason }
        var next = next
        next.journal.goal = .aborted
        rotation = try await aborted(next, note: "limit")
        do {
            try world.store.archive(rotation.journal)
        } catch {
            return .store(error)
        }
        return reason
    }

    /// What the first create made may be there all the same: the pair stays in the journal.
    private func repeatFailed(_ error: AccessKeyError, _ rotation: inout Rotation) throws(RotationStop) {
        switch error {
        case .noAnswer, .unusableAnswer, .unavailable: return
        // As a back end answers that has the key already, or no room because of it: whether the pair works shows which it is.
        case .limitReached, .refused:
            guard rotation.journal.newID != nil else { throw stop(for: error) }
            rotation = try saved(rotation, as: .created, note: "refused_again")
        case .unusablePair: throw .decision(.unusablePair)
        case .othersPair(let id): throw id.map { .decision(.madeForAnother(id: $0)) } ?? stop(for: error)
        case .notReached, .unknownSigner, .wrongSecret, .clockSkew, .denied, .notFound, .unsupported, .busy, .redirected:
            throw stop(for: error)
        }
    }

    /// The last create is known to have made nothing that is left: ``RotationJournal/attempt`` counts those of which that isn't known.
    func withdrawn(_ rotation: Rotation) -> Rotation {
        var next = rotation
        next.journal.attempt -= 1
        next.journal.newID = nil
        next.secrets.new = nil
        if next.journal.attempt == 0 { next.journal.creatingSince = nil }
        return next
    }
}
