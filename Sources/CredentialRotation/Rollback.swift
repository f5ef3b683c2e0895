import AWSSigning
import ObjectStorage

/// An abort: its goal is durable before its first act, then everything goes back to the old pair (§2.2).
extension RotationMachine {
    /// Makes the goal durable, unless it is too late for it.
    package func intendAbort(_ rotation: Rotation) async throws(RotationStop) -> Rotation {
        switch rotation.journal.state {
        case .done: throw .done
        case .aborted: throw .aborted
        case .deleting, .deleted: throw .decision(.pastReturn)
        case .deactivated:
            guard options.rollsBackAfterDeactivation else { throw .decision(.needsRollbackFlag) }
        case .planned, .creating, .created, .verified, .writing, .written, .committed, .grace: break
        }
        guard rotation.journal.goal == .done else { return rotation }
        try await guardReturn(rotation)
        var next = rotation
        next.journal.goal = .aborted
        return try saved(next, as: rotation.journal.state, note: "abort")
    }

    /// Without the old key there is nothing to go back to; said before the goal is durable, so that a resume goes on.
    private func guardReturn(_ rotation: Rotation) async throws(RotationStop) {
        guard rotation.journal.state.rank >= RotationState.writing.rank else { return }
        if canList(rotation) {
            guard case .success(let list) = try await list(rotation, signedBy: try retirer(rotation)) else { return }
            guard list.keys.contains(where: { $0.id == rotation.journal.oldID }) else { throw .decision(.pastReturn) }
            return
        }
        // Refused, a key that can be switched off may be just that.
        guard isManual(rotation) || !world.service.traits.canDeactivate, let target = rotation.journal.targets.first else { return }
        guard case .accepted = try await decidedAcceptance(of: try oldPair(rotation), at: target) else { throw .decision(.pastReturn) }
    }

    func stepBack(_ rotation: inout Rotation) async throws(RotationStop) {
        switch rotation.journal.state {
        case .planned, .creating: try await forgetCreate(&rotation)
        case .created, .verified: try await dropNewKey(&rotation)
        case .writing, .written, .committed: try await restore(&rotation)
        case .grace: try await restore(&rotation)
        case .deactivated: try await switchOnAgain(&rotation)
        case .deleting, .deleted: throw .decision(.pastReturn)
        case .done: throw .done
        case .aborted: throw .aborted
        }
    }

    private func forgetCreate(_ rotation: inout Rotation) async throws(RotationStop) {
        if rotation.journal.state == .creating, world.service.traits.takesPair { return try await dropNewKey(&rotation) }
        guard rotation.journal.attempt > 0, !isGiven(rotation) else {
            rotation = try saved(rotation, as: .aborted)
            return
        }
        // A create that nobody can look for: a key may be left, and a person has to look.
        guard canList(rotation) else { throw .remoteUnknown(.unsupported(action: "list")) }
        let found = try await candidatesInTime(rotation)
        if found.isEmpty {
            rotation = try saved(rotation, as: .aborted, note: "nothing_made")
        } else {
            try await settle(found, of: &rotation)
        }
    }

    /// No file holds the new pair any more: it goes, and the rotation ends.
    private func dropNewKey(_ rotation: inout Rotation) async throws(RotationStop) {
        guard let id = rotation.journal.newID else { throw .invariant("I2 the new key has no name") }
        if isGiven(rotation) {
            rotation = try saved(rotation, as: .aborted, note: "new_key_left")
            return
        }
        // In a file that this rotation did not write, or that was changed since.
        let others = try uses(ofKey: id)
        if let use = others.first { throw .conflict(.conflict(path: use.path, remote: use.remote)) }
        let signer = try creator(rotation)
        // A request that was cut off may be done yet, and the pair is in no journal then.
        if mayBeMadeYet(rotation) { try await pause(Self.longestRequest) }
        try guardJournal(rotation)
        if let error = try await remove(id, of: rotation, signedBy: signer) { throw stop(for: error) }
        try await awaitAbsence(of: id, rotation, signedBy: signer)
        if hasUnsettledCreate(rotation.journal), canList(rotation) {
            let found = try await candidatesInTime(rotation)
            if !found.isEmpty { return try await settle(found, of: &rotation) }
        }
        rotation = try saved(rotation, as: .aborted, note: "new_key_deleted")
    }

    /// True where the journal has the pair of a create whose answer nobody has read.
    private func mayBeMadeYet(_ rotation: Rotation) -> Bool {
        world.service.traits.takesPair
            && (rotation.journal.state == .creating || hasEvent(Self.sentAgain, rotation) || hasEvent(Self.foundAgain, rotation))
    }

    /// Longer than anybody takes from the last look at the journal to the end of the rename, in milliseconds: a process that writes beside this
    /// one, where the lock is void, has either seen the goal or is seen in the file.
    private static let longestWrite = 5_000
    /// The same for a request that switches the old key off, or makes the new one: it has 30 s (§1), and its intent is in the journal.
    private static let longestRequest = 31_000

    private func restore(_ rotation: inout Rotation) async throws(RotationStop) {
        let old = try oldPair(rotation)
        if rotation.journal.state == .writing { try await pause(Self.longestWrite) }
        if hasEvent(Self.retiring, rotation) { try await pause(Self.longestRequest) }
        do {
            try await guardOldKey(rotation, old)
        } catch {
            throw try turnedRound(&rotation, error)
        }
        for index in rotation.journal.uses.indices {
            rotation.journal.uses[index] = try restored(rotation, rotation.journal.uses[index], old)
            try await pause(0)
        }
        if rotation.journal.committedAt != nil || hasEvent(Self.publishing, rotation) {
            do {
                _ = try world.documents.publish(rotation.journal)
            } catch {
                guard case .notPublished(let reason) = error else { throw .conflict(error) }
                throw .decision(.notPublished(reason: reason))
            }
        }
        try await dropNewKey(&rotation)
    }

    /// Puts the old values back where the new ones are; what someone else has written stays.
    private func restored(_ rotation: Rotation, _ use: RotationUse, _ old: AWSCredentials) throws(RotationStop) -> RotationUse {
        let new = try newPair(rotation)
        var use = use
        switch try put(old, in: use, of: rotation, over: { $0.isSamePair(as: new) }) {
        case .success(let hash):
            use.hashAfter = hash
            use.status = .restored
        case .failure(let error):
            switch error {
            // Not the new pair: nothing of ours is in it. A section under another name still may have it.
            case .conflict: use.status = .conflict
            case .missing(_, _, let candidates) where candidates.isEmpty: use.status = .conflict
            case .missing, .changing, .unreadable, .unwritable, .severalLinks, .notPublished: throw .conflict(error)
            }
        }
        return use
    }

    /// The old key was taken away before the first file went back to it: the rotation goes on. Else a person has to see to the files.
    private func turnedRound(_ rotation: inout Rotation, _ reason: RotationStop) throws(RotationStop) -> RotationStop {
        guard reason == .decision(.pastReturn) else { return reason }
        var next = rotation
        next.journal.goal = .done
        if rotation.journal.state != .writing {
            guard rotation.journal.uses.allSatisfy({ $0.status == .written }) else { return reason }
            do { try guardFiles(&next) } catch { return reason }
        }
        rotation = try saved(next, as: rotation.journal.state, note: "abort_given_up")
        return reason
    }

    /// The files go back to a pair that works, or stay.
    private func guardOldKey(_ rotation: Rotation, _ old: AWSCredentials) async throws(RotationStop) {
        guard canList(rotation) else {
            guard let target = rotation.journal.targets.first else { return }
            if case .accepted = try await decidedAcceptance(of: old, at: target) { return }
            // Refused: switched off, as far as can be known without a list.
            guard !isManual(rotation), world.service.traits.canDeactivate else { throw .decision(.pastReturn) }
            try guardSwitchingOn(rotation)
            try await switchOn(rotation, signedBy: try retirer(rotation))
            return try await awaitAcceptance(of: old, rotation)
        }
        let (key, signer) = try await oldKey(rotation, old)
        guard let key else { throw .decision(.pastReturn) }
        if !key.isActive {
            try guardSwitchingOn(rotation)
            try await switchOn(rotation, signedBy: signer)
        }
        try await awaitAcceptance(of: old, rotation)
    }

    /// That a list shows a key as active is no proof that it works (§0.5). Every target has the time of a new key; that one accepts it is
    /// enough in the end, since the others are behind, or can't be reached.
    private func awaitAcceptance(of old: AWSCredentials, _ rotation: Rotation) async throws(RotationStop) {
        var backoff = Backoff()
        var patience = Patience(seconds: options.verifySeconds ?? world.service.traits.verifySeconds, clock: world.clock)
        while true {
            var isAccepted = false
            var reason: AccessKeyError?
            for target in rotation.journal.targets {
                switch await world.acceptance.acceptance(of: old, at: target) {
                case .accepted: isAccepted = true
                case .unknown(let code): reason = .unavailable(status: 403, code: code)
                case .wrongSecret: reason = .wrongSecret
                case .clockSkew: throw .remoteUnknown(.clockSkew(seconds: nil))
                case .undecided(let status, let failure): reason = failure.map { .noAnswer($0) } ?? .unavailable(status: status ?? 0, code: nil)
                }
            }
            guard let reason else { return }
            if patience.isOver {
                if isAccepted { return }
                throw .remoteUnknown(reason)
            }
            try await patience.pause(backoff.next(world.clock), of: self)
        }
    }

    /// Switched off just before a crash, the journal does not tell of it (§6, case 40): a person has to want it back.
    private func guardSwitchingOn(_ rotation: Rotation) throws(RotationStop) {
        guard options.rollsBackAfterDeactivation || hasEvent(Self.switchingOn, rotation) else {
            throw .decision(.needsRollbackFlag)
        }
    }

    private static let switchingOn = "switching_on"

    /// Either pair may have been switched off: whichever may ask tells.
    private func oldKey(_ rotation: Rotation, _ old: AWSCredentials) async throws(RotationStop) -> (AccessKeyRecord?, AWSCredentials) {
        var reason = RotationStop.decision(.newKeyGone)
        for signer in [world.administrator ?? old, try retirer(rotation)] {
            switch try await list(rotation, signedBy: signer) {
            case .success(let list): return (list.keys.first { $0.id == rotation.journal.oldID }, signer)
            case .failure(let error):
                reason = stopOfRetirer(for: error)
                guard case .unknownSigner = error else { throw reason }
            }
        }
        throw reason
    }

    private func switchOnAgain(_ rotation: inout Rotation) async throws(RotationStop) {
        if !hasEvent(Self.switchingOn, rotation) { rotation = try saved(rotation, as: .deactivated, note: Self.switchingOn) }
        do {
            try await switchOn(rotation, signedBy: try retirer(rotation))
        } catch {
            throw try turnedRound(&rotation, error)
        }
        var next = rotation
        next.journal.rejection = .pending
        next.journal.deleteNotBefore = nil
        rotation = try saved(next, as: .grace, note: "active_again")
    }

    private func switchOn(_ rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) {
        let result = try await asked { () async throws(AccessKeyError) in
            try await world.service.setActive(true, id: rotation.journal.oldID, of: rotation.journal.user, signedBy: signer)
        }
        switch result {
        case .success: return
        case .failure(.notFound): throw .decision(.pastReturn)
        case .failure(let error): throw stopOfRetirer(for: error)
        }
    }
}
